/** What a simulation gave: by customer and item, before and after, and how they differ in words. */

import { euro, monthName } from "../../billing/money.js";
import { fromPacks, sense, span } from "../../billing/spans.js";
import { moment } from "../../clock.js";
import { el, fill, say } from "../../dom.js";
import { Listing } from "../listing.js";
import { sentences } from "./explained.js";
import { customerLink } from "./monthsums.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/monthanswers.js").Simulated} Simulated */
/** @typedef {import("../../billing/monthanswers.js").Side} Side */
/** @typedef {import("../../billing/monthanswers.js").Compared} Compared */

/** Items of a page. */
const EACH = 50;
const WORDS = new Map([[1, "dearer"], [-1, "cheaper"], [0, "same"]]);

/**
 * @param {App} app
 * @param {Simulated} found
 */
export function simulated(app, found) {
  const title = el("h2", { tabindex: -1 }, app.t("sim.result", { month: monthName(found.month, app.language), tariff: found.tariff, version: found.tariff_version }));
  if (found.totals.length === 0) return el("section", { class: "card" }, title, el("p", {}, app.t("items.none")));
  const sum = (/** @type {"cents_before" | "cents_after"} */ name) => found.totals.reduce((all, one) => all + one[name], 0);
  const whole = el("p", { class: "sum" }, app.t("sim.whole", { before: euro(sum("cents_before"), app.language), after: euro(sum("cents_after"), app.language) }), " ", difference(app, sum("cents_before"), sum("cents_after")));
  return el("div", { class: "cards" }, el("section", { class: "card" }, title, whole, totals(app, found)), items(app, found));
}

/**
 * @param {App} app
 * @param {Simulated} found
 */
function totals(app, { totals: all }) {
  const heads = [app.t("sim.customer"), app.t("sums.items"), ...["before", "after", "difference"].map((name) => app.t(`sim.${name}`))];
  const list = new Listing(heads, app.t("sim.totals"));
  list.element.classList.add("sums");
  const amount = (/** @type {number} */ cents, /** @type {number} */ units) =>
    el("span", { class: "two amount" }, el("span", {}, euro(cents, app.language)), units > 0 ? el("small", {}, fromPacks(units, (key, values) => app.t(key, values))) : null);
  for (const one of all) {
    list.add([
      customerLink(app, one.customer),
      el("span", { class: "amount" }, String(one.items)),
      amount(one.cents_before, one.units_before),
      amount(one.cents_after, one.units_after),
      difference(app, one.cents_before, one.cents_after),
    ]);
  }
  return list.element;
}

/**
 * How much dearer or cheaper, in colour and in words.
 * @param {App} app
 * @param {number} before
 * @param {number} after
 */
function difference(app, before, after) {
  const word = WORDS.get(sense(before, after)) ?? "same";
  return el("span", { class: `difference ${word}` }, app.t(`sim.${word}`, { amount: euro(Math.abs(after - before), app.language) }));
}

/**
 * @param {App} app
 * @param {Simulated} found
 */
function items(app, { items: all, more }) {
  const heads = ["when", "customer", "technician", "time", "before", "after", "difference"].map((name) => app.t(`sim.${name}`));
  const list = new Listing(heads, app.t("sim.items"));
  list.element.classList.add("items", "compared");
  const note = el("p", { class: "muted note", role: "status" });
  let shown = 0;
  const next = () => {
    for (const one of all.slice(shown, shown + EACH)) row(app, list, one);
    shown = Math.min(all.length, shown + EACH);
    button.hidden = shown >= all.length;
    const end = shown >= all.length && more ? ` ${app.t("sim.cut", { count: all.length })}` : "";
    say(note, app.t("sim.shown", { shown, all: all.length }) + end);
  };
  const button = el("button", { class: "quiet", onclick: next }, app.t("sim.more"));
  next();
  const title = el("h2", { id: "sim-items" }, app.t("sim.items"));
  return el("section", { class: "card", "aria-labelledby": "sim-items" }, title, list.element, el("div", { class: "foot" }, button, note));
}

/**
 * @param {App} app
 * @param {Listing} list
 * @param {Compared} one
 */
function row(app, list, one) {
  const when = el("time", { datetime: one.began_at }, moment(one.began_at, app.language));
  const opener = el("button", { class: "opener", "aria-expanded": "false" }, when);
  const tr = list.add([
    opener,
    customerLink(app, one.customer),
    one.technician,
    el("span", { class: "time" }, span(one.ms, (key, values) => app.t(key, values))),
    side(app, one.before),
    side(app, one.after),
    difference(app, one.before?.cents ?? 0, one.after.cents),
  ]);
  const why = el("tr", { class: "opened", role: "row", hidden: true });
  const toggle = () => {
    if (why.childElementCount === 0) fill(why, el("td", { colspan: 7, role: "cell" }, both(app, one)));
    why.hidden = !why.hidden;
    opener.setAttribute("aria-expanded", String(!why.hidden));
  };
  opener.addEventListener("click", toggle);
  tr.after(why);
}

/**
 * @param {App} app
 * @param {Side | null} one
 */
function side(app, one) {
  if (!one) return el("span", { class: "amount" }, "–");
  const units = one.units > 0 ? el("small", {}, fromPacks(one.units, (key, values) => app.t(key, values))) : null;
  return el("span", { class: "two amount" }, el("span", {}, euro(one.cents, app.language)), units);
}

/**
 * @param {App} app
 * @param {Compared} one
 */
function both(app, { before, after }) {
  const part = (/** @type {string} */ name, /** @type {Side | null} */ one) =>
    el("div", {}, el("h4", {}, app.t(`sim.${name}`)), one ? sentences(app, one) : el("p", { class: "muted" }, app.t("sim.unpriced")));
  return el("div", { class: "side-by-side" }, part("before", before), part("after", after));
}
