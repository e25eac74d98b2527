/** What the broker's API answers about receipts and one's own items of billing: types only. */

/**
 * A receipt with its signatures; what is not there is empty.
 * @typedef {{text: string, final: boolean, key: string, signature: string, agent_key: string,
 *   agent_signature: string, console_key: string, console_signature: string, verdict: string,
 *   note: string}} Kept
 * @typedef {{item: number, version: number, state: string, kind: string, entry: number | null,
 *   customer: {id: number, name: string} | null, note: string, urgent: boolean, excluded: string,
 *   merged_into: number | null, receipt: string}} Item as far as whoever did the work needs it
 */

export {};
