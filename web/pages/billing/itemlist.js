/** A list of items by pages; each row opens into all that is known of its item. */

import { euro } from "../../billing/money.js";
import { fromPacks, span } from "../../billing/spans.js";
import { standing } from "../../billing/standing.js";
import { moment } from "../../clock.js";
import { el, fill, say } from "../../dom.js";
import { Listing } from "../listing.js";
import { problem } from "../parts.js";
import { badge } from "./explained.js";
import { ItemView } from "./itemview.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").Customer} Customer */
/** @typedef {import("../../billing/filter.js").Filter} Filter */
/** @typedef {import("../../billing/monthapi.js").MonthApi} MonthApi */
/** @typedef {import("../../billing/monthanswers.js").Item} Item */

/** Rows of a page. */
export const EACH = 100;
const HEADS = ["when", "customer", "technician", "what", "time", "price", "state"];

/** One page at a time; nothing is read before `load`. */
export class ItemList {
  #app;
  #api;
  #customers;
  #changed;
  #list;
  #note = el("p", { class: "muted note", role: "status" });
  #newer;
  #older;
  /** Where the pages before this one begin. @type {(number | null)[]} */
  #begins = [null];
  /** @type {Filter} */
  #filter;
  /** @type {Map<number, {row: HTMLTableRowElement, item: Item}>} */
  #rows = new Map();
  /** @type {{number: number, row: HTMLElement} | null} */
  #opened = null;
  #asked = 0;

  /**
   * @param {App} app
   * @param {MonthApi} api
   * @param {{customers: Customer[], filter: Filter, label: string, changed?: (item: Item) => void}} about
   *   changed: after each change of an item
   */
  constructor(app, api, { customers, filter, label, changed = () => {} }) {
    this.#app = app;
    this.#api = api;
    this.#customers = customers;
    this.#filter = filter;
    this.#changed = changed;
    this.#list = new Listing(HEADS.map((name) => app.t(`items.${name}`)), label);
    this.#list.element.classList.add("items");
    const go = (/** @type {() => void} */ step) => ({ class: "quiet", hidden: true, onclick: step });
    this.#newer = el("button", go(() => void this.#back()), app.t("items.newer"));
    this.#older = el("button", go(() => void this.#on()), app.t("items.older"));
    const pages = el("div", { class: "foot pages" }, this.#newer, this.#older, this.#note);
    this.element = el("div", { class: "item-list" }, this.#list.element, pages);
  }

  /**
   * Shows the first page of other items.
   * @param {Filter} filter
   */
  async narrow(filter) {
    this.#filter = filter;
    this.#begins = [null];
    await this.load();
  }

  /** Reads the page anew. */
  async load() {
    const asked = (this.#asked += 1);
    this.element.setAttribute("aria-busy", "true");
    try {
      const { items, more } = await this.#api.items(this.#filter, this.#begins.at(-1) ?? null, EACH);
      if (asked !== this.#asked) return;
      this.#paint(items, more);
    } catch (error) {
      if (asked === this.#asked) say(this.#note, problem(this.#app, error));
    } finally {
      if (asked === this.#asked) this.element.removeAttribute("aria-busy");
    }
  }

  /**
   * @param {Item[]} items
   * @param {boolean} more
   */
  #paint(items, more) {
    const app = this.#app;
    this.#opened = null;
    this.#list.clear();
    this.#rows.clear();
    for (const item of items) this.#rows.set(item.item, { row: this.#list.add(this.#cells(item)), item });
    for (const [number, { row }] of this.#rows) this.#dress(number, row);
    this.#older.hidden = !more;
    this.#newer.hidden = this.#begins.length === 1;
    this.#list.element.hidden = items.length === 0;
    const page = this.#begins.length;
    const counted = more || page > 1 ? app.t("items.page", { page, count: items.length }) : app.t("items.count", { count: items.length });
    say(this.#note, items.length === 0 ? app.t("items.none") : counted);
  }

  async #on() {
    const last = [...this.#rows.keys()].at(-1);
    if (last === undefined) return;
    this.#begins.push(last);
    await this.load();
    this.#top();
  }

  async #back() {
    this.#begins.pop();
    await this.load();
    this.#top();
  }

  #top() {
    this.#list.element.querySelector("button")?.focus();
    this.element.scrollIntoView({ block: "start" });
  }

  /**
   * A click anywhere in a row opens it; the keyboard has its button.
   * @param {number} number
   * @param {HTMLTableRowElement} row
   */
  #dress(number, row) {
    row.classList.add("opens");
    row.addEventListener("click", (event) => {
      const inner = event.target instanceof Element && event.target.closest("a, button, input, select, summary");
      if (!inner && getSelection()?.isCollapsed !== false) this.#toggle(number);
    });
  }

  /** @param {Item} item */
  #cells(item) {
    const app = this.#app;
    const when = el("time", { datetime: item.began_at }, moment(item.began_at, app.language));
    const open = el("button", { class: "opener", "aria-expanded": "false", onclick: () => this.#toggle(item.item) }, when);
    const length = item.count > 0 ? app.t("work.amount_messages", { messages: item.count }) : span(item.ms, (key, values) => app.t(key, values));
    const price = item.charge ? euro(item.charge.cents, app.language) : "–";
    const units = item.charge && item.charge.units > 0 ? el("small", {}, fromPacks(item.charge.units, (key, values) => app.t(key, values))) : null;
    return [
      open,
      item.customer?.name ?? el("span", { class: "unknown" }, app.t("customer.unknown")),
      item.technician,
      el("span", { class: "two" }, el("span", {}, item.entry === null ? app.t(`itemkind.${item.kind}`) : item.pc), item.note ? el("small", { class: "cut" }, item.note) : null),
      el("span", { class: "time" }, length),
      el("span", { class: "two amount" }, el("span", {}, price), units),
      el("span", { class: "marks" }, badge(app, item), item.urgent ? el("span", { class: "badge urgent" }, app.t("item.is_urgent")) : null, flags(app, item)),
    ];
  }

  /** @param {number} number */
  #toggle(number) {
    const known = this.#rows.get(number);
    const was = this.#opened;
    if (was) {
      was.row.remove();
      this.#opener(was.number)?.setAttribute("aria-expanded", "false");
      this.#opened = null;
    }
    if (!known || was?.number === number) return;
    const view = new ItemView(this.#app, this.#api, this.#customers, (item) => this.#replace(item));
    const cell = el("td", { colspan: HEADS.length, role: "cell" }, view.element);
    const row = el("tr", { role: "row", class: "opened" }, cell);
    known.row.after(row);
    this.#opened = { number, row };
    this.#opener(number)?.setAttribute("aria-expanded", "true");
    void view.show(number);
  }

  /** @param {number} number */
  #opener(number) {
    return this.#rows.get(number)?.row.querySelector("button.opener");
  }

  /**
   * The row says what the item is now; other items of the same bill may have changed with it.
   * @param {Item} item
   */
  #replace(item) {
    const known = this.#rows.get(item.item);
    if (known) {
      const cells = this.#cells(item);
      for (const [at, cell] of [...known.row.cells].entries()) fill(cell, el("div", {}, cells[at]));
      known.item = item;
      this.#opener(item.item)?.setAttribute("aria-expanded", String(this.#opened?.number === item.item));
    }
    const whole = [item.merged_into, known?.item.merged_into].find((one) => one !== null && one !== undefined);
    if (whole && this.#rows.has(whole)) void this.#again(whole);
    this.#changed(item);
  }

  /** @param {number} number */
  async #again(number) {
    const item = await this.#api.item(number).catch(() => null);
    const known = this.#rows.get(number);
    if (!item || !known) return;
    for (const [at, cell] of [...known.row.cells].entries()) fill(cell, el("div", {}, this.#cells(item)[at]));
  }
}

/**
 * The flags of an item in one word each.
 * @param {App} app
 * @param {Item} item
 */
function flags(app, item) {
  if (item.flags.length === 0 || standing(item) === "closed") return null;
  return el("small", { class: "flags" }, item.flags.map((flag) => app.t(`flag.${flag}`)).join(", "));
}
