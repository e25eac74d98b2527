/** Key combinations that the browser or the desktop keeps for itself, as buttons. */

import { el, on } from "../dom.js";
import { combination } from "../input/keys.js";
import { ICONS, tool } from "./parts.js";

/** @typedef {import("../frames/input.js").Event} Event */

/** Combinations in KeyboardEvent.key names. */
const COMBINATIONS = [
  ["Control", "Alt", "Delete"],
  ["Control", "Shift", "Escape"],
  ["Alt", "Tab"],
  ["Alt", "Shift", "Tab"],
  ["Alt", "F4"],
  ["Meta"],
  ["Meta", "r"],
  ["Meta", "l"],
  ["Control", "w"],
  ["Control", "t"],
  ["Control", "n"],
  ["Control", "Escape"],
  ["Control", "Alt", "t"],
  ["Control", "Alt", "F1"],
  ["PrintScreen"],
  ["Alt", "PrintScreen"],
  ["Escape"],
  ["F1"],
  ["F5"],
  ["F11"],
  ["F12"],
  ["ContextMenu"],
  ["Insert"],
  ["Pause"],
];

/**
 * @param {import("../app.js").App} app
 * @param {(events: Event[]) => void} send
 * @returns {{element: HTMLElement, enable: (enabled: boolean) => void}}
 */
export function keysMenu(app, send) {
  const choose = (/** @type {Event[]} */ events) => {
    show(false);
    send(events);
  };
  const panel = el("div", { class: "panel", id: "keys-panel", hidden: true });
  const open = { "aria-expanded": "false", "aria-controls": "keys-panel" };
  const button = tool(ICONS.keys, app.t("keys.title"), { ...open, onclick: () => show(panel.hidden !== false) });
  const show = (/** @type {boolean} */ shown) => {
    panel.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    if (shown) panel.querySelector("button")?.focus();
  };
  const release = () => choose([{ kind: "release" }]);
  panel.append(
    el("div", { class: "grid" }, ...COMBINATIONS.map((keys) => keyButton(app, keys, choose))),
    el("button", { class: "wide", onclick: release }, app.t("keys.release")),
    el("p", { class: "hint" }, app.t("keys.leave")),
  );
  const element = el("div", { class: "menu" }, button, panel);
  on(element, "keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    show(false);
    button.focus();
  });
  on(element, "focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) show(false);
  });
  const enable = (/** @type {boolean} */ enabled) => {
    button.disabled = !enabled;
    if (!enabled) show(false);
  };
  return { element, enable };
}

/**
 * @param {import("../app.js").App} app
 * @param {readonly string[]} keys
 * @param {(events: Event[]) => void} choose
 */
function keyButton(app, keys, choose) {
  const names = keys.map((key) => app.keyName(key));
  const caps = names.map((name) => el("kbd", {}, name));
  return el("button", { "aria-label": names.join("+"), onclick: () => choose(combination(keys)) }, ...caps);
}
