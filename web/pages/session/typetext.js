/** Types a whole text into the remote program, any Unicode, as if by hand. Nothing is kept. */

import { el, say } from "../../dom.js";
import { parts } from "../../input/typing.js";

/** @typedef {import("../../frames/input.js").Event} Event */

/** Bytes in one go: small, so that the progress is true and an interruption soon takes effect. */
const PART = 400;
/** What the other end needs to type one byte, generously. */
const MS_EACH = 4;

/** The dialog "type this text". */
export class TypeText {
  #app;
  #send;
  #text;
  #button;
  #progress = el("progress", { max: 1, value: 0, hidden: true });
  #status = el("p", { class: "muted", role: "status" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #typing = false;

  /**
   * @param {import("../../app.js").App} app
   * @param {(events: Event[]) => void} send
   */
  constructor(app, send) {
    this.#app = app;
    this.#send = send;
    const area = { id: "type-text", rows: 8, autocomplete: "off", spellcheck: "false" };
    this.#text = el("textarea", area);
    this.#button = el("button", { class: "main", onclick: () => this.#go() }, app.t("type.button"));
    const cancel = el("button", { class: "quiet", onclick: () => this.close() }, app.t("type.close"));
    this.element = el(
      "dialog",
      { "aria-labelledby": "type-title", onclose: () => this.#forget() },
      el("h2", { id: "type-title" }, app.t("type.title")),
      el("label", { for: "type-text", class: "muted" }, app.t("type.hint")),
      this.#text,
      this.#progress,
      this.#status,
      el("div", { class: "foot" }, this.#button, cancel),
    );
  }

  /** Shows the dialog. */
  open() {
    this.element.showModal();
    this.#text.focus();
  }

  /** Closes the dialog and forgets the text. */
  close() {
    this.element.close();
    this.#forget();
  }

  /** Input does not go out any more: whatever is left is not typed. */
  interrupt() {
    if (this.#typing) this.#stopped("type.interrupted");
  }

  #go() {
    const all = parts(this.#text.value, this.#app.language, PART);
    if (all.length === 0) return;
    this.#typing = true;
    this.#button.disabled = this.#text.disabled = true;
    this.#progress.hidden = false;
    this.#next(all, 0);
  }

  /**
   * @param {string[]} all
   * @param {number} done
   */
  #next(all, done) {
    this.#progress.value = done / all.length;
    const text = all[done];
    if (text === undefined) {
      this.#text.value = "";
      this.#stopped("type.done");
      return;
    }
    say(this.#status, this.#app.t("type.busy", { percent: Math.round((100 * done) / all.length) }));
    this.#send([{ kind: "text", text }]);
    this.#timer = setTimeout(() => this.#next(all, done + 1), text.length * MS_EACH);
  }

  /** @param {string} key */
  #stopped(key) {
    clearTimeout(this.#timer);
    this.#typing = false;
    this.#button.disabled = this.#text.disabled = false;
    this.#progress.hidden = true;
    say(this.#status, this.#app.t(key));
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#typing = false;
    this.#text.value = "";
    this.#button.disabled = this.#text.disabled = false;
    this.#progress.hidden = true;
    say(this.#status, "");
  }
}
