/** The bar above the remote screen: who, what state, how long, how well, and every action. */

import { length } from "../../clock.js";
import { el, say } from "../../dom.js";
import { costLines, soFar } from "../../receipt/words.js";
import { Details } from "./details.js";
import { keysMenu } from "./keysmenu.js";
import { LookMenu } from "./lookmenu.js";
import { ICONS, tool } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../session.js").View} View */

/** States that say something else by quick access. */
const BY_KEY = new Set(["joined", "asking"]);

/**
 * @typedef {object} Actions
 * @property {(view: "fit" | "whole") => void} view
 * @property {() => void} look the choices in `app.look` are others
 * @property {() => void} full
 * @property {(events: import("../../frames/input.js").Event[]) => void} send
 * @property {() => void} typeText
 * @property {() => void} end
 */

/**
 * What the bar shows; `seconds` are left of the customer's answer or of coming back, `customer` is
 * the number of the one chosen.
 * @typedef {{view: View, controls: boolean, seconds: number, customer: number, length: number}} Now
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
  #amount = el("span", { class: "amount" });
  #cost = el("p", { class: "cost", role: "status" });
  #quality = el("span", { class: "quality" });
  #badge;
  #proof;
  #customers;
  #details;
  #look;
  #full;
  #typeText;
  #keys;
  #end;
  #handle;

  /**
   * @param {App} app
   * @param {Actions} actions
   * @param {import("./details.js").Parts} parts
   */
  constructor(app, actions, parts) {
    this.#app = app;
    this.#customers = parts.customers;
    this.#details = new Details(app, parts);
    const verified = { class: "badge good", hidden: true, title: app.t("details.by_key") };
    this.#proof = el("span", verified, app.t("session.verified"));
    this.#badge = el("span", { class: "badge", hidden: true }, app.t("session.see_only"));
    this.#quality.title = app.t("session.quality_hint");
    this.#time.title = app.t("session.time_hint");
    this.#look = new LookMenu(app, actions.look);
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
    say(this.#customer, this.#customers.find(({ id }) => id === customer)?.name ?? "");
    this.#state.className = `state ${state}`;
    const said = view.quick && BY_KEY.has(state) ? `state.${state}_quick` : `state.${state}`;
    say(this.#told, this.#app.t(said));
    const counted = state === "asking" || state === "reconnecting";
    say(this.#left, counted ? this.#app.t("seconds", { seconds }) : "");
    say(this.#time, length(milliseconds));
    say(this.#amount, soFar(this.#app, view.tally));
    this.#bill(view);
    this.#proof.hidden = !view.quick || !view.proved || state === "ended";
    this.#details.paint(view, customer);
    this.#badge.hidden = consent.allowed !== "see" || state === "ended";
    this.#typeText.disabled = !controls;
    this.#keys.enable(controls);
    this.#quality.hidden = state === "ended";
    this.#look.show(state !== "ended");
    this.#full.disabled = this.#end.disabled = state === "ended";
  }

  /**
   * What the session will cost, or what is wrong with the receipt that the broker tells.
   * @param {View} view
   */
  #bill({ cost, disagreed, state }) {
    const app = this.#app;
    const wrong = disagreed ? app.t("bill.differs", { why: app.t(`bill.${disagreed}`) }) : "";
    const said = wrong || costLines(app, cost).join(" ");
    say(this.#cost, state === "waiting" || state === "ended" ? "" : said);
    this.#cost.title = said;
    this.#cost.classList.toggle("warn", wrong !== "");
  }

  /** @param {import("../../screen/quality.js").Figures} figures */
  quality({ framesPerSecond, bytesPerSecond, delay, answer }) {
    const number = new Intl.NumberFormat(this.#app.language, { maximumFractionDigits: 0 });
    const values = {
      frames: number.format(framesPerSecond),
      speed: number.format(bytesPerSecond / 1000),
      delay: delay === null ? "–" : number.format(delay),
    };
    this.#look.answer(answer);
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
    const told = [this.#state, this.#told, this.#left, this.#proof, this.#badge];
    const what = el("div", { class: "what" }, el("div", { class: "told" }, ...told), this.#cost);
    const meter = el("div", { class: "meter" }, this.#amount, this.#time);
    const figures = el("div", { class: "figures" }, meter, this.#quality);
    const menus = [this.#look.element, this.#details.element, this.#keys.element];
    const buttons = [this.#full, ...menus, this.#typeText, this.#end];
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
