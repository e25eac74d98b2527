/** What there is to look at in a month: flags as filters, a list, or one item after the other. */

import { FLAGS } from "../../billing/filter.js";
import { el, fill, say } from "../../dom.js";
import { problem } from "../parts.js";
import { ItemList } from "./itemlist.js";
import { Walk } from "./walk.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/filter.js").Filter} Filter */
/** @typedef {import("../../billing/monthapi.js").MonthApi} MonthApi */
/** @typedef {import("../../billing/monthanswers.js").Summary} Summary */

/** The list of a month's items, narrowed by a click. */
export class Looking {
  #app;
  #api;
  #customers;
  #base;
  #changed;
  #list;
  #chips = el("div", { class: "chips", role: "group" });
  #place = el("div");
  #note = el("p", { class: "saved", role: "status" });
  #acts = el("div", { class: "foot" });
  /** @type {Filter} */
  #filter;
  /** @type {Summary | null} */
  #summary = null;

  /**
   * @param {App} app
   * @param {MonthApi} api
   * @param {{customers: import("../../api.js").Customer[], filter: Filter, changed: () => void}} about
   */
  constructor(app, api, { customers, filter, changed }) {
    this.#app = app;
    this.#api = api;
    this.#customers = customers;
    this.#changed = changed;
    this.#base = filter;
    this.#filter = filter;
    this.#list = new ItemList(app, api, { customers, filter, label: app.t("looking.title"), changed });
    this.title = el("h2", { id: "look-title", tabindex: -1 }, app.t("looking.title"));
    this.element = el("section", { class: "card", "aria-labelledby": "look-title" });
    fill(this.element, el("div", { class: "heading" }, this.title, this.#acts), this.#chips, this.#note, this.#place);
  }

  /**
   * Shows what wants a look, else all.
   * @param {Summary} summary
   */
  begin(summary) {
    const flagged = summary.flags.some(({ items }) => items > 0);
    const open = summary.closed === null;
    this.#choose({ ...this.#base, ...(open && flagged ? { flag: "flagged" } : {}) }, summary);
  }

  /**
   * The numbers changed.
   * @param {Summary} summary
   */
  counted(summary) {
    this.#summary = summary;
    this.#paint();
  }

  /** Shows what is not decided yet. */
  showOpen() {
    this.#choose({ ...this.#base, state: "open" });
    this.title.focus();
    this.element.scrollIntoView({ block: "start" });
  }

  /**
   * @param {Filter} filter
   * @param {Summary | null} [summary]
   */
  #choose(filter, summary = this.#summary) {
    this.#filter = filter;
    this.#summary = summary;
    this.#paint();
    fill(this.#place, this.#list.element);
    void this.#list.narrow(filter);
  }

  #paint() {
    const summary = this.#summary;
    if (!summary) return;
    const app = this.#app;
    const counts = new Map(summary.flags.map(({ flag, items }) => [flag, items]));
    const all = Object.entries(summary.counts).reduce((sum, [name, count]) => sum + (name === "unflagged" ? 0 : count), 0);
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["chip"] : undefined;
    fill(
      this.#chips,
      this.#chip(app.t("looking.all"), { state: "", flag: "" }, all),
      this.#chip(app.t("looking.open"), { state: "open", flag: "" }, summary.counts["open"] ?? 0),
      this.#chip(app.t("items.flagged"), { state: "", flag: "flagged" }, null),
      ...FLAGS.filter((flag) => counts.has(flag)).map((flag) => this.#chip(app.t(`flag.${flag}`), { state: "", flag }, counts.get(flag) ?? 0)),
    );
    this.#chips.setAttribute("aria-label", app.t("looking.filters"));
    if (focused) /** @type {HTMLElement | null} */ (this.#chips.querySelector(`[data-chip="${focused}"]`))?.focus();
    this.#buttons(summary);
  }

  /**
   * @param {string} label
   * @param {{state: string, flag: string}} change
   * @param {number | null} count
   */
  #chip(label, change, count) {
    const pressed = this.#filter.state === change.state && this.#filter.flag === change.flag;
    const click = () => this.#choose({ ...this.#base, ...change });
    const number = count === null ? null : el("span", { class: "count" }, String(count));
    return el("button", { class: "chip", "data-chip": change.flag || change.state || "all", "aria-pressed": String(pressed), onclick: click }, label, number);
  }

  /** @param {Summary} summary */
  #buttons(summary) {
    const app = this.#app;
    if (summary.closed) return fill(this.#acts);
    const plain = summary.counts["unflagged"] ?? 0;
    const approve = el(
      "button",
      { disabled: plain === 0, onclick: () => void this.#approveAll() },
      app.t("looking.approve_all", { count: plain }),
    );
    return fill(this.#acts, el("button", { class: "main", onclick: () => void this.#walk() }, app.t("looking.walk")), approve);
  }

  async #walk() {
    const done = () => {
      this.#choose(this.#filter);
      this.title.focus();
    };
    const walk = new Walk(this.#app, this.#api, { customers: this.#customers, filter: this.#filter, changed: this.#changed, done });
    fill(this.#place, walk.element);
    await walk.begin();
  }

  async #approveAll() {
    const app = this.#app;
    say(this.#note, app.t("looking.approving"));
    try {
      const { approved, left } = await this.#api.approve(this.#base.month);
      say(this.#note, app.t("looking.approved", { approved, left }));
      this.#choose(this.#filter);
      this.#changed();
    } catch (error) {
      say(this.#note, problem(app, error));
    }
  }
}
