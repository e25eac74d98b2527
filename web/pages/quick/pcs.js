/** The PCs that are there now and whose customer has opted in to quick access. */

import { keyOf } from "../../quick/card.js";
import { el, fill, on, say } from "../../dom.js";
import { trustOf } from "../../quick/trust.js";
import { problem } from "../parts.js";
import { QuickJoin } from "./quickjoin.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").QuickPc} QuickPc */
/** @typedef {import("../../quick/trust.js").Standing} Standing */

const POLL_MS = 4_000;
/** How many polls later the roster is asked for again. */
const ROSTER_POLLS = 15;
const SHOWN_MAX = 200;
/** So long before the roster expires it is said. */
const SOON_MS = 14 * 86_400_000;

/**
 * The section of the sessions page; hidden where this broker has no quick access.
 * @param {App} app
 * @returns {{element: HTMLElement, close: () => void}}
 */
export function pcs(app) {
  const section = new Pcs(app);
  void section.poll();
  return { element: section.element, close: () => section.close() };
}

class Pcs {
  #app;
  #trust;
  #join;
  #list = el("ul", { class: "pcs", hidden: true });
  #note = el("p", { class: "muted", role: "status" });
  #soon = el("p", { class: "warning", role: "status" });
  #setUp;
  #shown = "";
  #polls = 0;
  /** @type {Standing | null} */
  #standing = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #stop = new AbortController();

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.#trust = trustOf(app);
    this.#join = new QuickJoin(app);
    this.#setUp = el("a", { href: "#browser", hidden: true }, app.t("pcs.set_up"));
    this.element = el(
      "section",
      { class: "quick card", "aria-labelledby": "pcs-title", hidden: true },
      el("h2", { id: "pcs-title" }, app.t("pcs.title")),
      this.#list,
      this.#note,
      this.#soon,
      this.#setUp,
      this.#join.element,
    );
    const visible = () => document.hidden || void this.poll();
    on(document, "visibilitychange", visible, { signal: this.#stop.signal });
  }

  /** Looks who is there, now and again every few seconds while the page is seen. */
  async poll() {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted || document.hidden) return;
    try {
      await this.#look();
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      this.#unknown(error);
    }
    if (this.#stop.signal.aborted) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.poll(), POLL_MS);
  }

  /** Nothing more is asked. */
  close() {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#join.close();
  }

  async #look() {
    if (this.#standing === null || this.#polls % ROSTER_POLLS === 0) {
      this.#standing = await this.#trust.look();
    }
    this.#polls += 1;
    const standing = this.#standing;
    const { state, roster, offered } = standing;
    this.element.hidden = !offered;
    if (!offered) return;
    this.#setUp.hidden = state === "enrolled";
    say(this.#soon, roster === null ? "" : this.#expiring(roster.expires));
    if (state !== "enrolled" || roster === null) return this.#empty(`pcs.not_${state}`);
    const all = (await this.#app.api.pcs()).slice(0, SHOWN_MAX);
    await this.#show(all, standing);
  }

  /** @param {number} expires when the roster does, in milliseconds of the epoch */
  #expiring(expires) {
    if (expires - Date.now() > SOON_MS) return "";
    const day = new Intl.DateTimeFormat(this.#app.language, { dateStyle: "long" });
    return this.#app.t("pcs.expiring", { until: day.format(expires) });
  }

  /**
   * @param {QuickPc[]} all
   * @param {Standing} standing
   */
  async #show(all, standing) {
    const here = all.filter(({ session }) => session !== null);
    const now = JSON.stringify([here, all.length, standing.roster?.version]);
    if (now === this.#shown) return;
    const rows = await Promise.all(here.map((pc) => this.#row(pc, standing)));
    if (this.#stop.signal.aborted) return;
    this.#shown = now;
    const focused = document.activeElement?.id;
    fill(this.#list, ...rows);
    this.#list.hidden = rows.length === 0;
    if (focused?.startsWith("pc-")) document.getElementById(focused)?.focus();
    const none = all.length === 0 ? "pcs.none" : "pcs.none_here";
    say(this.#note, rows.length === 0 ? this.#app.t(none) : "");
  }

  /**
   * @param {QuickPc} pc
   * @param {Standing} standing
   */
  async #row(pc, standing) {
    const roster = /** @type {import("../../quick/roster.js").Roster} */ (standing.roster);
    const key = await keyOf(pc, this.#app.broker, roster);
    const names = [el("strong", {}, pc.name), el("span", { class: "muted" }, pc.customer.name)];
    if (key === null) {
      const warning = el("span", { class: "warning" }, this.#app.t("pcs.not_verified"));
      return el("li", { class: "pc bad" }, ...names, warning);
    }
    const open = () => this.#join.open({ pc, key, standing });
    const button = el("button", { class: "pc", id: `pc-${pc.pc}`, onclick: open }, ...names);
    button.append(el("span", { class: "go" }, this.#app.t("pcs.go")));
    return el("li", {}, button);
  }

  /** @param {unknown} error */
  #unknown(error) {
    const said = problem(this.#app, error);
    this.#shown = "";
    this.#list.hidden = true;
    say(this.#note, said);
  }

  /** @param {string} why key of the sentence that says why there is nothing to see */
  #empty(why) {
    this.#shown = "";
    this.#list.hidden = true;
    say(this.#note, this.#app.t(why));
  }
}
