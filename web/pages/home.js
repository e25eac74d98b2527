/** The technician's first page: join a session, and the sessions of late. */

import { el } from "../dom.js";
import { join } from "./join.js";
import { ledger } from "./ledger.js";
import { brand } from "./parts.js";

/** @typedef {import("../app.js").App} App */

/**
 * @param {App} app
 * @returns {import("../app.js").Page}
 */
export function home(app) {
  const sessions = ledger(app);
  const start = join(app, sessions.customers);
  const main = el("main", { class: "home" }, start.element, sessions.element);
  const element = el("div", { class: "page" }, header(app), main);
  return { element, title: `${app.t("home.title")} · Affianco`, begin: start.begin };
}

/** @param {App} app */
function header(app) {
  const signOut = async () => {
    await app.api.signOut().catch(() => {});
    app.signedOut();
  };
  return el(
    "header",
    { class: "top" },
    brand(),
    el("span", { class: "muted broker" }, app.broker),
    el("span", { class: "gap" }),
    el("span", { class: "who" }, app.me.technician, el("small", {}, app.me.organisation)),
    app.languageButton(),
    el("button", { class: "quiet", onclick: signOut }, app.t("sign_out")),
  );
}
