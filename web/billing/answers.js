/** What the broker's API answers about agreements (docs/protocol.md, "HTTP API"): types only. */

/**
 * @typedef {{id: number, name: string}} Named
 * @typedef {Record<string, string>} Details the invoice's fields and others, by their names
 * @typedef {{customer: Named, version: number, details: Details, lacking: string[]}} CustomerRecord
 * @typedef {{id: number, name: string, version: number, valid_from: string, by: string,
 *   at: string}} TariffHead
 * @typedef {TariffHead & {document: string}} TariffVersion
 * @typedef {{id: number, valid_from: string, valid_until: string | null, document: string,
 *   by: string, at: string}} Contract
 * @typedef {{contracts: Contract[], in_force: number | null, today: string}} Contracts
 * @typedef {{month: string, units: number, tickets: number}} Month
 * @typedef {{id: number, units: number, session_units: number, used: number, left: number,
 *   tickets: number, tickets_used: number, tickets_left: number, languages: string,
 *   signed_on: string, expires_on: string, state: string, warnings: string[], months: Month[],
 *   by: string, at: string}} Pack
 * @typedef {{packs: Pack[], today: string}} Packs
 * @typedef {{kind: string, began_at: string, minutes: number, messages: number, urgent: boolean,
 *   note: string, session: number}} NewWork
 * @typedef {NewWork & {id: number, technician: string, by: string, at: string}} Work
 */

/**
 * Documents of tariffs and contracts as they are kept (docs/tariffs.md): every key is there.
 * @typedef {{percent: number, up_to?: number}} Step
 * @typedef {Record<string, string[]>} Days intervals such as "09:00-13:00" by weekday
 * @typedef {{kind: "annual", works: string[], inside_only: boolean}
 *   | {kind: "pack", beyond: "next" | "flag"} | {kind: "tariff", tariff: string}} Rule
 * @typedef {{valid_from: string, valid_until?: string, rules: Rule[]}} ContractDocument
 * @typedef {object} TariffDocument
 * @property {string} name
 * @property {number} version
 * @property {string} valid_from
 * @property {string} zone
 * @property {number} vat_percent
 * @property {number} hourly_cents
 * @property {number} urgent_percent
 * @property {number} wrong_channel_cents
 * @property {Days} hours
 * @property {({from: string, to: string} & Record<string, string | string[]>)[]} season
 * @property {{from: string, to: string}[]} closed
 * @property {{country: string, patron: boolean, closed: boolean, rest_days: string[]}} holidays
 * @property {{percent: number, applies: "part" | "start"}} outside
 * @property {Record<string, number>} days
 * @property {{steps: Step[], round_minutes: number, round_mode: "up" | "nearest",
 *   base_cents: number, minimum_minutes: number, free_minutes: number, ignore_seconds: number,
 *   merge_minutes: number}} session
 * @property {{steps: Step[]}} phone
 * @property {{steps: Step[]}} email
 */

export {};
