/** Entering a version of a tariff: its document is pasted, dropped or chosen as a file. */

import { el, say } from "../../dom.js";
import { field, problem } from "../parts.js";
import { reason } from "./faults.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/api.js").AgreementsApi} AgreementsApi */

/**
 * @param {App} app
 * @param {AgreementsApi} api
 */
export function tariffForm(app, api) {
  return new TariffForm(app, api).element;
}

class TariffForm {
  #app;
  #api;
  #text;
  #file;
  #error = el("p", { class: "error", role: "alert", id: "tariff-wrong" });

  /**
   * @param {App} app
   * @param {AgreementsApi} api
   */
  constructor(app, api) {
    this.#app = app;
    this.#api = api;
    const over = (/** @type {DragEvent} */ event) => event.preventDefault();
    const drop = (/** @type {DragEvent} */ event) => void this.#dropped(event);
    this.#text = el("textarea", {
      ...{ id: "tariff-text", rows: 12, class: "mono", spellcheck: "false", required: true },
      ...{ ondragover: over, ondrop: drop, "aria-describedby": "tariff-wrong" },
    });
    const read = () => void this.#read(this.#file.files?.[0]);
    this.#file = el("input", { id: "tariff-file", type: "file", accept: ".toml,.json,.txt", onchange: read });
    const submit = (/** @type {SubmitEvent} */ event) => void this.#send(event);
    this.element = el(
      "section",
      { class: "card", "aria-labelledby": "tariff-new" },
      el("h2", { id: "tariff-new" }, app.t("tariffs.new")),
      el("p", { class: "muted" }, app.t("tariffs.new_what")),
      el(
        "form",
        { class: "entering", onsubmit: submit },
        field(app.t("tariffs.text"), this.#text),
        field(app.t("tariffs.file"), this.#file),
        this.#error,
        el("div", { class: "foot" }, el("button", { class: "main", type: "submit" }, app.t("tariffs.enter"))),
      ),
    );
  }

  /** @param {DragEvent} event */
  async #dropped(event) {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    await this.#read(file);
  }

  /** @param {File | undefined} file */
  async #read(file) {
    if (!file) return;
    this.#text.value = await file.text();
    say(this.#error, "");
    this.#text.focus();
  }

  /** @param {SubmitEvent} event */
  async #send(event) {
    event.preventDefault();
    say(this.#error, "");
    this.#text.removeAttribute("aria-invalid");
    try {
      const { id } = await this.#api.addTariff(this.#text.value);
      location.hash = `#tariffs/${id}`;
    } catch (failure) {
      this.#refused(failure);
    }
  }

  /** @param {unknown} failure */
  #refused(failure) {
    const { why = [] } = /** @type {{why?: import("../../answers.js").Why[]}} */ (failure);
    const lines = why.map((one) => {
      const said = reason(this.#app, one);
      return this.#app.t(one.field ? "tariffs.at" : "tariffs.whole", { field: one.field, said });
    });
    this.#text.setAttribute("aria-invalid", "true");
    say(this.#error, lines.join(" ") || problem(this.#app, failure));
    this.#text.focus();
    this.#select(why[0]?.field ?? "");
  }

  /**
   * Marks the first line that names the last part of a place in the document.
   * @param {string} place such as session.steps[2].up_to
   */
  #select(place) {
    const name = /(\w+)(?:\[\d+\])?$/.exec(place)?.[1];
    const found = name && new RegExp(`^.*\\b${name}\\b.*$`, "m").exec(this.#text.value);
    if (found) this.#text.setSelectionRange(found.index, found.index + found[0].length);
  }
}
