/** What was done in a session, written by whoever did it: most of what month end misses. */

import { el, say } from "../dom.js";
import { problem } from "./parts.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../receipt/answers.js").Item} Item */
/** @typedef {import("../receipt/api.js").ReceiptsApi} ReceiptsApi */

const NOTE_MOST = 2000;
/** Why an item can no longer be described by whoever did the work. */
const OVER = ["closed", "approved"];

/**
 * `saved` is told what the item is then; `cancel` shows a button that leaves all as it was.
 * @typedef {{saved?: (item: Item) => void, cancel?: () => void}} Ear
 */

/** A form for the note of one item, and whether the work was urgent. */
export class WorkNote {
  #app;
  #api;
  #item;
  #ear;
  #text;
  #urgent;
  #save;
  #told = el("span", { class: "saved", role: "status" });

  /**
   * @param {App} app
   * @param {ReceiptsApi} api
   * @param {Item} item
   * @param {Ear} [ear]
   */
  constructor(app, api, item, ear = {}) {
    this.#app = app;
    this.#api = api;
    this.#item = item;
    this.#ear = ear;
    const [id, hint] = [`worknote-${item.item}`, `worknote-${item.item}-hint`];
    this.#text = el("textarea", { id, rows: 2, maxlength: NOTE_MOST, "aria-describedby": hint });
    this.#text.value = item.note;
    this.#urgent = el("input", { type: "checkbox", checked: item.urgent });
    this.#save = el("button", { type: "submit" }, app.t("worknote.save"));
    const { cancel } = ear;
    const back = { type: "button", class: "quiet", onclick: cancel };
    const send = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void this.save();
    };
    this.element = el(
      "form",
      { class: "worknote", onsubmit: send },
      el("div", { class: "field" }, el("label", { for: id }, app.t("worknote.label")), this.#text),
      el("p", { class: "hint", id: hint }, app.t("worknote.hint")),
      el(
        "div",
        { class: "foot" },
        el("label", { class: "tick" }, this.#urgent, app.t("worknote.urgent")),
        cancel ? el("button", back, app.t("worknote.cancel")) : null,
        this.#save,
      ),
      this.#told,
    );
  }

  /** Whether something is written that is not saved. */
  get open() {
    return this.#text.value.trim() !== this.#item.note || this.#urgent.checked !== this.#item.urgent;
  }

  focus() {
    this.#text.focus();
  }

  /** @returns {Promise<boolean>} whether it is saved */
  async save() {
    this.#save.disabled = true;
    try {
      return await this.#write();
    } catch (error) {
      this.#refused(error);
      return false;
    } finally {
      this.#save.disabled = false;
    }
  }

  async #write() {
    const now = await this.#api.item(this.#item.item);
    const before = this.#item;
    this.#item = now;
    if (now.note !== before.note || now.urgent !== before.urgent) {
      say(this.#told, this.#app.t("worknote.changed", { note: now.note }));
      return false;
    }
    const described = { note: this.#text.value.trim(), urgent: this.#urgent.checked };
    this.#item = await this.#api.describe(now, described);
    say(this.#told, this.#app.t("saved"));
    this.#ear.saved?.(this.#item);
    return true;
  }

  /** @param {unknown} error */
  #refused(error) {
    const { why = [] } = /** @type {{why?: readonly import("../answers.js").Why[]}} */ (error);
    const over = why.some(({ reason }) => OVER.includes(reason));
    say(this.#told, over ? this.#app.t("worknote.closed") : problem(this.#app, error));
  }
}
