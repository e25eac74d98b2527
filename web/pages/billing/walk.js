/** Items one after the other, each decided with a key. */

import { el, fill, say } from "../../dom.js";
import { problem } from "../parts.js";
import { EACH } from "./itemlist.js";
import { ItemView } from "./itemview.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/filter.js").Filter} Filter */
/** @typedef {import("../../billing/monthapi.js").MonthApi} MonthApi */

/** Decisions after which the next item is shown. */
const GO_ON = ["approve", "exclude", "merge"];

/** Only what is asked for at a time is read: a page of numbers, and one item. */
export class Walk {
  #app;
  #api;
  #view;
  #filter;
  /** @type {number[]} */
  #numbers = [];
  #more = true;
  #at = -1;
  #where = el("p", { class: "time", role: "status" });
  #error = el("p", { class: "error", role: "alert" });
  #back;
  #next;

  /**
   * @param {App} app
   * @param {MonthApi} api
   * @param {{customers: import("../../api.js").Customer[], filter: Filter, changed: () => void,
   *   done: () => void}} about
   */
  constructor(app, api, { customers, filter, changed, done }) {
    this.#app = app;
    this.#api = api;
    this.#filter = filter;
    this.#view = new ItemView(app, api, customers, (_item, word) => {
      changed();
      if (GO_ON.includes(word)) void this.#go(1);
    });
    const step = (/** @type {string} */ name, /** @type {string} */ key, /** @type {() => void} */ click) =>
      el("button", { "aria-keyshortcuts": key, onclick: click }, app.t(`walk.${name}`), " ", el("kbd", {}, key.toUpperCase()));
    this.#back = step("back", "k", () => void this.#go(-1));
    this.#next = step("next", "j", () => void this.#go(1));
    const approve = step("approve", "a", () => void this.#view.approve());
    const list = el("button", { class: "quiet", onclick: done }, app.t("walk.list"));
    const bar = el("div", { class: "foot walk-bar" }, this.#back, this.#next, approve, this.#where, list);
    this.element = el("div", { class: "walk", onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) });
    fill(this.element, bar, el("p", { class: "hint" }, app.t("walk.hint")), this.#error, this.#view.element);
  }

  /** Shows the first item. */
  async begin() {
    await this.#go(1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const typing = event.target instanceof Element && event.target.closest("input, textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { j: () => this.#go(1), k: () => this.#go(-1), a: () => this.#view.approve() }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    void act();
  }

  /** @param {number} by */
  async #go(by) {
    const wanted = this.#at + by;
    if (wanted < 0) return;
    say(this.#error, "");
    try {
      if (wanted >= this.#numbers.length && this.#more) await this.#read();
    } catch (error) {
      say(this.#error, problem(this.#app, error));
      return;
    }
    const number = this.#numbers[wanted];
    if (number === undefined) {
      say(this.#where, this.#app.t(this.#numbers.length > 0 ? "walk.end" : "items.none"));
      this.#next.disabled = true;
      return;
    }
    this.#at = wanted;
    this.#back.disabled = wanted === 0;
    this.#next.disabled = wanted === this.#numbers.length - 1 && !this.#more;
    await this.#view.show(number);
    const all = this.#numbers.length;
    say(this.#where, this.#app.t(this.#more ? "walk.at_more" : "walk.at", { at: wanted + 1, all }));
    this.#view.focus();
  }

  /** The numbers of the next items, without those that this page's reader has decided meanwhile. */
  async #read() {
    const { items, more } = await this.#api.items(this.#filter, this.#numbers.at(-1) ?? null, EACH);
    this.#numbers.push(...items.map(({ item }) => item));
    this.#more = more;
  }
}
