/** Key combinations that the browser or the desktop keeps for itself, as buttons. */

import { el } from "../../dom.js";
import { combination } from "../../input/keys.js";
import { ICONS } from "../parts.js";
import { popover } from "./popover.js";

/** @typedef {import("../../frames/input.js").Event} Event */

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
 * @param {import("../../app.js").App} app
 * @param {(events: Event[]) => void} send
 * @returns {{element: HTMLElement, enable: (enabled: boolean) => void}}
 */
export function keysMenu(app, send) {
  const choose = (/** @type {Event[]} */ events) => {
    menu.show(false);
    send(events);
  };
  const menu = popover("keys-panel", ICONS.keys, app.t("keys.title"));
  const release = () => choose([{ kind: "release" }]);
  menu.panel.append(
    el("div", { class: "grid" }, ...COMBINATIONS.map((keys) => keyButton(app, keys, choose))),
    el("button", { class: "wide", onclick: release }, app.t("keys.release")),
    el("p", { class: "hint" }, app.t("keys.leave")),
  );
  const enable = (/** @type {boolean} */ enabled) => {
    menu.button.disabled = !enabled;
    if (!enabled) menu.show(false);
  };
  return { element: menu.element, enable };
}

/**
 * @param {import("../../app.js").App} app
 * @param {readonly string[]} keys
 * @param {(events: Event[]) => void} choose
 */
function keyButton(app, keys, choose) {
  const names = keys.map((key) => app.keyName(key));
  const caps = names.map((name) => el("kbd", {}, name));
  return el("button", { "aria-label": names.join("+"), onclick: () => choose(combination(keys)) }, ...caps);
}
