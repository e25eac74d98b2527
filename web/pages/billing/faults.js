/** What is wrong with a form, said next to each field, and the rest below it. */

import { el, say } from "../../dom.js";
import { field, problem } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../answers.js").Why} Why */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** The fields of one form, each with a place for what is wrong with it. */
export class Fields {
  #app;
  /** @type {Map<string, {control: Control, note: HTMLElement}>} */
  #all = new Map();
  error = el("p", { class: "error", role: "alert" });

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
  }

  /**
   * A control under its label.
   * @param {string} name of the field as the broker calls it
   * @param {string} label
   * @param {Control} control its id ties it to the label
   * @param {string} [hint]
   */
  add(name, label, control, hint = "") {
    const note = el("p", { class: "wrong", id: `${control.id}-wrong` });
    const told = hint ? el("p", { class: "hint", id: `${control.id}-hint` }, hint) : null;
    control.setAttribute("aria-describedby", `${note.id}${told ? ` ${told.id}` : ""}`);
    this.#all.set(name, { control, note });
    return field(label, control, el("div", {}, told, note));
  }

  /** What every control holds, by name. */
  values() {
    return Object.fromEntries([...this.#all].map(([name, { control }]) => [name, control.value]));
  }

  /** Takes back all that was said to be wrong. */
  clear() {
    say(this.error, "");
    for (const { control, note } of this.#all.values()) {
      control.removeAttribute("aria-invalid");
      say(note, "");
    }
  }

  /**
   * Says what a refusal says, next to the fields that it names, and goes to the first of them.
   * @param {unknown} failure an ApiError
   * @param {Record<string, string>} [own] keys of sentences for a code, or for a code and field
   */
  refuse(failure, own = {}) {
    this.clear();
    const { code = "", field: first = "", why = [] } =
      /** @type {{code?: string, field?: string, why?: Why[]}} */ (failure);
    const named = why.length > 0 ? why.map((one) => ({ name: one.field, said: reason(this.#app, one) }))
      : [{ name: first, said: this.#sentence(own[`${code} ${first}`] ?? own[code], failure) }];
    const rest = named.filter(({ name, said }) => !this.#mark(name, said));
    const besides = rest.map(({ said }) => said).join(" ");
    say(this.error, besides || this.#app.t("form.look"));
    const bad = [...this.#all.values()].find(({ control }) => control.ariaInvalid === "true");
    bad?.control.focus();
  }

  /**
   * @param {string | undefined} key
   * @param {unknown} failure
   */
  #sentence(key, failure) {
    return key === undefined ? problem(this.#app, failure) : this.#app.t(key);
  }

  /**
   * Whether there is such a field.
   * @param {string} name
   * @param {string} said
   */
  #mark(name, said) {
    const found = this.#all.get(name);
    if (!found) return false;
    found.control.setAttribute("aria-invalid", "true");
    say(found.note, said);
    return true;
  }
}

/**
 * The sentence of one reason.
 * @param {App} app
 * @param {Why} why
 */
export function reason(app, { reason: key, values }) {
  return app.known(`wrong.${key}`) ? app.t(`wrong.${key}`, values) : app.t("wrong.other", { reason: key });
}
