/** Makes this browser's key: the root code first, since a key is of use to one organisation only. */

import { devicesIn, makeDevice } from "../../quick/device.js";
import { makePasskey } from "../../quick/devicepasskey.js";
import { el, say } from "../../dom.js";
import { NoPasskey, passkeysHere } from "../../passkeys.js";
import { rootOf } from "../../quick/rootcode.js";
import { fingerprint } from "../../words.js";
import { field } from "../parts.js";
import { WordList } from "./wordlist.js";

/** @typedef {import("../../app.js").App} App */

/**
 * @param {App} app
 * @param {() => void} made
 */
export function newDevice(app, made) {
  return new NewDevice(app, made).element;
}

class NewDevice {
  #app;
  #made;
  #code;
  #words;
  #compare;
  #passkey = el("input", { id: "own-passkey", type: "checkbox" });
  #error = el("p", { class: "error", role: "alert" });
  #button;
  /** The root of the code that is written now. @type {import("../../bytes.js").Bytes | null} */
  #root = null;

  /**
   * @param {App} app
   * @param {() => void} made
   */
  constructor(app, made) {
    this.#app = app;
    this.#made = made;
    this.#words = new WordList(app);
    const shape = { rows: 2, spellcheck: "false", autocomplete: "off", autocapitalize: "none" };
    this.#code = el("textarea", { id: "root-code", ...shape, oninput: () => void this.#read() });
    this.#compare = el("div", { hidden: true }, el("p", {}, app.t("browser.compare_root")));
    this.#compare.append(this.#words.element);
    this.#button = el("button", { class: "main", type: "submit", disabled: true }, app.t("browser.make"));
    this.element = this.#lay();
  }

  #lay() {
    const app = this.#app;
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void this.#make();
    };
    const choice = el("label", { class: "check" }, this.#passkey, el("span", {}, app.t("browser.passkey")));
    const can = passkeysHere();
    return el(
      "section",
      { class: "card", "aria-labelledby": "new-title" },
      el("h2", { id: "new-title" }, app.t("browser.new")),
      el("p", { class: "muted" }, app.t("browser.new_hint")),
      el(
        "form",
        { onsubmit: submit },
        field(app.t("browser.code"), this.#code, el("p", { class: "hint" }, app.t("browser.code_hint"))),
        this.#compare,
        can ? choice : null,
        el("p", { class: "hint" }, app.t(can ? "browser.passkey_hint" : "browser.passkey_nowhere")),
        el("div", { class: "foot" }, this.#button, this.#error),
      ),
    );
  }

  async #read() {
    const written = this.#code.value;
    const root = await rootOf(written);
    if (written !== this.#code.value) return;
    this.#root = root;
    const wrong = root === null && written.trim() !== "";
    this.#code.setAttribute("aria-invalid", String(wrong));
    say(this.#error, wrong ? this.#app.t("browser.bad_code") : "");
    this.#button.disabled = root === null;
    this.#compare.hidden = root === null;
    if (root) this.#words.show(await fingerprint(root));
  }

  async #make() {
    const root = this.#root;
    if (root === null) return;
    this.#button.disabled = true;
    try {
      const { technician, organisation } = this.#app.me;
      const whose = { technician, organisation };
      const host = location.hostname;
      const passkey = this.#passkey.checked ? await makePasskey({ ...whose, host }) : null;
      await devicesIn(indexedDB).put(await makeDevice({ ...whose, root, passkey }));
      this.#made();
    } catch (error) {
      say(this.#error, this.#app.t(whyNot(error)));
      this.#button.disabled = false;
    }
  }
}

/** @param {unknown} error */
function whyNot(error) {
  if (error instanceof NoPasskey) return "browser.no_passkey";
  if (error instanceof DOMException) return "browser.not_kept";
  throw error;
}
