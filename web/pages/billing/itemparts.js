/** Small parts of what is shown of an item. */

import { span } from "../../billing/spans.js";
import { counting } from "../../billing/standing.js";
import { moment } from "../../clock.js";
import { el, say } from "../../dom.js";
import { problem } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/monthapi.js").MonthApi} MonthApi */
/** @typedef {import("../../billing/monthanswers.js").WholeItem} WholeItem */

/**
 * @param {App} app
 * @param {WholeItem} item
 */
export function about(app, { technician, pc, began_at, ms, reason, outcome, count }) {
  const length = span(ms, (key, values) => app.t(key, values));
  const messages = count > 0 ? app.t("work.amount_messages", { messages: count }) : "";
  const ended = outcome ? app.t(`outcome.${outcome}`) : "";
  const asked = reason ? app.t("item.asked", { reason }) : "";
  return [moment(began_at, app.language), messages || length, pc, technician, ended, asked].filter(Boolean).join(" · ");
}

/**
 * What can no longer be edited.
 * @param {App} app
 * @param {WholeItem} item
 */
export function facts(app, item) {
  const customer = counting(item)?.customer ?? item.customer;
  const rows = [
    [app.t("item.customer"), customer?.name ?? app.t("customer.unknown")],
    [app.t("item.note"), item.note || app.t("item.empty")],
    [app.t("item.urgent"), app.t(item.urgent ? "item.is_urgent" : "item.not_urgent")],
  ];
  return el("dl", { class: "facts" }, ...rows.flatMap(([name = "", value = ""]) => [el("dt", {}, name), el("dd", {}, value)]));
}

/**
 * Whether the customer signed, confirmed or disputed the receipt.
 * @param {App} app
 * @param {MonthApi} api
 * @param {WholeItem} item
 */
export function receiptBlock(app, api, { entry, receipt }) {
  if (entry === null) return null;
  const note = el("p", { class: "said" });
  if (receipt === "disputed" || receipt === "confirmed") {
    const told = (/** @type {{note: string}} */ found) => say(note, found.note ? app.t("itemreceipt.note", { note: found.note }) : "");
    api.receipt(entry).then(told, (error) => say(note, problem(app, error)));
  }
  const state = el("p", {}, app.tOr(`itemreceipt.${receipt || "none"}`, "itemreceipt.none"));
  return el("div", { class: `customer-said ${receipt}` }, el("h4", {}, app.t("itemreceipt.title")), state, note);
}

/**
 * @param {App} app
 * @param {WholeItem} item
 */
export function partsBlock(app, { parts }) {
  if (parts.length === 0) return null;
  const links = parts.map((item) => el("li", {}, el("a", { href: `#items/${item}` }, app.t("item.whole", { item }))));
  return el("div", {}, el("h4", {}, app.t("item.parts")), el("ul", { class: "plain-list" }, ...links));
}
