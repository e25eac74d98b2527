/** The customers, found by name; each leads to its own page. */

import { el, fill, say } from "../../dom.js";
import { NAME_MAX } from "../../wire.js";
import { Listing } from "../listing.js";
import { field, problem } from "../parts.js";
import { customerPage } from "./customer.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").Customer} Customer */

/**
 * @param {App} app
 * @param {number} record number of a customer; 0 for the list
 * @returns {import("../shell.js").Content}
 */
export function customers(app, record) {
  if (record !== 0) return customerPage(app, record);
  const list = new Customers(app);
  void list.load();
  const title = el("h1", { tabindex: -1 }, app.t("nav.customers"));
  return { element: el("div", { class: "stack" }, title, list.element), begin: title };
}

/**
 * The customers whose name holds every word that is looked for.
 * @template {{name: string}} Named
 * @param {readonly Named[]} all
 * @param {string} text
 */
export function found(all, text) {
  const words = plain(text).split(/\s+/);
  return all.filter(({ name }) => words.every((word) => plain(name).includes(word)));
}

/**
 * Without capitals and accents, so that "citta" finds "Città".
 * @param {string} text
 */
function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

class Customers {
  #app;
  #list;
  #search;
  #note = el("p", { class: "muted note", role: "status" });
  /** @type {Customer[]} */
  #all = [];

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const heads = [app.t("customers.name"), app.t("customers.quick")];
    this.#list = new Listing(heads, app.t("nav.customers"));
    const shape = { id: "customer-search", type: "search", maxlength: NAME_MAX, autocomplete: "off" };
    this.#search = el("input", { ...shape, oninput: () => this.#paint() });
    this.element = el(
      "section",
      { class: "card", "aria-label": app.t("nav.customers") },
      el("div", { class: "inline", role: "search" }, field(app.t("customers.search"), this.#search)),
      this.#list.element,
      this.#note,
      this.#adding(),
    );
  }

  async load() {
    try {
      this.#all = await this.#app.api.customers();
      this.#paint();
    } catch (error) {
      say(this.#note, problem(this.#app, error));
    }
  }

  #paint() {
    const app = this.#app;
    this.#list.clear();
    for (const { id, name, quick_access } of found(this.#all, this.#search.value)) {
      const link = el("a", { href: `#customers/${id}` }, name);
      const quick = quick_access?.granted ? app.t("customers.quick_yes") : el("span", { class: "muted" }, "–");
      this.#list.add([link, quick]);
    }
    const none = this.#all.length === 0 ? "customers.none" : "customers.none_found";
    say(this.#note, this.#list.size === 0 ? app.t(none) : "");
    this.#list.element.hidden = this.#list.size === 0;
  }

  #adding() {
    const app = this.#app;
    const shape = { id: "new-customer-name", maxlength: NAME_MAX, autocomplete: "off", required: true };
    const name = el("input", shape);
    const error = el("p", { class: "error", role: "alert" });
    const submit = async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      say(error, "");
      try {
        const { id } = await app.api.addCustomer(name.value.trim());
        location.hash = `#customers/${id}`;
      } catch (failure) {
        const { code } = /** @type {{code?: string}} */ (failure);
        say(error, code === "conflict" ? app.t("forms.known") : problem(app, failure));
      }
    };
    const button = el("button", { type: "submit" }, app.t("forms.add"));
    const form = el("form", { class: "line", onsubmit: submit });
    fill(form, field(app.t("forms.new"), name), button, error);
    return form;
  }
}
