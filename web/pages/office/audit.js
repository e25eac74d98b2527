/** For admins: what happened around accounts and quick access, newest first. */

import { moment } from "../../clock.js";
import { el, say } from "../../dom.js";
import { Listing } from "../listing.js";
import { field, problem } from "../parts.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").Trace} Trace */

/** The kinds of broker/records.py. */
export const KINDS = [
  "sign_in",
  "sign_in_failed",
  "sign_in_throttled",
  "sign_out",
  "sign_in_revoked",
  "recovery_code_used",
  "recovery_codes_made",
  "passkey_added",
  "passkey_removed",
  "account_changed",
  "quick_granted",
  "quick_withdrawn",
  "pc_vouched",
  "pc_enrolled",
  "pc_withdrawn",
  "pc_forgotten",
  "roster_put",
  "secrets_rotated",
];
const EACH_TIME = 50;
/** Pages read for one press of the button while a filter lets little through. */
const PAGES_AT_ONCE = 6;

/**
 * @param {App} app
 * @returns {import("../shell.js").Content}
 */
export function audit(app) {
  const list = new Audit(app);
  void list.more();
  const title = el("h1", { tabindex: -1 }, app.t("nav.audit"));
  return { element: el("div", { class: "stack" }, title, list.element), begin: title };
}

/**
 * The entries that a filter lets through.
 * @param {readonly Trace[]} entries
 * @param {{kind: string, name: string}} filter empty for any
 */
export function filtered(entries, { kind, name }) {
  const wanted = name.trim().toLowerCase();
  return entries.filter(
    (entry) => (kind === "" || entry.kind === kind) && entry.name.toLowerCase().includes(wanted),
  );
}

class Audit {
  #app;
  #list;
  #kind;
  #name = el("input", { id: "audit-name", type: "search", maxlength: 64, oninput: () => this.#paint() });
  #note = el("p", { class: "note", role: "status" });
  #more;
  /** @type {Trace[]} */
  #read = [];

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const heads = ["at", "kind", "name", "address", "detail"].map((name) => app.t(`audit.${name}`));
    this.#list = new Listing(heads, app.t("nav.audit"));
    const all = el("option", { value: "" }, app.t("audit.any"));
    const kinds = KINDS.map((kind) => el("option", { value: kind }, app.t(`audit.kind_${kind}`)));
    this.#kind = el("select", { id: "audit-kind", onchange: () => this.#paint() }, all, ...kinds);
    const more = { class: "quiet", hidden: true, onclick: () => void this.more() };
    this.#more = el("button", more, app.t("ledger.more"));
    this.element = el(
      "section",
      { class: "card", "aria-label": app.t("nav.audit") },
      el("p", { class: "muted" }, app.t("audit.hint")),
      el(
        "div",
        { class: "inline", role: "search" },
        field(app.t("audit.kind"), this.#kind),
        field(app.t("audit.name"), this.#name),
      ),
      this.#list.element,
      this.#note,
      this.#more,
    );
  }

  /** Reads on until some more are shown, or there are no more. */
  async more() {
    this.#more.disabled = true;
    const before = this.#wanted().length;
    try {
      for (let pages = 0; pages < PAGES_AT_ONCE; pages += 1) {
        const { entries, more } = await this.#app.api.audit(this.#read.at(-1)?.id ?? null, EACH_TIME);
        this.#read.push(...entries);
        this.#more.hidden = !more;
        if (!more || this.#wanted().length >= before + EACH_TIME) break;
      }
      this.#paint();
    } catch (error) {
      this.#more.hidden = false;
      say(this.#note, problem(this.#app, error));
    } finally {
      this.#more.disabled = false;
    }
  }

  #wanted() {
    return filtered(this.#read, { kind: this.#kind.value, name: this.#name.value });
  }

  #paint() {
    const app = this.#app;
    this.#list.clear();
    for (const { at, kind, name, address, detail } of this.#wanted()) {
      const when = el("time", { datetime: at }, moment(at, app.language));
      const what = KINDS.includes(kind) ? app.t(`audit.kind_${kind}`) : kind;
      this.#list.add([when, what, name, address, detail]);
    }
    const count = { shown: this.#list.size, read: this.#read.length };
    say(this.#note, app.t(this.#more.hidden ? "audit.all" : "audit.some", count));
  }
}
