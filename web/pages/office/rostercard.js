/** Puts a roster on the broker: what it says and what it changes is seen before it is sent. */

import { hex } from "../../bytes.js";
import { el, fill, say } from "../../dom.js";
import { decode, ownSignature, RosterError } from "../../quick/roster.js";
import { changes } from "../../quick/rosterchanges.js";
import { fingerprint } from "../../words.js";
import { field, problem } from "../parts.js";
import { WordList } from "../quick/wordlist.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../quick/roster.js").Signed} Signed */

/** @param {App} app */
export function rosterCard(app) {
  return new RosterCard(app).element;
}

class RosterCard {
  #app;
  #present = el("div");
  #next = el("div", { class: "next", "aria-live": "polite" });
  #error = el("p", { class: "error", role: "alert" });
  #note = el("p", { class: "saved", role: "status" });
  #file;
  /** @type {Signed | null} */
  #known = null;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const shape = { id: "roster-file", type: "file", accept: ".txt,.json,.roster" };
    this.#file = el("input", { ...shape, onchange: () => void this.#read() });
    this.element = el(
      "section",
      { class: "card", "aria-labelledby": "roster-title" },
      el("h2", { id: "roster-title" }, app.t("roster.title")),
      el("p", { class: "muted" }, app.t("roster.what")),
      this.#present,
      field(app.t("roster.file"), this.#file),
      this.#next,
      this.#error,
      this.#note,
    );
    void this.#load();
  }

  async #load() {
    try {
      const text = await this.#app.api.roster();
      this.#known = text === null ? null : decode(text);
      const said = this.#known ? this.#summary(this.#known) : this.#app.t("roster.none");
      fill(this.#present, el("p", {}, said));
    } catch (error) {
      const bad = error instanceof RosterError;
      say(this.#error, bad ? this.#app.t("roster.malformed") : problem(this.#app, error));
    }
  }

  async #read() {
    const file = this.#file.files?.[0];
    fill(this.#next);
    say(this.#error, "");
    say(this.#note, "");
    if (!file) return;
    try {
      const text = await file.text();
      const found = decode(text);
      if (!(await ownSignature(found))) throw new RosterError("bad_signature");
      await this.#preview(found, text);
    } catch (error) {
      if (!(error instanceof RosterError)) throw error;
      say(this.#error, this.#app.t(`roster.${error.fault}`));
    }
  }

  /**
   * @param {Signed} found
   * @param {string} text
   */
  async #preview(found, text) {
    const app = this.#app;
    const words = new WordList(app);
    words.show(await fingerprint(found.root));
    const lines = changes(this.#known?.roster ?? null, found.roster).map(({ what, entry }) =>
      el("li", {}, app.t(`roster.change_${what}`, { name: entry.name, key: hex(entry.key).slice(0, 8) })),
    );
    const expired = found.roster.expires <= Date.now();
    const send = el("button", { class: "main", onclick: () => void this.#send(text) }, app.t("roster.send"));
    fill(
      this.#next,
      el("p", {}, this.#summary(found)),
      lines.length > 0 ? el("ul", {}, ...lines) : el("p", { class: "muted" }, app.t("roster.same")),
      el("div", { class: "compare" }, el("p", {}, app.t("roster.root_words")), words.element),
      expired ? el("p", { class: "warning" }, app.t("roster.expired")) : null,
      el("div", { class: "foot" }, send),
    );
  }

  /** @param {string} text */
  async #send(text) {
    try {
      await this.#app.api.putRoster(text);
      fill(this.#next);
      this.#file.value = "";
      say(this.#error, "");
      say(this.#note, this.#app.t("roster.sent"));
      await this.#load();
    } catch (error) {
      const { code } = /** @type {{code?: string}} */ (error);
      const own = code === "conflict" || code === "bad_request";
      say(this.#error, own ? this.#app.t(`roster.${code}`) : problem(this.#app, error));
    }
  }

  /** @param {Signed} found */
  #summary({ roster: { organisation, version, expires, technicians } }) {
    const day = new Intl.DateTimeFormat(this.#app.language, { dateStyle: "long" });
    const count = technicians.filter(({ state }) => state === "active").length;
    return this.#app.t("roster.summary", { organisation, version, count, until: day.format(expires) });
  }
}
