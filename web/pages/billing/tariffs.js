/** The versions of the tariffs, one of them in words, and entering a new one. */

import { AgreementsApi } from "../../billing/api.js";
import { day } from "../../billing/money.js";
import { tariffParts } from "../../billing/readable.js";
import { el, fill, say } from "../../dom.js";
import { Listing } from "../listing.js";
import { problem } from "../parts.js";
import { tariffForm } from "./tariffform.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/answers.js").TariffVersion} TariffVersion */

/**
 * @param {App} app
 * @param {number} record number of a version; 0 for the list
 * @returns {import("../shell.js").Content}
 */
export function tariffs(app, record) {
  const api = new AgreementsApi(app.api);
  return record === 0 ? list(app, api) : one(app, api, record);
}

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @returns {import("../shell.js").Content}
 */
function list(app, api) {
  const title = el("h1", { tabindex: -1 }, app.t("nav.tariffs"));
  const note = el("p", { class: "muted note", role: "status" });
  const heads = ["name", "version", "from", "by"].map((name) => app.t(`tariffs.${name}`));
  const listing = new Listing(heads, app.t("nav.tariffs"));
  const load = async () => {
    try {
      const all = await api.tariffs();
      for (const { id, name, version, valid_from, by, at } of all) {
        const link = el("a", { href: `#tariffs/${id}` }, name);
        const who = el("span", { class: "two" }, el("span", {}, by || "–"), el("span", {}, day(at.slice(0, 10), app.language)));
        listing.add([link, String(version), day(valid_from, app.language), who]);
      }
      listing.element.hidden = all.length === 0;
      say(note, all.length === 0 ? app.t("tariffs.none") : "");
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  void load();
  const versions = el("section", { class: "card", "aria-label": app.t("nav.tariffs") }, el("p", { class: "muted" }, app.t("tariffs.what")), listing.element, note);
  return { element: el("div", { class: "stack" }, title, versions, tariffForm(app, api)), begin: title };
}

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {number} number
 * @returns {import("../shell.js").Content}
 */
function one(app, api, number) {
  const title = el("h1", { tabindex: -1 });
  const note = el("p", { class: "error note", role: "alert" });
  const place = el("div", { class: "cards" });
  const load = async () => {
    try {
      const found = await api.tariff(number);
      say(title, app.t("tariffs.title", { name: found.name, version: found.version }));
      fill(place, inWords(app, found), source(app, found));
    } catch (error) {
      const { code } = /** @type {{code?: string}} */ (error);
      say(note, code === "not_found" ? app.t("tariffs.gone") : problem(app, error));
    }
  };
  void load();
  const back = el("a", { href: "#tariffs", class: "back" }, app.t("tariffs.back"));
  return { element: el("div", { class: "stack" }, el("div", {}, back, title), note, place), begin: title };
}

/**
 * @param {App} app
 * @param {TariffVersion} found
 */
function inWords(app, { document, valid_from }) {
  const parts = tariffParts(JSON.parse(document), (key, values) => app.t(key, values), app.language);
  const shown = parts.map(({ title, lines }) =>
    el("div", { class: "part" }, el("h2", {}, title), el("ul", {}, ...lines.map((line) => el("li", {}, line)))),
  );
  const from = app.t("tariffs.holds", { from: day(valid_from, app.language) });
  return el("section", { class: "card", "aria-label": app.t("tariffs.in_words") }, el("p", { class: "muted" }, from), el("div", { class: "parts" }, ...shown));
}

/**
 * @param {App} app
 * @param {TariffVersion} found
 */
function source(app, { document }) {
  const text = JSON.stringify(JSON.parse(document), null, 2);
  return el("details", { class: "card source" }, el("summary", {}, app.t("tariffs.document")), el("pre", { tabindex: 0 }, text));
}
