/** For technicians: phone calls, e-mails and the like that were no session, for the bill. */

import { AgreementsApi } from "../../billing/api.js";
import { el, fill, say } from "../../dom.js";
import { field, problem } from "../parts.js";
import { workForm } from "./workform.js";

/**
 * @param {import("../../app.js").App} app
 * @returns {import("../shell.js").Content}
 */
export function work(app) {
  const api = new AgreementsApi(app.api);
  const title = el("h1", { tabindex: -1 }, app.t("work.title"));
  const note = el("p", { class: "error note", role: "alert" });
  const list = el("select", { id: "work-customer", required: true }, el("option", { value: 0 }, app.t("work.choose")));
  const load = async () => {
    try {
      const all = await app.api.customers();
      const none = el("option", { value: 0 }, app.t("work.choose"));
      fill(list, none, ...all.map(({ id, name }) => el("option", { value: id }, name)));
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  void load();
  const card = el(
    "section",
    { class: "card", "aria-label": app.t("work.title") },
    el("p", { class: "muted" }, app.t("work.what")),
    el("div", { class: "inline" }, field(app.t("work.customer"), list)),
    workForm(app, api, () => Number(list.value), () => {}),
    note,
  );
  return { element: el("div", { class: "stack" }, title, card), begin: title };
}
