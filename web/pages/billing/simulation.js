/** A past month with another tariff, side by side. Nothing is written. */

import { AgreementsApi } from "../../billing/api.js";
import { monthName } from "../../billing/money.js";
import { MonthApi } from "../../billing/monthapi.js";
import { el, fill, say } from "../../dom.js";
import { problem } from "../parts.js";
import { Fields, reason } from "./faults.js";
import { simulated } from "./simulated.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../answers.js").Why} Why */

/**
 * @param {App} app
 * @returns {import("../shell.js").Content}
 */
export function simulation(app) {
  const page = new Simulation(app);
  void page.load();
  return { element: page.element, begin: page.title };
}

class Simulation {
  #app;
  #api;
  #agreements;
  #fields;
  #month = el("select", { id: "sim-month" });
  #tariff = el("select", { id: "sim-tariff", onchange: () => this.#fit() });
  #customer = el("select", { id: "sim-customer" });
  #text = el("textarea", { id: "sim-text", class: "mono", rows: 12, spellcheck: "false" });
  #pasted;
  #run;
  #note = el("p", { class: "saved", role: "status" });
  #result = el("div");

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.#api = new MonthApi(app.api);
    this.#agreements = new AgreementsApi(app.api);
    const fields = new Fields(app);
    this.#fields = fields;
    this.title = el("h1", { tabindex: -1 }, app.t("nav.simulation"));
    this.#run = el("button", { class: "main", type: "submit" }, app.t("sim.run"));
    this.#pasted = fields.add("tariff", app.t("sim.text"), this.#text, app.t("sim.text_hint"));
    const send = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void this.#send();
    };
    const form = el(
      "form",
      { class: "card entering", onsubmit: send, "aria-label": app.t("nav.simulation") },
      el("p", { class: "muted" }, app.t("sim.about")),
      el("div", { class: "filters" }, fields.add("month", app.t("sim.month"), this.#month), fields.add("version", app.t("sim.tariff"), this.#tariff), fields.add("customer", app.t("sim.customer"), this.#customer)),
      this.#pasted,
      el("div", { class: "foot" }, this.#run, this.#note, fields.error),
    );
    this.element = el("div", { class: "stack wide" }, this.title, form, this.#result);
  }

  async load() {
    const app = this.#app;
    try {
      const [{ months, present }, tariffs, customers] = await Promise.all([
        this.#api.months(),
        this.#agreements.tariffs(),
        app.api.customers(),
      ]);
      const past = months.filter(({ month }) => month <= present).toReversed();
      const chosen = past.find(({ month, items }) => month < present && items > 0)?.month ?? present;
      fill(this.#month, ...past.map(({ month }) => el("option", { value: month, selected: month === chosen }, monthName(month, app.language))));
      const versions = tariffs.map(({ id, name, version }) => el("option", { value: id }, app.t("tariffs.title", { name, version })));
      fill(this.#tariff, ...versions, el("option", { value: "" }, app.t("sim.pasted")));
      fill(this.#customer, el("option", { value: 0 }, app.t("files.everybody")), ...customers.map(({ id, name }) => el("option", { value: id }, name)));
      this.#fit();
    } catch (error) {
      say(this.#fields.error, problem(app, error));
    }
  }

  #fit() {
    this.#pasted.hidden = this.#tariff.value !== "";
  }

  async #send() {
    const app = this.#app;
    this.#fields.clear();
    this.#run.disabled = true;
    say(this.#note, app.t("sim.running"));
    try {
      const id = Number(this.#tariff.value);
      const tariff = id ? (await this.#agreements.tariff(id)).document : this.#text.value;
      const found = await this.#api.simulate(this.#month.value, { tariff, customer: Number(this.#customer.value) });
      fill(this.#result, simulated(app, found));
      say(this.#note, "");
      /** @type {HTMLElement | null} */ (this.#result.querySelector("h2"))?.focus();
    } catch (error) {
      say(this.#note, "");
      this.#refused(error);
    } finally {
      this.#run.disabled = false;
    }
  }

  /**
   * What is wrong with the document stands next to it, with its place.
   * @param {unknown} failure
   */
  #refused(failure) {
    const app = this.#app;
    const { field = "", why = [] } = /** @type {{field?: string, why?: Why[]}} */ (failure);
    if (field !== "tariff") return this.#fields.refuse(failure);
    const lines = why.map((one) => app.t(one.field ? "tariffs.at" : "tariffs.whole", { field: one.field, said: reason(app, one) }));
    say(this.#fields.error, lines.join(" ") || app.t("sim.no_text"));
    this.#text.setAttribute("aria-invalid", "true");
    return this.#text.focus();
  }
}
