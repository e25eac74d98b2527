/** When a session ran: a small picture, and the same in words. */

import { HEIGHT, line, WIDTH } from "../../billing/line.js";
import { span, timeOfDay } from "../../billing/spans.js";
import { draw, el } from "../../dom.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/monthanswers.js").WholeItem} WholeItem */

/** Stretches that are told one by one; more of them are counted. */
const TOLD = 12;

/**
 * @param {App} app
 * @param {WholeItem} item a session with intervals
 */
export function timeline(app, item) {
  const intervals = item.intervals.map(({ began_at, ms }) => ({ at: Date.parse(began_at), ms }));
  const first = intervals[0]?.at ?? Date.parse(item.began_at);
  const joined = item.events.find(({ kind }) => kind === "session_joined")?.at;
  const from = joined ? Date.parse(joined) : first;
  const until = item.ended_at ? Date.parse(item.ended_at) : first;
  const words = inWords(app, { from, until, first, intervals });
  const figure = el("figure", { class: "timeline" });
  figure.append(picture(app, line(from, until, intervals), words.join(" ")), legend(app));
  const list = words.map((said) => el("li", {}, said));
  return el("div", { class: "when" }, figure, el("ul", { class: "small plain-list" }, ...list));
}

/**
 * @param {App} app
 * @param {import("../../billing/line.js").Line} shape
 * @param {string} label
 */
function picture(app, shape, label) {
  const middle = HEIGHT / 2;
  const block = (/** @type {string} */ kind, /** @type {{x: number, width: number, ms: number, at: number}} */ one) =>
    draw(
      "rect",
      { class: kind, x: one.x, y: middle - 9, width: one.width, height: 18, rx: 2 },
      draw("title", {}, stretch(app, one)),
    );
  const mark = (/** @type {number} */ x) => draw("path", { class: "mark-line", d: `M${x} 3V${HEIGHT - 3}` });
  return draw(
    "svg",
    { viewBox: `-2 0 ${WIDTH + 4} ${HEIGHT}`, preserveAspectRatio: "none", role: "img", "aria-label": label },
    draw("path", { class: "ground", d: `M${shape.joined} ${middle}H${shape.ended}` }),
    ...shape.pauses.map((one) => block("pause", one)),
    ...shape.work.map((one) => block("work", one)),
    mark(shape.joined),
    mark(shape.ended),
  );
}

/** @param {App} app */
function legend(app) {
  const keys = ["waiting", "work", "pause"];
  return el(
    "figcaption",
    { class: "muted small" },
    ...keys.map((name) => el("span", { class: `swatch ${name}` }, app.t(`line.${name}`))),
  );
}

/**
 * @param {App} app
 * @param {{from: number, until: number, first: number, intervals: {at: number, ms: number}[]}} times
 */
function inWords(app, { from, until, first, intervals }) {
  const time = (/** @type {number} */ at) => timeOfDay(at, app.language);
  const waited = Math.max(0, first - from);
  const say = (/** @type {string} */ key, values = {}) => app.t(key, values);
  const told = intervals.length > TOLD
    ? [app.t("line.many", { count: intervals.length })]
    : intervals.map((one) => stretch(app, one));
  return [
    app.t("line.joined", { time: time(from), waited: span(waited, say) }),
    ...told,
    app.t("line.ended", { time: time(until) }),
  ];
}

/**
 * @param {App} app
 * @param {{at: number, ms: number}} one
 */
function stretch(app, { at, ms }) {
  const say = (/** @type {string} */ key, values = {}) => app.t(key, values);
  const ends = { from: timeOfDay(at, app.language), to: timeOfDay(at + ms, app.language) };
  return app.t("line.stretch", { ...ends, length: span(ms, say) });
}
