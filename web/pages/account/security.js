/** One's own account: passkeys, recovery codes, and where one is signed in. */

import { el } from "../../dom.js";
import { OwnPasskeys } from "./ownpasskeys.js";
import { Recovery } from "./recovery.js";
import { SignIns } from "./signins.js";

/**
 * @param {import("../../app.js").App} app
 * @returns {import("../shell.js").Content}
 */
export function security(app) {
  const parts = [new OwnPasskeys(app), new Recovery(app), new SignIns(app, false)];
  for (const part of parts) void part.load();
  const title = el("h1", { tabindex: -1 }, app.t("nav.security"));
  const element = el("div", { class: "stack" }, title, ...parts.map((part) => part.element));
  return { element, begin: title };
}
