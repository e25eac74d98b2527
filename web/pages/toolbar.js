/** The bar above the remote screen: who, what state, how long, how well, and every action. */

import { length } from "../clock.js";
import { el, say } from "../dom.js";
import { keysMenu } from "./keysmenu.js";
import { ICONS, tool } from "./parts.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../session.js").View} View */

/**
 * @typedef {object} Actions
 * @property {(view: "fit" | "whole") => void} view
 * @property {() => void} full
 * @property {(events: import("../frames/input.js").Event[]) => void} send
 * @property {() => void} typeText
 * @property {() => void} end
 */

/**
 * What the bar shows; `seconds` are left of the customer's answer or of coming back.
 * @typedef {{view: View, controls: boolean, seconds: number, customer: string, length: number}} Now
 */

/** The session page's toolbar. */
export class Toolbar {
  #app;
  #pc = el("strong", { class: "pc" });
  #customer = el("span", { class: "muted customer" });
  #state = el("span", { class: "state" });
  #told = el("span", { class: "state-text", role: "status" });
  #left = el("span", { class: "left", "aria-hidden": "true" });
  #time = el("time", { class: "time" });
  #quality = el("span", { class: "quality" });
  #badge;
  #full;
  #typeText;
  #keys;
  #end;
  #handle;

  /**
   * @param {App} app
   * @param {Actions} actions
   */
  constructor(app, actions) {
    this.#app = app;
    this.#badge = el("span", { class: "badge", hidden: true }, app.t("session.see_only"));
    this.#quality.title = app.t("session.quality_hint");
    this.#time.title = app.t("session.time_hint");
    this.#full = tool(ICONS.full, app.t("session.full"), { onclick: actions.full });
    this.#typeText = tool(ICONS.text, app.t("session.type"), { onclick: actions.typeText });
    this.#keys = keysMenu(app, actions.send);
    this.#end = el("button", { class: "end", onclick: actions.end }, app.t("session.end"));
    const open = () => this.element.classList.toggle("open");
    this.#handle = el("button", { class: "handle", onclick: open }, app.t("session.handle"));
    this.element = el("header", { class: "bar" }, this.#handle, ...this.#lay(actions));
  }

  /** @param {Now} now */
  paint({ view, controls, seconds, customer, length: milliseconds }) {
    const { state, consent, pc } = view;
    say(this.#pc, pc);
    say(this.#customer, customer);
    this.#state.className = `state ${state}`;
    say(this.#told, this.#app.t(`state.${state}`));
    const counted = state === "asking" || state === "reconnecting";
    say(this.#left, counted ? this.#app.t("seconds", { seconds }) : "");
    say(this.#time, length(milliseconds));
    this.#badge.hidden = consent.allowed !== "see" || state === "ended";
    this.#typeText.disabled = !controls;
    this.#keys.enable(controls);
    this.#quality.hidden = state === "ended";
    this.#full.disabled = this.#end.disabled = state === "ended";
  }

  /** @param {{framesPerSecond: number, bytesPerSecond: number, answer: number | null}} figures */
  quality({ framesPerSecond, bytesPerSecond, answer }) {
    const number = new Intl.NumberFormat(this.#app.language, { maximumFractionDigits: 0 });
    const values = {
      frames: number.format(framesPerSecond),
      speed: number.format(bytesPerSecond / 1000),
      answer: answer === null ? "–" : number.format(answer),
    };
    say(this.#quality, this.#app.t("session.quality", values));
  }

  /** The technician comes from the remote screen by keyboard. */
  focus() {
    this.element.classList.add("open");
    const first = this.element.querySelector(".actions input:checked, .actions button:enabled");
    if (first instanceof HTMLElement) first.focus();
  }

  /** @param {boolean} full whether the page fills the display */
  full(full) {
    this.element.classList.remove("open");
    const label = /** @type {HTMLElement} */ (this.#full.lastElementChild);
    say(label, this.#app.t(full ? "session.not_full" : "session.full"));
  }

  /** @param {Actions} actions */
  #lay(actions) {
    const who = el("div", { class: "who" }, this.#pc, this.#customer);
    const what = el("div", { class: "what" }, this.#state, this.#told, this.#left, this.#badge);
    const figures = el("div", { class: "figures" }, this.#time, this.#quality);
    const buttons = [this.#full, this.#keys.element, this.#typeText, this.#end];
    const group = { class: "actions", role: "toolbar", "aria-label": this.#app.t("session.actions") };
    return [who, what, figures, el("div", group, this.#views(actions), ...buttons)];
  }

  /** @param {Actions} actions */
  #views(actions) {
    const choice = (/** @type {"fit" | "whole"} */ view) => {
      const change = () => actions.view(view);
      const radio = el("input", { type: "radio", name: "view", checked: view === "fit", onchange: change });
      return el("label", { title: this.#app.t(`view.${view}_hint`) }, radio, el("span", {}, this.#app.t(`view.${view}`)));
    };
    const label = this.#app.t("session.view");
    return el("fieldset", { class: "segments", "aria-label": label }, choice("fit"), choice("whole"));
  }
}
