/** Recovery codes: how many are left, and new ones, which are shown once. */

import { el, fill, say } from "../../dom.js";
import { wrongCode } from "./ownpasskeys.js";
import { codeField, problem, written } from "../parts.js";

/** @typedef {import("../../app.js").App} App */

/** The section about recovery codes. */
export class Recovery {
  #app;
  #left = el("p", { role: "status" });
  #error = el("p", { class: "error", role: "alert" });
  #codes = el("div", { class: "codes-shown", hidden: true });
  #code;
  #button;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.#code = codeField(app, "recovery-code");
    this.#button = el("button", { class: "main", type: "submit" }, app.t("recovery.make"));
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void this.#make();
    };
    this.element = el(
      "section",
      { class: "card", "aria-labelledby": "recovery-title" },
      el("h2", { id: "recovery-title" }, app.t("recovery.title")),
      el("p", { class: "muted" }, app.t("recovery.hint")),
      this.#left,
      this.#codes,
      el(
        "form",
        { class: "inline", onsubmit: submit, "aria-label": app.t("recovery.make") },
        this.#code.element,
        el("div", { class: "foot" }, this.#button, this.#error),
      ),
    );
  }

  /** Asks how many are left. */
  async load() {
    try {
      this.#say(await this.#app.api.recoveryLeft());
    } catch (error) {
      say(this.#left, problem(this.#app, error));
    }
  }

  /** @param {number} count codes that are still unused */
  #say(count) {
    say(this.#left, this.#app.t(count === 0 ? "recovery.none" : "recovery.left", { count }));
  }

  async #make() {
    const app = this.#app;
    this.#button.disabled = true;
    say(this.#error, "");
    try {
      const codes = await app.api.newRecoveryCodes(written(this.#code.input.value));
      this.#show(codes);
      this.#say(codes.length);
    } catch (error) {
      say(this.#error, wrongCode(app, error));
    } finally {
      this.#code.input.value = "";
      this.#button.disabled = false;
    }
  }

  /** @param {string[]} codes */
  #show(codes) {
    const app = this.#app;
    const title = el("h3", { tabindex: -1 }, app.t("recovery.shown"));
    const note = el("span", { class: "saved", role: "status" });
    const text = `Affianco – ${app.broker} – ${app.me.name}\n\n${codes.join("\n")}\n`;
    const copy = async () => {
      const done = navigator.clipboard.writeText(text).then(() => "copied", () => "not_copied");
      say(note, app.t(`recovery.${await done}`));
    };
    fill(
      this.#codes,
      title,
      el("p", {}, app.t("recovery.once")),
      el("ol", { class: "codes" }, ...codes.map((code) => el("li", {}, code))),
      el(
        "div",
        { class: "foot" },
        el("button", { type: "button", onclick: copy }, app.t("recovery.copy")),
        el("button", { type: "button", onclick: () => print() }, app.t("recovery.print")),
        el("button", { type: "button", onclick: () => keep(text) }, app.t("recovery.save")),
        note,
      ),
    );
    this.#codes.hidden = false;
    title.focus();
  }
}

/**
 * Hands a text to the browser as a file.
 * @param {string} text
 */
function keep(text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  el("a", { href: address, download: "affianco-recovery-codes.txt" }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
