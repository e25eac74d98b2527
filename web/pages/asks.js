/** What the technician asks for: to see, or to see and control. */

import { el } from "../dom.js";

/**
 * @param {import("../app.js").App} app
 * @param {string} name of the choice on its page
 * @returns {{element: HTMLElement, read: () => import("../wire.js").Asks}}
 */
export function asksField(app, name) {
  const radio = (/** @type {string} */ value) =>
    el("input", { type: "radio", name, value, checked: value === "control" });
  const control = radio("control");
  const label = (/** @type {HTMLElement} */ input, /** @type {string} */ said) =>
    el("label", {}, input, el("span", {}, said));
  const see = label(radio("see"), app.t("asks.see"));
  const choices = el("div", { class: "segments" }, see, label(control, app.t("asks.control")));
  const element = el("fieldset", { class: "field" }, el("legend", {}, app.t("join.asks")), choices);
  return { element, read: () => (control.checked ? "control" : "see") };
}
