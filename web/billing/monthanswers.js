/** What the broker's API answers about items and months (docs/protocol.md, "HTTP API"): types only. */

/** @typedef {import("./answers.js").Named} Named */

/**
 * @typedef {"open" | "approved" | "closed"} ItemState
 * @typedef {{month: string, cents: number, units: number, vat_percent: number, tariff: string,
 *   tariff_version: number, reason: string}} Priced
 * @typedef {{it: string[], en: string[]}} Explanation
 * @typedef {Priced & {id: number, customer: Named | null, reverses: number | null, by: string,
 *   at: string, explanation: Explanation}} Charge
 * @typedef {{number: number, at: string, kind: string, by: string, reason: string}} LogEvent
 * @typedef {{began_at: string, ms: number}} Interval
 */

/**
 * @typedef {object} Item one of a list
 * @property {number} item
 * @property {number} version as it was read; a decision names it
 * @property {string} month YYYY-MM
 * @property {ItemState} state
 * @property {string} kind
 * @property {number | null} entry
 * @property {Named | null} customer
 * @property {string} technician
 * @property {string} pc
 * @property {string} began_at
 * @property {string | null} ended_at
 * @property {number} ms billable
 * @property {number} count of messages
 * @property {string | null} outcome
 * @property {string} reason why the technician came
 * @property {string} note
 * @property {boolean} urgent
 * @property {string} excluded why it is not billed; empty where it is
 * @property {number | null} merged_into
 * @property {string} receipt
 * @property {Priced | null} charge that counts in its own month
 * @property {string[]} flags
 */

/**
 * @typedef {Item & {intervals: Interval[], parts: number[], charges: Charge[],
 *   events: LogEvent[]}} WholeItem
 * @typedef {{items: Item[], more: boolean}} ItemPage
 * @typedef {{items: number, ms: number, units: number, cents: number}} Sums
 * @typedef {Sums & {customer: Named | null}} CustomerSums
 * @typedef {CustomerSums & {vat_cents: number, vat: {percent: number, cents: number}[]}} Total
 * @typedef {Sums & {month: string, closed: boolean, customers: CustomerSums[]}} MonthSums
 * @typedef {{months: MonthSums[], present: string}} Months
 * @typedef {{item: number, item_month: string, charge: Charge}} Correction
 * @typedef {{customer: Named, pack: number, left: number, expires_on: string,
 *   warnings: string[]}} PackNotice
 * @typedef {{month: string, present: string, closed: {by: string, at: string} | null,
 *   counts: Record<string, number>, flags: {flag: string, items: number}[], totals: Total[],
 *   total: Total, corrections: Correction[], packs: PackNotice[]}} Summary
 * @typedef {{cents: number, units: number, explanation: Explanation}} Side
 * @typedef {{item: number, customer: Named | null, began_at: string, technician: string, ms: number,
 *   before: Side | null, after: Side}} Compared
 * @typedef {{customer: Named | null, items: number, cents_before: number, cents_after: number,
 *   units_before: number, units_after: number}} ComparedSums
 * @typedef {{month: string, tariff: string, tariff_version: number, items: Compared[],
 *   more: boolean, totals: ComparedSums[]}} Simulated
 * @typedef {{month: string, drafts: {customer: Named | null, number: string, file: string}[],
 *   without: {customer: Named | null, why: string, fields: string[]}[]}} Drafts
 * @typedef {{customer: number, note: string, urgent: boolean}} Edit customer: 0 for unknown
 */

export {};
