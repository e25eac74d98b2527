/** The technician's own sessions, newest first, as the ledger has them. */

import { length, moment } from "../clock.js";
import { el, fill, say } from "../dom.js";
import { customerList, problem } from "./parts.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").Customer} Customer */
/** @typedef {import("../api.js").Entry} Entry */

const EACH_TIME = 20;
const COLUMNS = ["when", "customer", "pc", "length", "outcome"];

/**
 * The list, and the customers for whoever else needs them.
 * @param {App} app
 * @returns {{element: HTMLElement, customers: Promise<Customer[]>}}
 */
export function ledger(app) {
  const customers = app.api.customers();
  const list = new Ledger(app, customers);
  void list.more();
  return { element: list.element, customers };
}

class Ledger {
  #app;
  #customers;
  #rows = el("tbody");
  #note = el("p", { class: "muted note", role: "status" });
  #more;
  /** @type {number | null} */
  #before = null;

  /**
   * @param {App} app
   * @param {Promise<Customer[]>} customers
   */
  constructor(app, customers) {
    this.#app = app;
    this.#customers = customers;
    const more = { class: "quiet", hidden: true, onclick: () => this.more() };
    this.#more = el("button", more, app.t("ledger.more"));
    const heads = COLUMNS.map((name) => el("th", { scope: "col", class: name }, app.t(`ledger.${name}`)));
    this.element = el(
      "section",
      { class: "ledger", "aria-labelledby": "ledger-title" },
      el("h2", { id: "ledger-title" }, app.t("ledger.title")),
      el("table", {}, el("thead", {}, el("tr", {}, ...heads)), this.#rows),
      this.#note,
      this.#more,
    );
  }

  /** Reads the next page. */
  async more() {
    this.#more.disabled = true;
    try {
      const customers = await this.#customers;
      const { sessions, more } = await this.#app.api.sessions(this.#before, EACH_TIME);
      this.#rows.append(...sessions.map((entry) => this.#row(entry, customers)));
      this.#before = sessions.at(-1)?.entry ?? this.#before;
      this.#more.hidden = !more;
      say(this.#note, this.#rows.children.length === 0 ? this.#app.t("ledger.none") : "");
    } catch (error) {
      say(this.#note, problem(this.#app, error));
      this.#more.hidden = false;
    } finally {
      this.#more.disabled = false;
    }
  }

  /**
   * @param {Entry} entry
   * @param {Customer[]} customers
   */
  #row(entry, customers) {
    const app = this.#app;
    const when = el("time", { datetime: entry.joined_at }, moment(entry.joined_at, app.language));
    const said = app.t(entry.outcome ? `outcome.${entry.outcome}` : "outcome.open");
    return el(
      "tr",
      {},
      el("td", { class: "when" }, when),
      el("td", { class: "customer" }, this.#customer(entry, customers)),
      el("td", { class: "pc", title: entry.pc }, entry.pc),
      el("td", { class: "length" }, length(entry.billable_seconds * 1000)),
      el("td", { class: "outcome", title: said }, el("span", { class: `mark ${entry.outcome ?? "open"}` }), said),
    );
  }

  /**
   * @param {Entry} entry
   * @param {Customer[]} customers
   */
  #customer(entry, customers) {
    const app = this.#app;
    const label = app.t("ledger.customer_of", { pc: entry.pc });
    const chosen = entry.customer?.id ?? 0;
    const cell = el("span", { class: "chooser" });
    const list = customerList(app, customers, chosen, { "aria-label": label, class: "bare" });
    const note = el("span", { class: "saved", role: "status" });
    list.addEventListener("change", () => void save(app, entry.entry, list, note));
    fill(cell, list, note);
    return cell;
  }
}

/**
 * Writes the chosen customer into the ledger; puts the list back where that fails.
 * @param {App} app
 * @param {number} entry
 * @param {HTMLSelectElement} list
 * @param {HTMLElement} note
 */
export async function save(app, entry, list, note) {
  const before = list.querySelector("option[selected]");
  list.disabled = true;
  try {
    await app.api.setCustomer(entry, Number(list.value));
    before?.removeAttribute("selected");
    list.selectedOptions[0]?.setAttribute("selected", "");
    say(note, app.t("saved"));
  } catch (error) {
    if (before instanceof HTMLOptionElement) list.value = before.value;
    say(note, problem(app, error));
  } finally {
    list.disabled = false;
    list.focus();
  }
}
