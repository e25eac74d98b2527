/** One's own passkeys: which there are, a new one, and away with one. */

import { moment } from "../../clock.js";
import { el, say } from "../../dom.js";
import { createPasskey, NoPasskey, passkeysHere } from "../../passkeys.js";
import { NAME_MAX } from "../../wire.js";
import { Listing } from "../listing.js";
import { codeField, field, problem, written } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").Passkey} Passkey */

/** The section about passkeys. */
export class OwnPasskeys {
  #app;
  #list;
  #none;
  #note = el("p", { class: "note", role: "status" });
  #error = el("p", { class: "error", role: "alert" });
  #label = el("input", { id: "passkey-label", maxlength: NAME_MAX, required: true, autocomplete: "off" });
  #code;
  #button;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const title = app.t("passkey.title");
    const heads = ["label", "made", "used"].map((name) => app.t(`passkey.${name}`));
    this.#list = new Listing([...heads, ""], title);
    this.#none = el("p", { class: "muted" }, app.t("passkey.none"));
    this.#code = codeField(app, "passkey-code");
    this.#button = el("button", { class: "main", type: "submit" }, app.t("passkey.add"));
    this.element = el(
      "section",
      { class: "card", "aria-labelledby": "passkeys-title" },
      el("h2", { id: "passkeys-title", tabindex: -1 }, title),
      el("p", { class: "muted" }, app.t("passkey.hint")),
      this.#none,
      this.#list.element,
      this.#note,
      passkeysHere() ? this.#form() : el("p", { class: "muted" }, app.t("passkey.nowhere")),
    );
    this.#paint([]);
  }

  /** Reads the list anew. */
  async load() {
    try {
      this.#paint(await this.#app.api.passkeys());
    } catch (error) {
      say(this.#note, problem(this.#app, error));
    }
  }

  #form() {
    const app = this.#app;
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void this.#add();
    };
    const hint = el("p", { class: "hint" }, app.t("passkey.label_hint"));
    return el(
      "form",
      { class: "inline", onsubmit: submit, "aria-label": app.t("passkey.add") },
      field(app.t("passkey.label"), this.#label, hint),
      this.#code.element,
      el("div", { class: "foot" }, this.#button, this.#error),
    );
  }

  async #add() {
    const app = this.#app;
    this.#button.disabled = true;
    say(this.#error, "");
    try {
      const options = await app.api.passkeyOptions(written(this.#code.input.value));
      await app.api.addPasskey(this.#label.value.trim(), await createPasskey(options));
      this.#label.value = "";
      say(this.#note, app.t("passkey.added"));
      await this.load();
    } catch (error) {
      say(this.#error, error instanceof NoPasskey ? app.t("passkey.stopped") : wrongCode(app, error));
    } finally {
      this.#code.input.value = "";
      this.#button.disabled = false;
    }
  }

  /** @param {Passkey[]} passkeys */
  #paint(passkeys) {
    const app = this.#app;
    const day = (/** @type {string} */ iso) => el("time", { datetime: iso }, moment(iso, app.language));
    this.#none.hidden = passkeys.length > 0;
    this.#list.element.hidden = passkeys.length === 0;
    this.#list.clear();
    for (const { id, label, created_at, used_at } of passkeys) {
      const used = used_at === null ? app.t("passkey.never") : day(used_at);
      const name = app.t("passkey.remove_label", { label });
      const away = { class: "quiet danger", "aria-label": name, onclick: () => void this.#remove(id) };
      this.#list.add([label, day(created_at), used, el("button", away, app.t("passkey.remove"))]);
    }
  }

  /** @param {number} id */
  async #remove(id) {
    try {
      await this.#app.api.removePasskey(id);
      say(this.#note, this.#app.t("passkey.removed"));
      await this.load();
    } catch (error) {
      say(this.#note, problem(this.#app, error));
    }
    this.element.querySelector("h2")?.focus();
  }
}

/**
 * What an error says where the answer may be that the code was wrong.
 * @param {App} app
 * @param {unknown} error
 */
export function wrongCode(app, error) {
  const { code } = /** @type {{code?: string}} */ (error);
  return code === "sign_in_failed" ? app.t("code.wrong") : problem(app, error);
}
