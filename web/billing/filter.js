/** Which items a list shows, and how the broker is asked for them. Pure. */

/** The flags of items, in the order of broker/billing/flags.py. */
export const FLAGS = [
  ...["customer_unknown", "no_contract", "not_priced", "no_rule", "pack_exhausted", "disputed"],
  ...["overlapping", "merge", "very_short", "very_long", "mostly_idle", "no_note"],
];
/** Where an item can stand. */
export const STANDINGS = ["open", "approved", "closed", "excluded", "merged"];

/**
 * What is empty does not narrow. `customer`: "nobody", or a number; `flag`: one, or "flagged" for
 * any, which needs a month.
 * @typedef {{month: string, customer: string, technician: string, state: string, flag: string}} Filter
 */

/** @type {Readonly<Filter>} */
export const ALL = Object.freeze({ month: "", customer: "", technician: "", state: "", flag: "" });

/**
 * The path and the query of a page of items.
 * @param {Filter} filter
 * @param {number | null} before
 * @param {number} limit
 * @returns {{path: string, query: string}}
 */
export function queryOf({ month, customer, technician, state, flag }, before, limit) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (before !== null) query.set("before", String(before));
  if (customer === "nobody") query.set("nobody", "1");
  else if (customer) query.set("customer", customer);
  if (technician) query.set("technician", technician);
  if (state) query.set(state, "1");
  if (flag && month) query.set(flag, "1");
  return { path: month ? `months/${month}/items` : "items", query: query.toString() };
}

/**
 * A month as the number that the address bar says: "2026-03" is 202603.
 * @param {string} month
 */
export function numberOf(month) {
  return Number(month.replace("-", ""));
}

/**
 * The month that a number of the address bar says; empty for none.
 * @param {number} number
 */
export function monthOf(number) {
  const text = String(number);
  return /^20\d\d(0[1-9]|1[0-2])$/.test(text) ? `${text.slice(0, 4)}-${text.slice(4)}` : "";
}

/**
 * The month after or before another.
 * @param {string} month
 * @param {number} by
 */
export function monthBeside(month, by) {
  const count = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, "0")}`;
}

/**
 * The month that waits to be closed: the oldest that is over, has items, and is open.
 * @param {import("./monthanswers.js").Months} months
 */
export function toClose({ months, present }) {
  const waits = months.find(({ month, closed, items }) => month < present && !closed && items > 0);
  return waits?.month ?? present;
}
