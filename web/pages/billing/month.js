/** The month end: what there is to look at, what it comes to, closing it, and its files. */

import { ALL, monthOf, numberOf, toClose } from "../../billing/filter.js";
import { euro, monthName } from "../../billing/money.js";
import { MonthApi } from "../../billing/monthapi.js";
import { longSpan } from "../../billing/spans.js";
import { moment } from "../../clock.js";
import { el, fill, say } from "../../dom.js";
import { field, problem } from "../parts.js";
import { chartCard } from "./chart.js";
import { closing } from "./closing.js";
import { filesCard } from "./files.js";
import { Looking } from "./looking.js";
import { corrections, packNotices, totals } from "./monthsums.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/monthanswers.js").Months} Months */
/** @typedef {import("../../billing/monthanswers.js").Summary} Summary */

/** How long after a change the sums are read again: not once for each of ten quick decisions. */
const AGAIN_MS = 1200;

/**
 * @param {App} app
 * @param {number} record the month as a number, 202603; 0 for the one that waits to be closed
 * @returns {import("../shell.js").Content}
 */
export function month(app, record) {
  const page = new MonthPage(app, record);
  void page.load();
  return { element: page.element, begin: page.title, close: () => page.close() };
}

class MonthPage {
  #app;
  #api;
  #record;
  #note = el("p", { class: "error note", role: "alert" });
  #loading = el("p", { class: "muted note", role: "status" });
  #choice = el("div");
  #glance = el("div", { class: "glance", role: "group" });
  #body = el("div", { class: "cards" });
  #sums = el("div", { class: "cards" });
  /** What does not change with each decision, and may hold what the reader chose. */
  #rest = el("div", { class: "cards" });
  /** @type {Months | null} */
  #months = null;
  /** @type {Looking | null} */
  #looking = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  #month = "";

  /**
   * @param {App} app
   * @param {number} record
   */
  constructor(app, record) {
    this.#app = app;
    this.#api = new MonthApi(app.api);
    this.#record = record;
    this.title = el("h1", { tabindex: -1 }, app.t("nav.month"));
    const head = el("div", { class: "heading" }, this.title, this.#choice);
    this.element = el("div", { class: "stack wide" }, head, this.#loading, this.#note, this.#glance, this.#body, this.#sums, this.#rest);
  }

  close() {
    clearTimeout(this.#again);
  }

  async load() {
    say(this.#loading, this.#app.t("month.loading"));
    try {
      const [months, customers] = await Promise.all([this.#api.months(), this.#app.api.customers()]);
      this.#months = months;
      this.#month ||= monthOf(this.#record) || toClose(months);
      const name = monthName(this.#month, this.#app.language);
      fill(this.title, this.#app.t("month.title", { month: name }));
      if (this.#record !== 0) document.title = `${this.title.textContent} · Affianco`;
      fill(this.#choice, this.#chooser(months));
      const summary = await this.#api.month(this.#month);
      const filter = { ...ALL, month: this.#month };
      this.#looking = new Looking(this.#app, this.#api, { customers, filter, changed: () => this.#soon() });
      fill(this.#body, this.#looking.element);
      this.#paint(summary, months);
      fill(this.#rest, filesCard(this.#app, this.#api, summary), chartCard(this.#app, months));
      this.#looking.begin(summary);
    } catch (error) {
      say(this.#note, problem(this.#app, error));
    } finally {
      say(this.#loading, "");
    }
  }

  /** Reads the sums again, a moment after the last change. */
  #soon() {
    clearTimeout(this.#again);
    this.#again = setTimeout(() => void this.#refresh(), AGAIN_MS);
  }

  async #refresh() {
    try {
      const summary = await this.#api.month(this.#month);
      if (this.#months) this.#paint(summary, this.#months);
      this.#looking?.counted(summary);
      say(this.#note, "");
    } catch (error) {
      say(this.#note, problem(this.#app, error));
    }
  }

  /** @param {Months} months */
  #chooser({ months, present }) {
    const app = this.#app;
    const known = months.map((one) => one.month);
    const all = known.includes(this.#month) ? known : [this.#month, ...known];
    const options = all.toReversed().map((value) => {
      const one = months.find(({ month: name }) => name === value);
      const state = one?.closed ? "closed" : value === present ? "present" : "open";
      return el("option", { value: numberOf(value), selected: value === this.#month }, app.t(`month.option_${state}`, { month: monthName(value, app.language) }));
    });
    const go = (/** @type {Event} */ event) => {
      location.hash = `#month/${/** @type {HTMLSelectElement} */ (event.currentTarget).value}`;
    };
    return field(app.t("month.choose"), el("select", { id: "month-choice", onchange: go }, ...options));
  }

  /**
   * @param {Summary} summary
   * @param {Months} months
   */
  #paint(summary, months) {
    const app = this.#app;
    fill(this.#glance, ...glance(app, summary));
    this.#glance.setAttribute("aria-label", app.t("month.glance"));
    const sums = [totals(app, summary), corrections(app, summary), packNotices(app, summary)];
    const close = closing(app, this.#api, summary, months, {
      show: () => this.#looking?.showOpen(),
      closed: () => void this.load(),
    });
    fill(this.#sums, close, ...sums);
  }
}

/**
 * A month in a few numbers.
 * @param {App} app
 * @param {Summary} summary
 */
function glance(app, { total, counts, closed }) {
  const figure = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string} */ more = "") =>
    el("div", { class: "figure" }, el("span", { class: "muted small" }, app.t(`month.${name}`)), el("strong", {}, value), more ? el("span", { class: "muted small" }, more) : null);
  const count = (/** @type {string} */ name) => String(counts[name] ?? 0);
  const length = longSpan(total.ms, (key, values) => app.t(key, values));
  const state = closed
    ? figure("is_closed", moment(closed.at, app.language), closed.by ? app.t("month.by", { by: closed.by }) : app.t("month.by_command"))
    : figure("to_decide", count("open"), app.t("month.plain", { count: count("unflagged") }));
  const done = closed ? count("closed") : count("approved");
  return [
    figure("amount", euro(total.cents, app.language), app.t("month.with_vat", { amount: euro(total.cents + total.vat_cents, app.language) })),
    figure("worked", length, app.t("items.count", { count: total.items })),
    state,
    figure(closed ? "final" : "approved", done),
    figure("left_out", count("excluded"), app.t("month.merged", { count: counts["merged"] ?? 0 })),
  ];
}
