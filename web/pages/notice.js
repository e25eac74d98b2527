/** A page that says why the console cannot be used here, and what to do. */

import { el } from "../dom.js";
import { brand } from "./parts.js";

/**
 * @param {import("../app.js").App} app
 * @param {"insecure" | "old_browser" | "unreachable"} what
 * @returns {import("../app.js").Page}
 */
export function notice(app, what) {
  const heading = el("h1", { tabindex: -1 }, app.t(`notice.${what}.title`));
  const again = el("button", { class: "main", onclick: () => location.reload() }, app.t("again"));
  const element = el(
    "main",
    { class: "entrance" },
    el(
      "section",
      { class: "card notice" },
      el("header", { class: "row" }, brand(), app.languageButton()),
      heading,
      el("p", {}, app.t(`notice.${what}.what`)),
      el("p", {}, app.t(`notice.${what}.do`, { address: location.host })),
      what === "unreachable" ? again : null,
    ),
  );
  return { element, title: `${app.t(`notice.${what}.title`)} · Affianco`, begin: heading };
}
