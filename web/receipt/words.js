/**
 * What the technician reads of the bill, in the words that the customer reads in the agent's window
 * (agent/bill_words.py). Pure.
 */

import { length } from "../clock.js";
import { day, euro } from "../billing/money.js";

/** @typedef {import("../wire.js").Cost} Cost */
/** @typedef {import("../receipts.js").Receipt} Receipt */
/** @typedef {{t: (key: string, values?: Record<string, string | number>) => string,
 *   language: string}} Sayer */

const HOUR_MINUTES = 60;

/**
 * What the session will cost, the most important sentence first.
 * @param {Sayer} app
 * @param {Cost | null} cost
 * @returns {string[]}
 */
export function costLines(app, cost) {
  if (cost === null) return [app.t("cost.unknown")];
  return [...price(app, cost), ...conditions(app, cost), ...ladder(app, cost)];
}

/**
 * The price so far; empty where nobody knows it.
 * @param {Sayer} app
 * @param {Receipt | null} tally
 */
export function soFar(app, tally) {
  if (tally === null || (tally.cents === null && tally.units === 0)) return "";
  return app.t("cost.so_far", { price: amount(app, tally) });
}

/**
 * What a receipt says of time and price, as pairs of a key of the texts and a value.
 * @param {Sayer} app
 * @param {Receipt} receipt
 * @returns {[string, string][]}
 */
export function facts(app, receipt) {
  const { language } = app;
  const { intervals, until, seconds, units_left, tariff, tariff_version } = receipt;
  const from = intervals[0] ?? receipt.joined;
  /** @type {[string, string][]} */
  const found = [
    ["receipt.when", when(app, from.local, until.local)],
    ["receipt.counted", length(seconds * 1000)],
    ["receipt.price", receipt.cents === null ? app.t("receipt.later") : total(app, receipt)],
  ];
  if (units_left !== null) found.push(["receipt.left", new Intl.NumberFormat(language).format(units_left)]);
  if (tariff) {
    const values = { name: tariff, version: tariff_version };
    found.push(["receipt.tariff", app.t("receipt.version", values)]);
  }
  return found;
}

/**
 * From when to when on the clocks of the house, the day of the end only where it is another.
 * @param {Sayer} app
 * @param {string} from as in a receipt: YYYY-MM-DDThh:mm:ss and the distance from UTC
 * @param {string} until
 */
function when(app, from, until) {
  const { language } = app;
  const [first, last] = [from.slice(0, 10), until.slice(0, 10)];
  const [began, ended] = [from.slice(11, 16), until.slice(11, 16)];
  const one = { day: day(first, language), from: began, to: ended };
  if (first === last) return app.t("receipt.from_to", one);
  return app.t("receipt.from_to_day", { ...one, last: day(last, language) });
}

/**
 * @param {Sayer} app
 * @param {Cost} cost
 * @returns {string[]}
 */
function price(app, cost) {
  const { kind, left, minutes, free_minutes } = cost;
  if (kind === "hourly") return hourly(app, cost);
  if (kind === "steps") return [steps(app, cost)];
  if (kind === "free" && free_minutes) return [app.t("cost.free_until", { minutes: free_minutes })];
  if (kind !== "units") return [app.t(kind === "free" ? "cost.free" : "cost.unknown")];
  const units = app.t(left === 1 ? "cost.units_one" : "cost.units", { minutes, left });
  return [units, beyond(app, cost)];
}

/**
 * Whether an hour from now costs what the price list says, and the opening fee.
 * @param {Cost} cost
 */
function isByTheList({ cents, base_cents, hour_cents }) {
  return hour_cents === cents + base_cents;
}

/**
 * @param {Sayer} app
 * @param {Cost} cost
 */
function hourly(app, cost) {
  const { cents, hour_cents, minutes } = cost;
  const plain = isByTheList(cost);
  const amount = euro(plain ? cents : hour_cents, app.language);
  const said = app.t(plain ? "cost.hourly" : "cost.from_now", { amount });
  if (minutes === 0) return [said];
  return [said, minutes === 1 ? app.t("cost.minutes") : app.t("cost.blocks", { minutes })];
}

/**
 * @param {Sayer} app
 * @param {Cost} cost
 */
function steps(app, { cents, hour_cents, minutes }) {
  const values = { amount: euro(cents, app.language), minutes };
  if (minutes >= HOUR_MINUTES) return app.t("cost.step", values);
  return app.t("cost.steps", { ...values, hour: euro(hour_cents, app.language) });
}

/**
 * @param {Sayer} app
 * @param {Cost} cost
 */
function beyond(app, { hour_cents }) {
  if (!hour_cents) return app.t("cost.beyond");
  return app.t("cost.beyond_now", { amount: euro(hour_cents, app.language) });
}

/**
 * @param {Sayer} app
 * @param {Cost} cost
 * @returns {string[]}
 */
function conditions(app, cost) {
  if (cost.kind !== "hourly" && cost.kind !== "steps") return [];
  const { base_cents, free_minutes, minimum_minutes, surcharge_percent } = cost;
  const added = cost.kind === "hourly" && isByTheList(cost);
  const base = added ? "cost.base" : "cost.base_within";
  const outside = cost.outside ? "cost.outside_now" : "cost.outside";
  /** @type {[number, string, Record<string, string | number>][]} */
  const said = [
    [surcharge_percent, outside, { percent: surcharge_percent }],
    [base_cents, base, { amount: euro(base_cents, app.language) }],
    [free_minutes, "cost.free_minutes", { minutes: free_minutes }],
    [minimum_minutes, "cost.minimum", { minutes: minimum_minutes }],
    [cost.urgent_percent, "cost.urgent", { percent: cost.urgent_percent }],
    [1, "cost.vat", { percent: cost.vat_percent }],
  ];
  return said.filter(([holds]) => holds > 0).map(([, key, values]) => app.t(key, values));
}

/**
 * What so much time from now would cost at most, and after how long nobody knows.
 * @param {Sayer} app
 * @param {Cost} cost
 * @returns {string[]}
 */
function ladder(app, cost) {
  const money = (/** @type {number} */ cents) => euro(cents, app.language);
  const rungs = {
    quarter: money(cost.quarter_cents),
    half: money(cost.half_hour_cents),
    hour: money(cost.hour_cents),
    two: money(cost.two_hours_cents),
    four: money(cost.four_hours_cents),
  };
  const known = cost.known_minutes ? [app.t("cost.known", { minutes: cost.known_minutes })] : [];
  return [...(cost.four_hours_cents > 0 ? [app.t("cost.ladder", rungs)] : []), ...known];
}

/**
 * @param {Sayer} app
 * @param {Receipt} receipt
 */
function total(app, receipt) {
  const { cents, vat_percent } = receipt;
  const price = amount(app, receipt);
  if (!cents) return price;
  if (vat_percent === null) return app.t("receipt.plus", { price });
  return app.t("receipt.plus_vat", { price, percent: vat_percent });
}

/**
 * Money, units, or both.
 * @param {Sayer} app
 * @param {Receipt} receipt
 */
function amount(app, { cents, units }) {
  const taken = units === 0 ? "" : app.t(units === 1 ? "receipt.unit" : "receipt.units", { units });
  const money = euro(cents ?? 0, app.language);
  if (!taken) return money;
  return cents ? `${taken} + ${money}` : taken;
}
