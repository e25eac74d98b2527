/** The PCs whose customers have opted in, for the office: each can be withdrawn. */

import { moment } from "../../clock.js";
import { el, fill, say } from "../../dom.js";
import { problem } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").QuickPc} QuickPc */

/** @param {App} app */
export function knownPcs(app) {
  const list = el("ul", { class: "known" });
  const note = el("p", { class: "muted", role: "status" });
  const show = async () => {
    try {
      const pcs = await app.api.pcs();
      fill(list, ...pcs.map((pc) => row(app, pc, show, note)));
      say(note, pcs.length === 0 ? app.t("known.none") : "");
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  void show();
  return el(
    "section",
    { class: "card", "aria-labelledby": "known-title" },
    el("h2", { id: "known-title" }, app.t("known.title")),
    el("p", { class: "muted" }, app.t("known.what")),
    list,
    note,
  );
}

/**
 * @param {App} app
 * @param {QuickPc} pc
 * @param {() => Promise<void>} again
 * @param {HTMLElement} note
 */
function row(app, { pc, name, customer, opted_at }, again, note) {
  const withdraw = async () => {
    try {
      await app.api.withdrawPc(pc);
      await again();
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  const sure = el("button", { class: "danger", hidden: true, onclick: withdraw }, app.t("known.sure"));
  const ask = () => {
    sure.hidden = false;
    sure.focus();
  };
  const label = app.t("known.withdraw_of", { pc: name });
  const since = app.t("known.since", { when: moment(opted_at, app.language) });
  return el(
    "li",
    {},
    el("strong", {}, name),
    el("span", {}, customer.name),
    el("span", { class: "muted" }, since),
    el("button", { class: "quiet danger", "aria-label": label, onclick: ask }, app.t("known.withdraw")),
    sure,
  );
}
