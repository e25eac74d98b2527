/** The sessions page: for technicians a way into one, for everybody those that were. */

import { el } from "../dom.js";
import { join } from "./join.js";
import { ledger } from "./ledger.js";
import { pcs } from "./quick/pcs.js";

/** @typedef {import("../app.js").App} App */

/**
 * @param {App} app
 * @returns {import("./shell.js").Content}
 */
export function home(app) {
  const works = app.me.roles.includes("technician");
  const sessions = ledger(app, works ? "h2" : "h1");
  if (!works) return { element: el("div", { class: "stack" }, sessions.element) };
  const start = join(app, sessions.customers);
  const quick = pcs(app);
  const element = el("div", { class: "stack" }, start.element, quick.element, sessions.element);
  return { element, begin: start.begin, close: quick.close };
}
