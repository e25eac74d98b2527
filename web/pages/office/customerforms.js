/** What each customer's signed form says of quick access: without one, nobody can opt in. */

import { el, fill, say } from "../../dom.js";
import { NAME_MAX } from "../../wire.js";
import { field, problem } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").Customer} Customer */

const TERMS_MAX = 32;

/** @param {App} app */
export function customerForms(app) {
  const list = el("ul", { class: "forms" });
  const note = el("p", { class: "muted", role: "status" });
  const show = async () => {
    try {
      const customers = await app.api.customers();
      fill(list, ...customers.map((customer) => row(app, customer, show)));
      say(note, customers.length === 0 ? app.t("forms.none") : "");
    } catch (error) {
      say(note, problem(app, error));
    }
  };
  void show();
  return el(
    "section",
    { class: "card", "aria-labelledby": "forms-title" },
    el("h2", { id: "forms-title" }, app.t("forms.title")),
    el("p", { class: "muted" }, app.t("forms.what")),
    list,
    note,
    newCustomer(app, show),
  );
}

/**
 * @param {App} app
 * @param {() => Promise<void>} again
 */
function newCustomer(app, again) {
  const name = el("input", { id: "new-customer", maxlength: NAME_MAX, autocomplete: "off", required: true });
  const error = el("p", { class: "error", role: "alert" });
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    say(error, "");
    try {
      await app.api.addCustomer(name.value.trim());
      name.value = "";
      await again();
    } catch (failure) {
      const { code } = /** @type {{code?: string}} */ (failure);
      say(error, code === "conflict" ? app.t("forms.known") : problem(app, failure));
    }
  };
  const button = el("button", { type: "submit" }, app.t("forms.add"));
  return el("form", { class: "line", onsubmit: submit }, field(app.t("forms.new"), name), button, error);
}

/**
 * @param {App} app
 * @param {Customer} customer
 * @param {() => Promise<void>} again
 */
function row(app, customer, again) {
  const { name, quick_access } = customer;
  const day = new Intl.DateTimeFormat(app.language, { dateStyle: "medium", timeZone: "UTC" });
  const said = quick_access
    ? app.t(quick_access.granted ? "forms.granted" : "forms.withdrawn", {
        date: day.format(new Date(quick_access.date)),
        terms: quick_access.terms,
        by: quick_access.entered_by,
      })
    : app.t("forms.unsigned");
  const place = el("div");
  const open = () => {
    fill(place, form(app, customer, { again, close: () => fill(place) }));
    place.querySelector("input")?.focus();
  };
  const granted = quick_access?.granted === true;
  const label = app.t("forms.enter_for", { name });
  return el(
    "li",
    { class: granted ? "granted" : null },
    el("strong", {}, name),
    el("span", { class: "muted" }, said),
    el("button", { class: "quiet", "aria-label": label, onclick: open }, app.t("forms.enter")),
    place,
  );
}

/**
 * @param {App} app
 * @param {Customer} customer
 * @param {{again: () => Promise<void>, close: () => void}} then
 */
function form(app, { id, quick_access }, { again, close }) {
  const granted = quick_access?.granted !== true;
  const date = el("input", { id: `form-date-${id}`, type: "date", required: true });
  const terms = el("input", {
    ...{ id: `form-terms-${id}`, maxlength: TERMS_MAX, required: true, autocomplete: "off" },
    value: quick_access?.terms,
  });
  const error = el("p", { class: "error", role: "alert" });
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    try {
      const said = { granted, date: date.value, terms: terms.value.trim() };
      await app.api.setQuickAccess(id, said);
      await again();
    } catch (failure) {
      say(error, problem(app, failure));
    }
  };
  return el(
    "form",
    { onsubmit: submit, class: "line" },
    field(app.t(granted ? "forms.date" : "forms.date_withdrawn"), date),
    field(app.t("forms.terms"), terms),
    el(
      "div",
      { class: "foot" },
      el("button", { type: "submit", class: granted ? "main" : "danger" }, app.t(granted ? "forms.grant" : "forms.withdraw")),
      el("button", { type: "button", class: "quiet", onclick: close }, app.t("cancel")),
      error,
    ),
  );
}
