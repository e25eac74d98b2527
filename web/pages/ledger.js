/** Sessions, newest first, as the ledger has them: one's own, or for the office everybody's. */

import { length, moment } from "../clock.js";
import { el, fill, say } from "../dom.js";
import { Listing } from "./listing.js";
import { ReceiptsApi } from "../receipt/api.js";
import { customerList, problem } from "./parts.js";
import { WorkNote } from "./worknote.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../api.js").Customer} Customer */
/** @typedef {import("../api.js").Entry} Entry */
/** @typedef {import("../receipt/answers.js").Item} Item */

const EACH_TIME = 20;
/** Who sees the sessions of all. @type {readonly import("../answers.js").Role[]} */
const OFFICE = ["billing", "admin"];

/**
 * The list, and the customers for whoever else needs them.
 * @param {App} app
 * @param {"h1" | "h2"} level of its heading on the page
 * @returns {{element: HTMLElement, customers: Promise<Customer[]>}}
 */
export function ledger(app, level) {
  const customers = app.api.customers();
  const list = new Ledger(app, customers, level);
  void list.more();
  return { element: list.element, customers };
}

class Ledger {
  #app;
  #customers;
  #all;
  #receipts;
  #list;
  #note = el("p", { class: "muted note", role: "status" });
  #more;
  /** @type {number | null} */
  #before = null;

  /**
   * @param {App} app
   * @param {Promise<Customer[]>} customers
   * @param {"h1" | "h2"} level
   */
  constructor(app, customers, level) {
    this.#app = app;
    this.#customers = customers;
    this.#all = OFFICE.some((role) => app.me.roles.includes(role));
    const more = { class: "quiet", hidden: true, onclick: () => this.more() };
    this.#more = el("button", more, app.t("ledger.more"));
    const title = app.t(this.#all ? "ledger.title_all" : "ledger.title");
    const names = ["when", "customer", "pc", "length", "outcome", "note"];
    this.#receipts = new ReceiptsApi(app.api);
    const heads = (this.#all ? [...names.slice(0, 2), "technician", ...names.slice(2)] : names);
    this.#list = new Listing(heads.map((name) => app.t(`ledger.${name}`)), title);
    this.element = el(
      "section",
      { class: "ledger", "aria-labelledby": "ledger-title" },
      el(level, { id: "ledger-title", tabindex: -1 }, title),
      this.#list.element,
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
      const notes = new Map(sessions.map(({ entry }) => [entry, el("div", { class: "noted" })]));
      for (const entry of sessions) {
        this.#list.add([...this.#row(entry, customers), notes.get(entry.entry)]);
      }
      void this.#describe(sessions, notes);
      this.#before = sessions.at(-1)?.entry ?? this.#before;
      this.#more.hidden = !more;
      say(this.#note, this.#list.size === 0 ? this.#app.t("ledger.none") : "");
    } catch (error) {
      say(this.#note, problem(this.#app, error));
      this.#more.hidden = false;
    } finally {
      this.#more.disabled = false;
    }
  }

  /**
   * Says of each session what was done, or that nobody has said so yet. Without an answer the list
   * does without.
   * @param {Entry[]} sessions newest first
   * @param {Map<number, HTMLElement>} places by entry
   */
  async #describe(sessions, places) {
    const [last, first] = [sessions[0], sessions.at(-1)];
    if (!first || !last) return;
    const items = await this.#receipts.items(first.entry, last.entry).catch(() => []);
    for (const item of items) {
      const session = sessions.find(({ entry }) => entry === item.entry);
      const place = places.get(item.entry ?? 0);
      if (session && place) this.#noted(item, session.pc, place);
    }
  }

  /**
   * @param {Item} item
   * @param {string} pc
   * @param {HTMLElement} place
   */
  #noted(item, pc, place) {
    const app = this.#app;
    const note = item.note ? el("span", { class: "text" }, item.note) : null;
    const lacks = el("span", { class: "lacks" }, app.t("worknote.missing"));
    if (item.state !== "open") return fill(place, note ?? lacks);
    const label = app.t(item.note ? "worknote.change" : "worknote.write", { pc });
    const shown = { class: "bare", "aria-label": label, title: label, onclick: () => edit() };
    const button = el("button", shown, note ?? lacks);
    const back = (/** @type {Item} */ now) => {
      this.#noted(now, pc, place);
      place.querySelector("button")?.focus();
    };
    const edit = () => {
      const form = new WorkNote(app, this.#receipts, item, { saved: back, cancel: () => back(item) });
      fill(place, form.element);
      form.focus();
    };
    return fill(place, button);
  }

  /**
   * @param {Entry} entry
   * @param {Customer[]} customers
   */
  #row(entry, customers) {
    const app = this.#app;
    const when = el("time", { datetime: entry.joined_at }, moment(entry.joined_at, app.language));
    const said = app.t(entry.outcome ? `outcome.${entry.outcome}` : "outcome.open");
    const quick = entry.mode === "quick" ? app.t("ledger.quick", { reason: entry.reason }) : "";
    const pc = el("span", { class: "two" }, el("span", {}, entry.pc), quick ? el("small", {}, quick) : null);
    const cells = [
      pc,
      el("span", { class: "time" }, length(entry.billable_seconds * 1000)),
      el("span", {}, el("span", { class: `mark ${entry.outcome ?? "open"}` }), said),
    ];
    const technician = this.#all ? [entry.technician] : [];
    return [when, this.#customer(entry, customers), ...technician, ...cells];
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
