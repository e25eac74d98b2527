/** What the broker's API answers (docs/protocol.md, "HTTP API"): types only. */

/**
 * @typedef {"technician" | "billing" | "admin"} Role
 * @typedef {{name: string, technician: string, organisation: string, roles: Role[]}} Me
 * @typedef {{granted: boolean, date: string, terms: string, entered_by: string}} Enrolment
 *   what the customer's signed form says of quick access
 * @typedef {{id: number, name: string, quick_access: Enrolment | null}} Customer
 * @typedef {{entry: number, session: string, technician: string, organisation: string,
 *   customer: {id: number, name: string} | null, pc: string, joined_at: string,
 *   active_at: string | null, ended_at: string | null, billable_seconds: number,
 *   outcome: import("./wire.js").Outcome | null, mode: string, reason: string}} Entry
 * @typedef {{id: string, technician: string, at: string, seen_at: string, address: string,
 *   browser: string, method: string, current: boolean}} SignIn
 * @typedef {{id: number, label: string, created_at: string, used_at: string | null}} Passkey
 * @typedef {{id: number, name: string, full_name: string, roles: Role[], disabled: boolean,
 *   passkeys: number, recovery_left: number}} Account
 * @typedef {{id: number, at: string, kind: string, name: string, address: string,
 *   detail: string}} Trace one line of the audit
 * @typedef {{pc: number, name: string, customer: {id: number, name: string}, key: string,
 *   signer: string, signature: string, opted_at: string, seen_at: string | null,
 *   session: string | null}} QuickPc
 * @typedef {{customer_name: string, key: string, name: string, signature: string,
 *   signer: string}} PcCard
 * @typedef {{id: number, technician: string, request: string, at: string}} DeviceRequest
 * @typedef {{field: string, reason: string, values: Record<string, string>}} Why what is wrong with
 *   one field, or with one place in a document
 * @typedef {object} Options what `navigator.credentials` is asked, as the broker writes it
 */

export {};
