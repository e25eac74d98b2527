/** A customer's prepaid packs as cards: what is left, until when, and how it was used. */

import { day } from "../../billing/money.js";
import { el, fill, say } from "../../dom.js";
import { field, problem } from "../parts.js";
import { consumption } from "./consumption.js";
import { Fields } from "./faults.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/api.js").AgreementsApi} AgreementsApi */
/** @typedef {import("../../billing/answers.js").Pack} Pack */
/** @typedef {import("../../billing/answers.js").Packs} Packs */

const SIZES = [500, 250, 100, 50];
const UNITS_MOST = 10_000;
const NOTE_MOST = 200;

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {number} customer
 */
export function packsCard(app, api, customer) {
  const list = el("ul", { class: "packs" });
  const place = el("div");
  const note = el("p", { class: "muted note", role: "status" });
  const title = el("h2", { id: "packs-title", tabindex: -1 }, app.t("packs.title"));
  const paint = (/** @type {Packs} */ { packs, today }) => {
    fill(list, ...inUseFirst(packs).map((pack) => card(app, api, pack, today, changed)));
    say(note, packs.length === 0 ? app.t("packs.none") : "");
    list.hidden = packs.length === 0;
  };
  const changed = (/** @type {Packs} */ found) => {
    paint(found);
    fill(place);
    title.focus();
  };
  const close = () => {
    fill(place);
    button.focus();
  };
  const open = () => {
    fill(place, packForm(app, api, customer, { changed, close }));
    place.querySelector("select")?.focus();
  };
  const button = el("button", { onclick: open }, app.t("packs.new"));
  api.packs(customer).then(paint, (error) => say(note, problem(app, error)));
  const heading = el("div", { class: "heading" }, title, button);
  return el("section", { class: "card", "aria-labelledby": "packs-title" }, heading, note, list, place);
}

/**
 * The packs that can be used or will be, then the others.
 * @param {readonly Pack[]} packs
 */
export function inUseFirst(packs) {
  const usable = (/** @type {Pack} */ { state }) => state === "valid" || state === "future";
  return [...packs.filter(usable), ...packs.filter((pack) => !usable(pack))];
}

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {Pack} pack
 * @param {string} today
 * @param {(found: Packs) => void} changed
 */
function card(app, api, pack, today, changed) {
  const name = app.t("packs.name", { units: pack.units, languages: app.t(`packs.languages_${pack.languages.replace("+", "_")}`) });
  const dates = { from: day(pack.signed_on, app.language), to: day(pack.expires_on, app.language) };
  const warnings = pack.warnings.map((word) => el("p", { class: "warning" }, app.t(`packs.${word}`)));
  const over = pack.state === "expired" || pack.state === "used_up";
  const place = el("div");
  const close = () => {
    fill(place);
    button.focus();
  };
  const open = () => {
    fill(place, ticketForm(app, api, pack, { changed, close }));
    place.querySelector("input")?.focus();
  };
  const button = el("button", { class: "quiet", onclick: open, "aria-label": app.t("packs.tickets_of", { name }) }, app.t("packs.take"));
  return el(
    "li",
    { class: over ? "pack over" : "pack" },
    el("div", { class: "heading" }, el("strong", {}, name), el("span", { class: `badge ${pack.state}` }, app.t(`packs.state_${pack.state}`))),
    el("p", { class: "muted small" }, app.t("packs.dates", dates)),
    gauge(app.t("packs.for_sessions"), app.t("packs.left", { left: pack.left, all: pack.session_units }), pack.left, pack.session_units),
    gauge(app.t("packs.for_tickets"), app.t("packs.left", { left: pack.tickets_left, all: pack.tickets }), pack.tickets_left, pack.tickets),
    ...warnings,
    consumption(app, pack, today),
    pack.state === "valid" || pack.tickets_used > 0 ? el("div", { class: "foot" }, button) : null,
    place,
  );
}

/**
 * @param {string} label
 * @param {string} said
 * @param {number} left
 * @param {number} all
 */
function gauge(label, said, left, all) {
  const low = left * 5 <= all;
  return el(
    "div",
    { class: low ? "gauge low" : "gauge" },
    el("span", {}, label),
    el("span", { class: "time" }, said),
    el("progress", { value: left, max: Math.max(1, all), "aria-hidden": "true" }),
  );
}

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {number} customer
 * @param {{changed: (found: Packs) => void, close: () => void}} then
 */
function packForm(app, api, customer, then) {
  const fields = new Fields(app);
  const sizes = [...SIZES.map(String), "other"];
  const names = sizes.map((size) => el("option", { value: size }, size === "other" ? app.t("packs.other") : size));
  const other = el("input", { id: "pack-other", type: "number", min: 2, max: UNITS_MOST, step: 2, value: 20 });
  const own = fields.add("units", app.t("packs.other_units"), other);
  own.hidden = true;
  const size = el("select", { id: "pack-size", onchange: () => (own.hidden = size.value !== "other") }, ...names);
  const words = ["it", "it+en"].map((word) => el("option", { value: word }, app.t(`packs.languages_${word.replace("+", "_")}`)));
  const languages = el("select", { id: "pack-languages" }, ...words);
  const signed = el("input", { id: "pack-signed", type: "date", required: true });
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    fields.clear();
    const units = Number(size.value === "other" ? other.value : size.value);
    try {
      then.changed(await api.addPack(customer, { units, languages: languages.value, signed_on: signed.value }));
    } catch (error) {
      fields.refuse(error, { "bad_request units": "packs.even", "bad_request signed_on": "packs.bad_day" });
    }
  };
  return el(
    "form",
    { class: "entering", onsubmit: submit, "aria-label": app.t("packs.new") },
    el("p", { class: "hint" }, app.t("packs.hint")),
    el("div", { class: "inline" }, field(app.t("packs.size"), size), own, fields.add("languages", app.t("packs.languages"), languages), fields.add("signed_on", app.t("packs.signed_on"), signed)),
    foot(app, app.t("packs.enter"), then.close, fields.error),
  );
}

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {Pack} pack
 * @param {{changed: (found: Packs) => void, close: () => void}} then
 */
function ticketForm(app, api, pack, then) {
  const fields = new Fields(app);
  const shape = { id: `tickets-${pack.id}`, type: "number", required: true, step: 1, value: 1 };
  const tickets = el("input", { ...shape, min: -pack.tickets_used, max: pack.tickets_left });
  const note = el("input", { id: `tickets-note-${pack.id}`, maxlength: NOTE_MOST, required: true, autocomplete: "off" });
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    fields.clear();
    try {
      then.changed(await api.takeTickets(pack.id, Number(tickets.value), note.value.trim()));
    } catch (error) {
      const own = { "conflict tickets": "packs.not_enough", "conflict expires_on": "packs.not_valid", "bad_request tickets": "packs.no_ticket" };
      fields.refuse(error, own);
    }
  };
  return el(
    "form",
    { class: "entering", onsubmit: submit },
    fields.add("tickets", app.t("packs.tickets"), tickets, app.t("packs.tickets_hint")),
    fields.add("note", app.t("packs.note"), note, app.t("packs.note_hint")),
    foot(app, app.t("packs.take_now"), then.close, fields.error),
  );
}

/**
 * @param {App} app
 * @param {string} label
 * @param {() => void} close
 * @param {HTMLElement} error
 */
function foot(app, label, close, error) {
  return el(
    "div",
    { class: "foot" },
    el("button", { class: "main", type: "submit" }, label),
    el("button", { class: "quiet", type: "button", onclick: close }, app.t("cancel")),
    error,
  );
}
