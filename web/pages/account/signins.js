/** Where somebody is signed in, or everybody, and the buttons that end it. */

import { moment } from "../../clock.js";
import { el, say } from "../../dom.js";
import { Listing } from "../listing.js";
import { problem } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").SignIn} SignIn */

/** The list of sign-ins. */
export class SignIns {
  #app;
  #all;
  #list;
  #note = el("p", { class: "note", role: "status" });
  #others;
  /** @type {SignIn[]} */
  #shown = [];

  /**
   * @param {App} app
   * @param {boolean} all everybody's, for admins; else one's own
   */
  constructor(app, all) {
    this.#app = app;
    this.#all = all;
    const title = app.t(all ? "signins.title_all" : "signins.title");
    const names = ["at", "seen", "address", "browser", "method"];
    const heads = (all ? ["who", ...names] : names).map((name) => app.t(`signins.${name}`));
    this.#list = new Listing([...heads, ""], title);
    const others = { hidden: true, onclick: () => this.#endOthers() };
    this.#others = el("button", others, app.t("signins.end_others"));
    this.element = el(
      "section",
      { class: "card", "aria-labelledby": "signins-title" },
      el("h2", { id: "signins-title", tabindex: -1 }, title),
      el("p", { class: "muted" }, app.t(all ? "signins.hint_all" : "signins.hint")),
      this.#list.element,
      this.#note,
      all ? null : el("div", { class: "foot" }, this.#others),
    );
  }

  /** Reads the list anew. */
  async load() {
    try {
      this.#paint(await this.#app.api.signIns(this.#all));
    } catch (error) {
      say(this.#note, problem(this.#app, error));
    }
  }

  /** @param {SignIn[]} signIns */
  #paint(signIns) {
    this.#shown = signIns;
    this.#others.hidden = signIns.every(({ current }) => current);
    this.#list.clear();
    for (const one of signIns) {
      const { technician, address, browser } = one;
      const facts = [this.#time(one.at), this.#time(one.seen_at), address, browser];
      const how = this.#app.tOr(`signins.by_${one.method}`, "signins.by_other");
      this.#list.add([...(this.#all ? [technician] : []), ...facts, how, this.#action(one)]);
    }
  }

  /** @param {string} iso */
  #time(iso) {
    return el("time", { datetime: iso }, moment(iso, this.#app.language));
  }

  /** @param {SignIn} one */
  #action(one) {
    const app = this.#app;
    if (one.current) return el("strong", {}, app.t("signins.current"));
    const said = { browser: one.browser, address: one.address };
    const label = app.t("signins.end_label", said);
    const end = () => void this.#end([one]);
    return el("button", { class: "quiet danger", "aria-label": label, onclick: end }, app.t("signins.end"));
  }

  #endOthers() {
    void this.#end(this.#shown.filter(({ current }) => !current));
  }

  /** @param {SignIn[]} ended */
  async #end(ended) {
    const app = this.#app;
    try {
      for (const { id } of ended) await gone(app.api.endSignIn(id));
      say(this.#note, app.t(ended.length === 1 ? "signins.ended" : "signins.ended_all"));
      await this.load();
    } catch (error) {
      say(this.#note, problem(app, error));
    }
    this.element.querySelector("h2")?.focus();
  }
}

/**
 * One that has ended by itself meanwhile is ended, too.
 * @param {Promise<unknown>} ending
 */
async function gone(ending) {
  try {
    await ending;
  } catch (error) {
    if (/** @type {{code?: string}} */ (error).code !== "not_found") throw error;
  }
}
