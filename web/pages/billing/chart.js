/** Twelve months side by side: amounts or time, by customer; and the same numbers as a table. */

import { numberOf } from "../../billing/filter.js";
import { euro, monthName, wholeEuro } from "../../billing/money.js";
import { longSpan } from "../../billing/spans.js";
import { chart, FOOT, HEIGHT, WIDTH } from "../../billing/stacks.js";
import { draw, el, fill } from "../../dom.js";
import { Listing } from "../listing.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/monthanswers.js").Months} Months */
/** @typedef {import("../../billing/stacks.js").Chart} Chart */
/** @typedef {"cents" | "ms"} What */

/**
 * @param {App} app
 * @param {Months} found
 */
export function chartCard(app, { months }) {
  const place = el("div", { class: "chart" });
  const paint = (/** @type {What} */ what) => {
    const shape = chart(months, what);
    fill(place, picture(app, shape, what), table(app, shape, what));
  };
  const radio = (/** @type {What} */ what, /** @type {boolean} */ checked) =>
    el("label", {}, el("input", { type: "radio", name: "chart-what", checked, onchange: () => paint(what) }), el("span", {}, app.t(`chart.${what}`)));
  const choice = el("div", { class: "segments", role: "group", "aria-label": app.t("chart.what") }, radio("cents", true), radio("ms", false));
  paint("cents");
  return el("section", { class: "card", "aria-labelledby": "chart-title" }, el("div", { class: "heading" }, el("h2", { id: "chart-title" }, app.t("chart.title")), choice), place);
}

/**
 * @param {App} app
 * @param {What} what
 */
function sayer(app, what) {
  return (/** @type {number} */ value) =>
    what === "cents" ? euro(value, app.language) : longSpan(Math.max(0, value), (key, values) => app.t(key, values));
}

/**
 * @param {App} app
 * @param {number} key
 * @param {string} name
 */
function named(app, key, name) {
  if (key === -1) return app.t("chart.others");
  return key === 0 ? app.t("customer.unknown") : name;
}

/**
 * @param {App} app
 * @param {Chart} shape
 * @param {What} what
 */
function picture(app, { series, stacks }, what) {
  const said = sayer(app, what);
  const colour = new Map(series.map(({ key }, at) => [key, `c${at}`]));
  const name = new Map(series.map(({ key, name: own }) => [key, named(app, key, own)]));
  const bars = stacks.flatMap(({ month, layers }) =>
    layers.map(({ key, x, y, width, height, value }) => {
      const tip = `${monthName(month, app.language)}, ${name.get(key)}: ${said(value)}`;
      return draw("rect", { class: colour.get(key), x, y, width, height }, draw("title", {}, tip));
    }),
  );
  const words = stacks.flatMap(({ month, x, width, top, total }) => [
    draw("text", { x: x + width / 2, y: HEIGHT - 4, "text-anchor": "middle" }, monthName(month, app.language, "brief")),
    total > 0 ? draw("text", { class: "value", x: x + width / 2, y: top - 4, "text-anchor": "middle" }, short(app, total, what)) : null,
  ]);
  const label = app.t("chart.picture", { what: app.t(`chart.${what}`) });
  const ground = draw("path", { class: "ground", d: `M0 ${HEIGHT - FOOT}H${WIDTH}` });
  const figure = el("figure", {});
  const keys = series.map(({ key }) => el("span", { class: `swatch ${colour.get(key)}` }, name.get(key) ?? ""));
  figure.append(
    draw("svg", { viewBox: `0 -2 ${WIDTH} ${HEIGHT + 2}`, role: "img", "aria-label": label }, ground, ...bars, ...words),
    el("figcaption", { class: "muted small" }, ...keys),
  );
  return figure;
}

/**
 * A number short enough for the top of a bar.
 * @param {App} app
 * @param {number} value
 * @param {What} what
 */
function short(app, value, what) {
  if (what === "cents") return wholeEuro(value, app.language);
  return value < 3_600_000 ? app.t("span.minutes", { count: Math.round(value / 60_000) }) : app.t("span.hours", { count: Math.round(value / 3_600_000) });
}

/**
 * @param {App} app
 * @param {Chart} shape
 * @param {What} what
 */
function table(app, { series, stacks }, what) {
  const said = sayer(app, what);
  const heads = [app.t("chart.month"), ...series.map(({ key, name }) => named(app, key, name)), app.t("sums.total")];
  const list = new Listing(heads, app.t("chart.title"));
  list.element.classList.add("sums");
  const number = (/** @type {number} */ value) => el("span", { class: "amount" }, value === 0 ? "–" : said(value));
  for (const { month, values, total } of stacks) {
    const link = el("a", { href: `#month/${numberOf(month)}` }, monthName(month, app.language));
    list.add([link, ...values.map(number), number(total)]);
  }
  return el("details", { class: "more" }, el("summary", {}, app.t("chart.table")), el("div", { class: "scrolls", tabindex: 0, role: "region", "aria-label": app.t("chart.title") }, list.element));
}
