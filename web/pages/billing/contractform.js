/** A new contract: from when, and its rules in order. */

import { WORKS } from "../../billing/readable.js";
import { el, fill } from "../../dom.js";
import { field } from "../parts.js";
import { Fields } from "./faults.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/api.js").AgreementsApi} AgreementsApi */
/** @typedef {import("../../billing/answers.js").Contracts} Contracts */
/** @typedef {import("../../billing/answers.js").Rule} Rule */

const KINDS = /** @type {const} */ (["annual", "pack", "tariff"]);

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {number} customer
 * @param {{done: (found: Contracts) => void, close: () => void}} then
 */
export function contractForm(app, api, customer, then) {
  const fields = new Fields(app);
  const from = el("input", { id: "contract-from", type: "date", required: true });
  const until = el("input", { id: "contract-until", type: "date" });
  const rules = new Rules(app);
  api.tariffs().then(
    (all) => rules.know([...new Set(all.map(({ name }) => name))]),
    (error) => fields.refuse(error),
  );
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    fields.clear();
    const ends = until.value ? { valid_until: until.value } : {};
    const document = JSON.stringify({ valid_from: from.value, ...ends, rules: rules.values() });
    try {
      then.done(await api.addContract(customer, document));
    } catch (error) {
      fields.refuse(error);
    }
  };
  return el(
    "form",
    { class: "entering", onsubmit: submit, "aria-label": app.t("contract.new") },
    el("p", { class: "hint" }, app.t("contract.hint")),
    el(
      "div",
      { class: "inline" },
      fields.add("valid_from", app.t("contract.valid_from"), from),
      fields.add("valid_until", app.t("contract.valid_until"), until, app.t("contract.until_hint")),
    ),
    rules.element,
    el(
      "div",
      { class: "foot" },
      el("button", { class: "main", type: "submit" }, app.t("contract.enter")),
      el("button", { class: "quiet", type: "button", onclick: then.close }, app.t("cancel")),
      fields.error,
    ),
  );
}

/** The rules in their order; each takes what it can and hands the rest on. */
class Rules {
  #app;
  #list = el("ol", { class: "rules-entered" });
  /** @type {string[]} */
  #tariffs = [];
  /** @type {Map<HTMLElement, () => Rule>} */
  #read = new Map();
  #count = 0;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const add = KINDS.map((kind) =>
      el("button", { type: "button", onclick: () => this.#add(kind) }, app.t(`contract.add_${kind}`)),
    );
    this.element = el(
      "fieldset",
      { class: "field" },
      el("legend", {}, app.t("contract.rules")),
      this.#list,
      el("div", { class: "foot" }, ...add),
    );
  }

  /** @param {string[]} tariffs names of those that there are */
  know(tariffs) {
    this.#tariffs = tariffs;
    if (this.#read.size === 0 && tariffs.length > 0) this.#add("tariff", false);
  }

  /** @returns {Rule[]} */
  values() {
    const rows = /** @type {HTMLElement[]} */ ([...this.#list.children]);
    return rows.flatMap((row) => this.#read.get(row)?.() ?? []);
  }

  /**
   * @param {Rule["kind"]} kind
   * @param {boolean} [go] whether the reader is led there
   */
  #add(kind, go = true) {
    this.#count += 1;
    const { content, read } = this.#rule(kind, `rule-${this.#count}`);
    const row = el("li", { class: "rule-entered" });
    const remove = () => {
      this.#read.delete(row);
      const next = /** @type {HTMLElement | null} */ (this.element.querySelector(".foot button"));
      row.remove();
      next?.focus();
    };
    const up = () => {
      row.previousElementSibling?.before(row);
      raise.focus();
    };
    const raise = el("button", { type: "button", class: "quiet", onclick: up }, this.#app.t("contract.up"));
    const away = el("button", { type: "button", class: "quiet danger", onclick: remove }, this.#app.t("contract.remove"));
    fill(row, el("div", { class: "rule-body" }, ...content), el("div", { class: "foot" }, raise, away));
    this.#read.set(row, read);
    this.#list.append(row);
    if (go) /** @type {HTMLElement | null} */ (row.querySelector("input, select"))?.focus();
  }

  /**
   * @param {Rule["kind"]} kind
   * @param {string} id
   * @returns {{content: HTMLElement[], read: () => Rule}}
   */
  #rule(kind, id) {
    const app = this.#app;
    const title = el("strong", {}, app.t(`contract.kind_${kind}`));
    if (kind === "annual") return this.#annual(title);
    if (kind === "pack") {
      const options = ["next", "flag"].map((word) => el("option", { value: word }, app.t(`contract.beyond_${word}`)));
      const beyond = el("select", { id }, ...options);
      const read = () => ({ kind, beyond: /** @type {"next" | "flag"} */ (beyond.value) });
      return { content: [title, field(app.t("contract.beyond"), beyond)], read };
    }
    const options = this.#tariffs.map((name) => el("option", { value: name }, name));
    const tariff = el("select", { id }, ...options);
    const none = options.length === 0 ? el("p", { class: "warning" }, app.t("contract.no_tariff")) : null;
    const read = () => ({ kind, tariff: tariff.value });
    return { content: [title, none ?? field(app.t("contract.tariff"), tariff)], read };
  }

  /**
   * @param {HTMLElement} title
   * @returns {{content: HTMLElement[], read: () => Rule}}
   */
  #annual(title) {
    const app = this.#app;
    const boxes = WORKS.map((work) => el("input", { type: "checkbox", value: work, checked: work === "session" }));
    const ticks = boxes.map((box) => el("label", { class: "tick" }, box, app.t(`rule.work_${box.value}`)));
    const inside = el("input", { type: "checkbox" });
    const only = el("label", { class: "tick" }, inside, app.t("contract.inside_only"));
    const group = el("div", { class: "ticks", role: "group", "aria-label": app.t("contract.works") }, ...ticks);
    /** @returns {Rule} */
    const read = () => ({
      kind: "annual",
      works: boxes.filter(({ checked }) => checked).map(({ value }) => value),
      inside_only: inside.checked,
    });
    return { content: [title, group, only], read };
  }
}
