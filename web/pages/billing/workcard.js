/** Work of one customer that was entered by hand, and entering more. */

import { moment } from "../../clock.js";
import { el, say } from "../../dom.js";
import { Listing } from "../listing.js";
import { problem } from "../parts.js";
import { workForm } from "./workform.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../billing/api.js").AgreementsApi} AgreementsApi */
/** @typedef {import("../../billing/answers.js").Work} Work */

const EACH_TIME = 20;

/**
 * @param {App} app
 * @param {AgreementsApi} api
 * @param {number} customer
 */
export function workCard(app, api, customer) {
  const card = new WorkCard(app, api, customer);
  void card.more();
  return card.element;
}

class WorkCard {
  #app;
  #api;
  #customer;
  #list;
  #note = el("p", { class: "muted note", role: "status" });
  #more;
  /** @type {number | null} */
  #before = null;

  /**
   * @param {App} app
   * @param {AgreementsApi} api
   * @param {number} customer
   */
  constructor(app, api, customer) {
    this.#app = app;
    this.#api = api;
    this.#customer = customer;
    const heads = ["began", "kind", "amount", "who", "note"].map((name) => app.t(`work.head_${name}`));
    this.#list = new Listing(heads, app.t("work.title"));
    this.#more = el("button", { class: "quiet", hidden: true, onclick: () => void this.more() }, app.t("ledger.more"));
    this.element = el(
      "section",
      { class: "card", "aria-labelledby": "work-title" },
      el("h2", { id: "work-title" }, app.t("work.title")),
      el("p", { class: "muted" }, app.t("work.what")),
      workForm(app, api, () => customer, () => void this.#again()),
      this.#list.element,
      this.#note,
      this.#more,
    );
  }

  /** Reads the next page. */
  async more() {
    try {
      const { work, more } = await this.#api.work(this.#customer, this.#before, EACH_TIME);
      for (const one of work) this.#list.add(row(this.#app, one));
      this.#before = work.at(-1)?.id ?? this.#before;
      this.#more.hidden = !more;
      this.#list.element.hidden = this.#list.size === 0;
      say(this.#note, this.#list.size === 0 ? this.#app.t("work.none") : "");
    } catch (error) {
      say(this.#note, problem(this.#app, error));
    }
  }

  async #again() {
    this.#before = null;
    this.#list.clear();
    await this.more();
  }
}

/**
 * @param {App} app
 * @param {Work} work
 */
function row(app, { began_at, kind, minutes, messages, urgent, note, session, technician }) {
  const when = el("time", { datetime: began_at }, moment(began_at, app.language));
  const amounts = { phone: app.t("work.amount_minutes", { minutes }), email: app.t("work.amount_messages", { messages }) };
  const amount = amounts[/** @type {"phone" | "email"} */ (kind)] ?? "–";
  const marks = [urgent ? app.t("work.was_urgent") : "", session ? app.t("work.became", { session }) : ""];
  const said = [note, ...marks].filter(Boolean).join(" · ");
  return [when, app.t(`work.kind_${kind}`), amount, technician, said];
}
