/** What a month comes to: by customer, corrections of earlier months, and packs to speak about. */

import { day, euro, monthName } from "../../billing/money.js";
import { longSpan } from "../../billing/spans.js";
import { el } from "../../dom.js";
import { Listing } from "../listing.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/monthanswers.js").Summary} Summary */
/** @typedef {import("../../billing/monthanswers.js").Total} Total */
/** @typedef {import("../../billing/answers.js").Named} Named */

/** Rows before the others are folded away. */
const FIRST = 15;

/**
 * @param {App} app
 * @param {Summary} summary
 */
export function totals(app, { totals: all, total }) {
  const largest = all.toSorted((one, other) => other.cents - one.cents);
  const list = table(app, [...largest.slice(0, FIRST)], all.length > 1 ? total : null);
  const rest = largest.slice(FIRST);
  const more = rest.length > 0 ? el("details", { class: "more" }, el("summary", {}, app.t("sums.others", { count: rest.length })), table(app, rest, null)) : null;
  const none = all.length === 0 ? el("p", { class: "muted" }, app.t("sums.none")) : null;
  return el("section", { class: "card", "aria-labelledby": "sums-title" }, el("h2", { id: "sums-title" }, app.t("sums.title")), none ?? list, more);
}

/**
 * @param {App} app
 * @param {Total[]} rows
 * @param {Total | null} total
 */
function table(app, rows, total) {
  const heads = ["customer", "items", "time", "units", "net", "vat", "gross"].map((name) => app.t(`sums.${name}`));
  const list = new Listing(heads, app.t("sums.title"));
  list.element.classList.add("sums");
  for (const one of rows) list.add(cells(app, one, customerLink(app, one.customer)));
  if (total) list.add(cells(app, total, el("strong", {}, app.t("sums.total")))).classList.add("whole");
  return list.element;
}

/**
 * @param {App} app
 * @param {Total} one
 * @param {import("../../dom.js").Child} name
 */
function cells(app, { items, ms, units, cents, vat_cents }, name) {
  const number = (/** @type {string} */ text) => el("span", { class: "amount" }, text);
  return [
    name,
    number(String(items)),
    number(longSpan(ms, (key, values) => app.t(key, values))),
    number(units === 0 ? "–" : String(units)),
    number(euro(cents, app.language)),
    number(euro(vat_cents, app.language)),
    number(euro(cents + vat_cents, app.language)),
  ];
}

/**
 * @param {App} app
 * @param {Named | null} customer
 */
export function customerLink(app, customer) {
  if (!customer) return el("span", { class: "unknown" }, app.t("customer.unknown"));
  return el("a", { href: `#customers/${customer.id}` }, customer.name);
}

/**
 * Charges of this month for items of others.
 * @param {App} app
 * @param {Summary} summary
 */
export function corrections(app, { corrections: all }) {
  if (all.length === 0) return null;
  const heads = ["item", "month", "customer", "amount", "why"].map((name) => app.t(`correction.${name}`));
  const list = new Listing(heads, app.t("correction.title"));
  for (const { item, item_month, charge } of all) {
    list.add([
      el("a", { href: `#items/${item}` }, app.t("item.whole", { item })),
      monthName(item_month, app.language),
      customerLink(app, charge.customer),
      el("span", { class: "amount" }, euro(charge.cents, app.language)),
      [charge.reason, charge.by].filter(Boolean).join(" · "),
    ]);
  }
  return el("section", { class: "card", "aria-labelledby": "corrections-title" }, el("h2", { id: "corrections-title" }, app.t("correction.title")), el("p", { class: "muted" }, app.t("correction.about")), list.element);
}

/**
 * Packs about which their customers should hear before they end.
 * @param {App} app
 * @param {Summary} summary
 */
export function packNotices(app, { packs }) {
  if (packs.length === 0) return null;
  const lines = packs.map(({ customer, left, expires_on, warnings }) => {
    const said = app.t("month.pack", { left, expires: day(expires_on, app.language) });
    return el("li", {}, customerLink(app, customer), " ", said, " ", warnings.map((word) => app.tOr(`packs.${word}`, "packs.expires_soon")).join(" "));
  });
  return el("section", { class: "card", "aria-labelledby": "month-packs-title" }, el("h2", { id: "month-packs-title" }, app.t("month.packs")), el("ul", { class: "plain-list" }, ...lines));
}
