/** A button of the toolbar with a panel below it, which Esc and leaving it close. */

import { el, on } from "../../dom.js";
import { tool } from "../parts.js";

/**
 * @param {string} id of the panel
 * @param {string} drawing path data
 * @param {string} label
 */
export function popover(id, drawing, label) {
  const panel = el("div", { class: "panel", id, hidden: true });
  const open = { "aria-expanded": "false", "aria-controls": id };
  const button = tool(drawing, label, { ...open, onclick: () => show(panel.hidden !== false) });
  const show = (/** @type {boolean} */ shown) => {
    panel.hidden = !shown;
    button.setAttribute("aria-expanded", String(shown));
    const first = panel.querySelector("button, select, input:checked");
    if (shown && first instanceof HTMLElement) first.focus();
  };
  const element = el("div", { class: "menu" }, button, panel);
  on(element, "keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    show(false);
    button.focus();
  });
  on(element, "focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget)) show(false);
  });
  return { element, panel, button, show };
}
