/** What an item costs and why, every charge that it had, and what the log says of it. */

import { euro, monthName } from "../../billing/money.js";
import { fromPacks } from "../../billing/spans.js";
import { counting, standing } from "../../billing/standing.js";
import { moment } from "../../clock.js";
import { el } from "../../dom.js";
import { Listing } from "../listing.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/monthanswers.js").WholeItem} WholeItem */
/** @typedef {import("../../billing/monthanswers.js").Charge} Charge */

/**
 * @param {App} app
 * @param {WholeItem} item
 */
export function priceBlock(app, item) {
  const charge = counting(item);
  const title = el("h4", {}, app.t("item.price"));
  const why = unbilled(app, item);
  if (why) return el("div", { class: "price" }, title, why);
  if (!charge) {
    return el("div", { class: "price" }, title, el("p", {}, app.t("item.no_price")));
  }
  const units = charge.units > 0 ? el("span", { class: "muted" }, fromPacks(charge.units, (key, values) => app.t(key, values))) : null;
  const elsewhere = charge.month === item.month ? "" : app.t("item.corrected", { month: monthName(charge.month, app.language) });
  return el(
    "div",
    { class: "price" },
    title,
    el("p", { class: "sum" }, el("strong", {}, euro(charge.cents, app.language)), units),
    elsewhere ? el("p", { class: "warning" }, elsewhere) : null,
    sentences(app, charge),
    el("p", { class: "muted small" }, under(app, charge)),
  );
}

/**
 * What is not billed for itself says so.
 * @param {App} app
 * @param {WholeItem} item
 */
function unbilled(app, item) {
  if (item.merged_into !== null) {
    const link = el("a", { href: `#items/${item.merged_into}` }, app.t("item.whole", { item: item.merged_into }));
    return el("p", {}, app.t("item.is_part"), " ", link);
  }
  if (item.excluded) return el("p", {}, app.t("item.is_excluded", { reason: item.excluded }));
  return null;
}

/**
 * @param {App} app
 * @param {{explanation: import("../../billing/monthanswers.js").Explanation}} charge
 */
export function sentences(app, { explanation }) {
  const lines = explanation[/** @type {"it" | "en"} */ (app.language)] ?? explanation.en;
  return el("ul", { class: "sentences" }, ...lines.map((line) => el("li", {}, line)));
}

/**
 * @param {App} app
 * @param {Charge} charge
 */
function under(app, { tariff, tariff_version: version, vat_percent: percent }) {
  const by = tariff ? [app.t("item.tariff", { tariff, version })] : [];
  return [...by, app.t("item.vat", { percent })].join(" · ");
}

/**
 * Every charge, where there is more than the one that counts.
 * @param {App} app
 * @param {WholeItem} item
 */
export function chargesBlock(app, item) {
  if (item.charges.length < 2) return null;
  const heads = ["at", "what", "customer", "month", "amount", "by"].map((name) => app.t(`charge.${name}`));
  const list = new Listing(heads, app.t("charge.title"));
  for (const charge of item.charges) list.add(chargeCells(app, charge));
  const summary = el("summary", {}, app.t("charge.history", { count: item.charges.length }));
  return el("details", { class: "more" }, summary, list.element);
}

/**
 * @param {App} app
 * @param {Charge} charge
 */
function chargeCells(app, charge) {
  const { at, reverses, customer, month, cents, by, reason } = charge;
  const what = el("details", {}, el("summary", {}, app.t(reverses === null ? "charge.made" : "charge.reversed")), sentences(app, charge));
  const who = [by || app.t("charge.by_itself"), reason].filter(Boolean).join(": ");
  return [
    el("time", { datetime: at }, moment(at, app.language)),
    what,
    customer?.name ?? "",
    monthName(month, app.language),
    el("span", { class: "amount" }, euro(cents, app.language)),
    who,
  ];
}

/**
 * @param {App} app
 * @param {WholeItem} item
 */
export function eventsBlock(app, { events }) {
  if (events.length === 0) return null;
  const lines = events.map(({ at, kind, by, reason }) => {
    const said = app.tOr(`happening.${kind}`, "happening.other");
    return el("li", {}, el("time", { datetime: at }, moment(at, app.language)), " ", [said, by, reason].filter(Boolean).join(" · "));
  });
  const summary = el("summary", {}, app.t("item.events", { count: events.length }));
  return el("details", { class: "more" }, summary, el("ol", { class: "small plain-list events" }, ...lines));
}

/**
 * The flags of an item, each with what to do about it.
 * @param {App} app
 * @param {WholeItem} item
 */
export function flagsBlock(app, { flags }) {
  if (flags.length === 0) return null;
  const lines = flags.map((flag) => el("li", {}, el("strong", {}, app.t("item.flag", { flag: app.t(`flag.${flag}`) })), " ", app.t(`flag.${flag}_do`)));
  return el("ul", { class: "warning plain-list" }, ...lines);
}

/**
 * A word for where an item stands.
 * @param {App} app
 * @param {import("../../billing/monthanswers.js").Item} item
 */
export function badge(app, item) {
  const apart = item.merged_into !== null ? "merged" : "excluded";
  const where = item.merged_into !== null || item.excluded ? apart : standing(item);
  return el("span", { class: `badge at-${where}` }, app.t(`itemstate.${where}`));
}
