/** A month's files: tables for spreadsheets and programs, drafts of electronic invoices. */

import { MonthApi } from "../../billing/monthapi.js";
import { saveBlob } from "../../download.js";
import { el, fill, say } from "../../dom.js";
import { Listing } from "../listing.js";
import { field, problem } from "../parts.js";
import { reason } from "./faults.js";
import { customerLink } from "./monthsums.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../answers.js").Why} Why */
/** @typedef {import("../../billing/monthanswers.js").Summary} Summary */
/** @typedef {import("../../billing/monthanswers.js").Drafts} Drafts */

const FORMS = ["csv", "xlsx", "json"];

/**
 * @param {App} app
 * @param {MonthApi} api
 * @param {Summary} summary
 */
export function filesCard(app, api, summary) {
  const note = el("p", { class: "saved", role: "status" });
  const error = el("p", { class: "error", role: "alert" });
  const whose = el("select", { id: "files-customer" }, el("option", { value: "" }, app.t("files.everybody")));
  whose.append(...summary.totals.flatMap(({ customer }) => (customer ? [el("option", { value: customer.id }, customer.name)] : [])));
  const save = saver(app, { note, error });
  const buttons = FORMS.map((form) => {
    /** @returns {Record<string, string>} */
    const query = () => ({ language: app.language, ...(whose.value ? { customer: whose.value } : {}) });
    const click = () => void save(`affianco-${summary.month}.${form}`, () => api.file(summary.month, `export.${form}`, query()));
    return el("button", { onclick: click }, app.t(`files.${form}`));
  });
  return el(
    "section",
    { class: "card", "aria-labelledby": "files-title" },
    el("h2", { id: "files-title" }, app.t("files.title")),
    el("p", { class: "muted" }, app.t(summary.closed ? "files.about" : "files.about_open")),
    el("div", { class: "filters" }, field(app.t("files.customer"), whose), el("div", { class: "foot" }, ...buttons)),
    note,
    error,
    summary.closed ? invoices(app, api, summary, save, error) : el("p", { class: "hint" }, app.t("files.invoices_later")),
  );
}

/**
 * Downloads a file and says how it went.
 * @param {App} app
 * @param {{note: HTMLElement, error: HTMLElement}} places
 */
function saver(app, { note, error }) {
  return async (/** @type {string} */ name, /** @type {() => Promise<Blob>} */ read) => {
    say(error, "");
    say(note, app.t("files.making", { name }));
    try {
      const blob = await read();
      saveBlob(name, blob);
      say(note, app.t("files.made", { name, size: Math.max(1, Math.round(blob.size / 1024)) }));
    } catch (failure) {
      say(note, "");
      say(error, told(app, failure));
    }
  };
}

/**
 * @param {App} app
 * @param {unknown} failure
 */
function told(app, failure) {
  const { why = [] } = /** @type {{why?: Why[]}} */ (failure);
  return why.map((one) => reason(app, one)).join(" ") || problem(app, failure);
}

/**
 * @param {App} app
 * @param {MonthApi} api
 * @param {Summary} summary
 * @param {(name: string, read: () => Promise<Blob>) => Promise<void>} save
 * @param {HTMLElement} error
 */
function invoices(app, api, { month }, save, error) {
  const first = el("input", { id: "files-first", type: "number", min: 1, step: 1, placeholder: "–" });
  const place = el("div");
  const look = async () => {
    say(error, "");
    try {
      fill(place, ...drafts(app, await api.drafts(month)));
    } catch (failure) {
      say(error, told(app, failure));
    }
  };
  /** @returns {Record<string, string>} */
  const query = () => (first.value ? { first: first.value } : {});
  const zip = () => void save(`fatturapa-${month}.zip`, () => api.file(month, "fatturapa.zip", query()));
  return el(
    "div",
    { class: "invoices" },
    el("h3", {}, app.t("files.invoices")),
    el("p", { class: "muted" }, app.t("files.invoices_about")),
    el(
      "div",
      { class: "filters" },
      field(app.t("files.first"), first, el("p", { class: "hint" }, app.t("files.first_hint"))),
      el("div", { class: "foot" }, el("button", { onclick: () => void look() }, app.t("files.look")), el("button", { onclick: zip }, app.t("files.zip"))),
    ),
    place,
  );
}

/**
 * @param {App} app
 * @param {Drafts} found
 */
function drafts(app, { drafts: made, without }) {
  const list = new Listing([app.t("files.customer"), app.t("files.number"), app.t("files.file")], app.t("files.drafts"));
  for (const { customer, number, file } of made) list.add([customerLink(app, customer), number, file]);
  const lacking = new Listing([app.t("files.customer"), app.t("files.why")], app.t("files.without"));
  for (const { customer, why, fields } of without) {
    const names = fields.map((name) => (app.known(`record.${name}`) ? app.t(`record.${name}`) : name)).join(", ");
    lacking.add([customerLink(app, customer), app.t(`without.${why}`, { fields: names })]);
  }
  return [
    el("p", { role: "status" }, app.t("files.found", { made: made.length, without: without.length })),
    made.length > 0 ? list.element : null,
    without.length > 0 ? el("h4", {}, app.t("files.without")) : null,
    without.length > 0 ? lacking.element : null,
  ];
}
