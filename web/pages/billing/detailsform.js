/** A customer's details: the invoice's data, the language, the patron saint, the enrolment. */

import { el, fill, say } from "../../dom.js";
import { PATRONS, PROVINCES, regions } from "../../billing/places.js";
import { Fields } from "./faults.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/api.js").AgreementsApi} AgreementsApi */
/** @typedef {import("../../billing/answers.js").CustomerRecord} CustomerRecord */

/** The fields in their groups, with the most characters of those that are typed. */
const GROUPS = {
  invoice: { invoice_name: 80, vat_number: 32, tax_code: 28, sdi_code: 9, pec: 254 },
  address: { address: 60, postcode: 16, town: 60, province: 0, country: 0 },
  others: { email: 254, language: 0, patron: 0, enrolled_on: 10 },
};
const HINTED = ["invoice_name", "vat_number", "tax_code", "sdi_code", "pec", "patron"];
const MONO = ["vat_number", "tax_code", "sdi_code", "postcode"];

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {CustomerRecord} record
 */
export function detailsForm(app, api, record) {
  return new DetailsForm(app, api, record).element;
}

class DetailsForm {
  #app;
  #api;
  #record;
  #fields;
  #lacking = el("p", { class: "warning" });
  #note = el("p", { class: "saved", role: "status" });

  /**
   * @param {App} app
   * @param {AgreementsApi} api
   * @param {CustomerRecord} record
   */
  constructor(app, api, record) {
    this.#app = app;
    this.#api = api;
    this.#record = record;
    this.#fields = new Fields(app);
    const form = el("form", { class: "details", novalidate: true, onsubmit: (/** @type {SubmitEvent} */ event) => void this.#send(event) });
    const groups = Object.entries(GROUPS).map(([name, fields]) => this.#group(name, fields));
    const button = el("button", { class: "main", type: "submit" }, app.t("record.save"));
    fill(form, ...groups, el("div", { class: "foot" }, button, this.#note, this.#fields.error));
    this.element = el(
      "section",
      { class: "card", "aria-labelledby": "record-title" },
      el("h2", { id: "record-title" }, app.t("record.title")),
      this.#lacking,
      form,
    );
    this.#paintLacking();
  }

  /**
   * @param {string} name
   * @param {Record<string, number>} fields
   */
  #group(name, fields) {
    const app = this.#app;
    const controls = Object.entries(fields).map(([field, most]) => {
      const hint = HINTED.includes(field) ? app.t(`record.${field}_hint`) : "";
      return this.#fields.add(field, app.t(`record.${field}`), this.#control(field, most), hint);
    });
    return el("fieldset", {}, el("legend", {}, app.t(`record.group_${name}`)), ...controls);
  }

  /**
   * @param {string} field
   * @param {number} most
   */
  #control(field, most) {
    const value = this.#record.details[field] ?? "";
    const id = `detail-${field.replaceAll("_", "-")}`;
    if (most === 0) return this.#choice(field, id, value);
    const type = field === "enrolled_on" ? "date" : field === "email" || field === "pec" ? "email" : "text";
    const look = MONO.includes(field) ? "mono" : null;
    return el("input", { id, type, value, maxlength: most, autocomplete: "off", spellcheck: "false", class: look });
  }

  /**
   * @param {string} field
   * @param {string} id
   * @param {string} value
   */
  #choice(field, id, value) {
    const app = this.#app;
    const none = { code: "", name: app.t("record.none") };
    const plain = (/** @type {readonly string[]} */ codes) => codes.map((code) => ({ code, name: code }));
    /** @type {Record<string, {code: string, name: string}[]>} */
    const choices = {
      province: [none, ...plain(PROVINCES)],
      country: regions(app.language),
      language: ["it", "en"].map((code) => ({ code, name: app.t(`record.language_${code}`) })),
      patron: [none, ...plain(PATRONS)],
    };
    const known = choices[field] ?? [];
    const all = known.some(({ code }) => code === value) ? known : [...known, { code: value, name: value }];
    const options = all.map(({ code, name }) => el("option", { value: code, selected: code === value }, name));
    return el("select", { id }, ...options);
  }

  /** @param {SubmitEvent} event */
  async #send(event) {
    event.preventDefault();
    this.#fields.clear();
    say(this.#note, "");
    try {
      const { customer, version } = this.#record;
      this.#record = await this.#api.setDetails(customer.id, version, this.#fields.values());
      this.#paintLacking();
      say(this.#note, this.#app.t("saved"));
    } catch (failure) {
      this.#fields.refuse(failure, { conflict: "record.outdated" });
    }
  }

  #paintLacking() {
    const names = this.#record.lacking.map((field) => this.#app.t(`record.${field}`));
    const fields = new Intl.ListFormat(this.#app.language).format(names);
    say(this.#lacking, names.length > 0 ? this.#app.t("record.lacking", { fields }) : "");
    this.#lacking.hidden = names.length === 0;
  }
}
