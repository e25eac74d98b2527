/** After a session: how it ended, how long it was, and whose it was. */

import { length } from "../../clock.js";
import { el } from "../../dom.js";
import { save } from "../ledger.js";
import { customerList, field } from "../parts.js";

/** @typedef {import("../../app.js").App} App */

/**
 * `vouched`: the customer may now allow quick access.
 * @typedef {{view: import("../../session.js").View, customers: import("../../api.js").Customer[],
 *   customer: number, vouched: boolean, chosen: (customer: number) => void}} Parts
 */

/**
 * @param {App} app
 * @param {Parts} parts
 * @returns {HTMLElement}
 */
export function summary(app, { view, customers, customer, vouched, chosen }) {
  const { ending, told, entry, pc } = view;
  const list = customerList(app, customers, customer, { id: "session-customer" });
  const note = el("span", { class: "saved", role: "status" });
  list.addEventListener("change", async () => {
    await save(app, entry, list, note);
    chosen(Number(list.value));
  });
  const said = app.t(saidOf(view));
  const why = ending?.why ? app.tOr(ending.why, "close.broker_fault") : "";
  return el(
    "section",
    { class: "card summary", "aria-labelledby": "summary-title" },
    el("h1", { id: "summary-title" }, app.t("summary.title")),
    el("p", { role: "status" }, said),
    why ? el("p", { class: "muted" }, why) : null,
    vouched ? el("p", { class: "good-news" }, app.t("summary.vouched")) : null,
    el(
      "dl",
      {},
      el("dt", {}, app.t("summary.pc")),
      el("dd", {}, pc),
      el("dt", {}, app.t("summary.length")),
      el("dd", { class: "time" }, length(told.billable_ms)),
    ),
    field(app.t("summary.customer"), list, note),
    el("div", { class: "foot" }, el("button", { class: "main", onclick: () => app.home() }, app.t("summary.home"))),
  );
}

/**
 * The key of how it ended.
 * @param {import("../../session.js").View} view
 */
function saidOf({ ending, quick }) {
  if (!ending?.outcome) return "ended.unknown";
  return quick && ending.outcome === "declined" ? "ended.declined_quick" : `ended.${ending.outcome}`;
}
