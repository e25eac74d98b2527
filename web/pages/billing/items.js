/** Everything that is billed or may be: the office sees all, technicians their own. */

import { ALL, FLAGS, monthBeside, STANDINGS } from "../../billing/filter.js";
import { monthName } from "../../billing/money.js";
import { MonthApi } from "../../billing/monthapi.js";
import { el, fill, say } from "../../dom.js";
import { field, problem } from "../parts.js";
import { ItemList } from "./itemlist.js";
import { ItemView } from "./itemview.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/filter.js").Filter} Filter */

/** Months that can be chosen. */
const MONTHS = 24;
/** What was chosen, until the page is loaded again. @type {WeakMap<App, Filter>} */
const CHOSEN = new WeakMap();

/**
 * @param {App} app
 * @param {number} record number of an item; 0 for the list
 * @returns {import("../shell.js").Content}
 */
export function items(app, record) {
  const api = new MonthApi(app.api);
  return record === 0 ? list(app, api) : one(app, api, record);
}

/**
 * @param {App} app
 * @param {MonthApi} api
 * @returns {import("../shell.js").Content}
 */
function list(app, api) {
  const office = app.me.roles.some((role) => role !== "technician");
  const title = el("h1", { tabindex: -1 }, app.t(office ? "items.title" : "items.title_own"));
  const what = el("p", { class: "muted" }, app.t(office ? "items.about" : "items.about_own"));
  const place = el("div");
  const note = el("p", { class: "error note", role: "alert" });
  const load = async () => {
    try {
      const [customers, technicians] = await Promise.all([
        app.api.customers(),
        office ? api.technicians() : [],
      ]);
      fill(place, ...filtered(app, api, customers, technicians));
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  void load();
  return { element: el("div", { class: "stack wide" }, el("div", {}, title, what), note, place), begin: title };
}

/**
 * @param {App} app
 * @param {MonthApi} api
 * @param {import("../../api.js").Customer[]} customers
 * @param {import("../../billing/answers.js").Named[]} technicians
 */
function filtered(app, api, customers, technicians) {
  let filter = CHOSEN.get(app) ?? ALL;
  const shown = new ItemList(app, api, { customers, filter, label: app.t("items.title") });
  const choose = (/** @type {Partial<Filter>} */ change) => {
    filter = { ...filter, ...change };
    CHOSEN.set(app, filter);
    flag.disabled = filter.month === "";
    void shown.narrow(filter);
  };
  const select = (/** @type {keyof Filter} */ name, /** @type {[string, string][]} */ options) => {
    const first = el("option", { value: "" }, app.t(`items.any_${name}`));
    const others = options.map(([value, label]) => el("option", { value, selected: value === filter[name] }, label));
    const changed = (/** @type {Event} */ event) =>
      choose({ [name]: /** @type {HTMLSelectElement} */ (event.currentTarget).value });
    return el("select", { id: `items-${name}`, onchange: changed }, first, ...others);
  };
  const now = new Date().toISOString().slice(0, 7);
  const months = Array.from({ length: MONTHS }, (_, at) => monthBeside(now, -at));
  const named = (/** @type {{id: number, name: string}} */ { id, name }) => /** @type {[string, string]} */ ([String(id), name]);
  const month = select("month", months.map((value) => [value, monthName(value, app.language)]));
  const customer = select("customer", [["nobody", app.t("customer.unknown")], ...customers.map(named)]);
  const technician = select("technician", technicians.map(named));
  const state = select("state", STANDINGS.map((value) => [value, app.t(`itemstate.${value}`)]));
  const flag = select("flag", [["flagged", app.t("items.flagged")], ...FLAGS.map((value) => /** @type {[string, string]} */ ([value, app.t(`flag.${value}`)]))]);
  flag.disabled = filter.month === "";
  const hint = el("p", { class: "hint" }, app.t("items.flag_hint"));
  const bar = el(
    "div",
    { class: "filters", role: "search", "aria-label": app.t("items.filter") },
    field(app.t("items.month"), month),
    field(app.t("items.customer"), customer),
    technicians.length > 0 ? field(app.t("items.technician"), technician) : null,
    field(app.t("items.state"), state),
    field(app.t("items.flag"), flag, hint),
  );
  void shown.load();
  return [bar, shown.element];
}

/**
 * @param {App} app
 * @param {MonthApi} api
 * @param {number} number
 * @returns {import("../shell.js").Content}
 */
function one(app, api, number) {
  const title = el("h1", { tabindex: -1 }, app.t("items.one", { item: number }));
  const place = el("div", { class: "card" });
  const note = el("p", { class: "error note", role: "alert" });
  const load = async () => {
    try {
      const view = new ItemView(app, api, await app.api.customers(), () => {});
      fill(place, view.element);
      await view.show(number);
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  void load();
  const back = el("a", { href: "#items", class: "back" }, app.t("items.back"));
  return { element: el("div", { class: "stack wide" }, el("div", {}, back, title), note, place), begin: title };
}
