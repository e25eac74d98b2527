/** Quick access for the office: the roster, technicians' requests, customers' forms, and PCs. */

import { el } from "../../dom.js";
import { customerForms } from "./customerforms.js";
import { deviceRequests } from "./devicerequests.js";
import { knownPcs } from "./knownpcs.js";
import { rosterCard } from "./rostercard.js";

/**
 * @param {import("../../app.js").App} app
 * @returns {import("../shell.js").Content}
 */
export function quickAdmin(app) {
  const admin = app.me.roles.includes("admin");
  const title = el("h1", { tabindex: -1 }, app.t("quick_admin.title"));
  const what = el("p", { class: "muted" }, app.t("quick_admin.what"));
  const element = el(
    "div",
    { class: "stack" },
    el("div", {}, title, what),
    customerForms(app),
    admin ? rosterCard(app) : null,
    admin ? deviceRequests(app) : null,
    knownPcs(app),
  );
  return { element, begin: title };
}
