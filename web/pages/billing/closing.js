/** Closing a month for good: what is missing, what will be final, and a second click. */

import { numberOf } from "../../billing/filter.js";
import { euro, monthName } from "../../billing/money.js";
import { missing } from "../../billing/standing.js";
import { el, fill, say } from "../../dom.js";
import { problem } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../answers.js").Why} Why */
/** @typedef {import("../../billing/monthapi.js").MonthApi} MonthApi */
/** @typedef {import("../../billing/monthanswers.js").Summary} Summary */
/** @typedef {import("../../billing/monthanswers.js").Months} Months */

/**
 * @param {App} app
 * @param {MonthApi} api
 * @param {Summary} summary
 * @param {Months} months
 * @param {{show: () => void, closed: () => void}} then show: what is not decided yet
 */
export function closing(app, api, summary, months, { show, closed }) {
  if (summary.closed) return null;
  const lacks = missing(summary, months);
  const place = el("div");
  const error = el("div", { class: "error", role: "alert" });
  const name = monthName(summary.month, app.language);
  const close = async () => {
    fill(error);
    try {
      await api.close(summary.month);
      closed();
    } catch (failure) {
      fill(error, ...refusal(app, failure, show));
    }
  };
  const cancel = () => {
    fill(place);
    button.focus();
  };
  const ask = () => {
    const confirm = el("button", { class: "main", onclick: () => void close() }, app.t("close.confirm", { month: name }));
    const question = el("p", { tabindex: -1 }, el("strong", {}, app.t("close.sure", { month: name })));
    const list = ["sums", "decided", "corrections", "undo"].map((key) => el("li", {}, app.t(`close.final_${key}`, values(app, summary))));
    fill(place, el("div", { class: "confirming" }, question, el("ul", {}, ...list), el("div", { class: "foot" }, confirm, el("button", { class: "quiet", onclick: cancel }, app.t("cancel")))));
    question.focus();
  };
  const button = el("button", { disabled: lacks.length > 0, onclick: ask }, app.t("close.ask", { month: name }));
  const said = lacks.length > 0
    ? [el("p", {}, app.t("close.missing")), el("ul", { class: "plain-list" }, ...lacks.map((one) => el("li", {}, lack(app, one, show))))]
    : [el("p", {}, app.t("close.ready"))];
  return el("section", { class: "card", "aria-labelledby": "close-title" }, el("h2", { id: "close-title" }, app.t("close.title")), ...said, el("div", { class: "foot" }, button), place, error);
}

/**
 * @param {App} app
 * @param {Summary} summary
 */
function values(app, { counts, total, totals }) {
  const amount = euro(total.cents, app.language);
  return { amount, customers: totals.length, approved: counts["approved"] ?? 0, excluded: counts["excluded"] ?? 0 };
}

/**
 * @param {App} app
 * @param {{why: string, month: string, count: number}} one
 * @param {() => void} show
 */
function lack(app, { why, month, count }, show) {
  const said = el("span", {}, app.t(`unclosed.${why}`, { month: monthName(month, app.language), count }));
  if (why === "undecided") return el("span", {}, said, " ", el("button", { class: "quiet", onclick: show }, app.t("close.show")));
  if (why !== "older_open") return said;
  return el("span", {}, said, " ", el("a", { href: `#month/${numberOf(month)}` }, app.t("close.go")));
}

/**
 * What the broker says, with the items that it names.
 * @param {App} app
 * @param {unknown} failure
 * @param {() => void} show
 */
function refusal(app, failure, show) {
  const { why = [] } = /** @type {{why?: Why[]}} */ (failure);
  const first = why.find(({ field }) => field === "month");
  if (!first || !app.known(`unclosed.${first.reason}`)) {
    const note = el("p");
    say(note, problem(app, failure));
    return [note];
  }
  const { month = "", count = 0 } = first.values;
  const one = { why: first.reason, month: month || "2000-01", count: Number(count) };
  const items = why.filter(({ field }) => field === "item").map(({ values: { item = "0" } }) => el("a", { href: `#items/${Number(item)}` }, app.t("item.whole", { item })));
  return [lack(app, one, show), el("p", { class: "links" }, ...items)];
}
