/** After a session: how it ended, whose it was, what was done, and the receipt of it. */

import { length } from "../../clock.js";
import { el, fill, say } from "../../dom.js";
import { ReceiptsApi } from "../../receipt/api.js";
import { save } from "../ledger.js";
import { customerList, field } from "../parts.js";
import { WorkNote } from "../worknote.js";
import { ReceiptCard } from "./receiptcard.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../session.js").View} View */

/** Seconds until the broker is asked for what billing has of the session, and asked again. */
const WAITS = [0, 1, 2, 4, 8, 16];

/**
 * `vouched`: the customer may now allow quick access.
 * @typedef {{view: View, customers: import("../../api.js").Customer[], customer: number,
 *   vouched: boolean, chosen: (customer: number) => void,
 *   heard: (message: import("../../wire.js").ReceiptCame) => void}} Parts
 */

/** What stands in the place of the remote screen once the session is over. */
export class Summary {
  #app;
  #api;
  #said = el("p", { role: "status" });
  #why = el("p", { class: "muted" });
  /** Until a receipt says it. */
  #length = el("dd", { class: "time" });
  #lengthHead = el("dt");
  #work = el("div", { class: "work", hidden: true });
  /** @type {WorkNote | null} */
  #note = null;
  /** @type {ReceiptCard | null} */
  #receipt = null;
  #closed = false;

  /**
   * @param {App} app
   * @param {Parts} parts
   */
  constructor(app, { view, customers, customer, vouched, chosen, heard }) {
    this.#app = app;
    this.#api = new ReceiptsApi(app.api);
    const { entry } = view;
    const list = customerList(app, customers, customer, { id: "session-customer" });
    const note = el("span", { class: "saved", role: "status" });
    list.addEventListener("change", async () => {
      await save(app, entry, list, note);
      chosen(Number(list.value));
    });
    if (view.told.billable_ms > 0 || view.final) {
      this.#receipt = new ReceiptCard(app, { api: this.#api, entry, heard });
      void this.#describe(entry);
    }
    this.element = el(
      "section",
      { class: "card summary", "aria-labelledby": "summary-title" },
      el("h1", { id: "summary-title" }, app.t("summary.title")),
      ...[this.#said, this.#why],
      vouched ? el("p", { class: "good-news" }, app.t("summary.vouched")) : null,
      el(
        "dl",
        {},
        ...[el("dt", {}, app.t("summary.pc")), el("dd", {}, view.pc)],
        ...[this.#lengthHead, this.#length],
      ),
      ...[field(app.t("summary.customer"), list, note), this.#work, this.#receipt?.element],
      el("div", { class: "foot" }, this.#home()),
    );
    this.paint(view);
  }

  /** @param {View} view */
  paint(view) {
    const { ending, told, final } = view;
    say(this.#said, this.#app.t(saidOf(view)));
    say(this.#why, ending?.why ? this.#app.tOr(ending.why, "close.broker_fault") : "");
    this.#why.hidden = !ending?.why;
    say(this.#lengthHead, this.#app.t("summary.length"));
    say(this.#length, length(told.billable_ms));
    this.#lengthHead.hidden = this.#length.hidden = final !== null;
    this.#receipt?.paint(final);
  }

  /** The page goes away. */
  close() {
    this.#closed = true;
    this.#receipt?.close();
  }

  /**
   * Shows where to write what was done, as soon as billing has the session.
   * @param {number} entry
   */
  async #describe(entry) {
    for (const seconds of WAITS) {
      await new Promise((done) => setTimeout(done, seconds * 1000));
      if (this.#closed) return;
      const [item] = await this.#api.items(entry, entry).catch(() => []);
      if (!item) continue;
      this.#note = new WorkNote(this.#app, this.#api, item);
      fill(this.#work, this.#note.element);
      this.#work.hidden = false;
      return;
    }
  }

  /** The way back. What is written is saved first; where that fails it says so, once. */
  #home() {
    let tried = false;
    const leave = async () => {
      if (tried || !this.#note?.open || (await this.#note.save())) this.#app.home();
      tried = true;
    };
    return el("button", { class: "main", onclick: leave }, this.#app.t("summary.home"));
  }
}

/**
 * The key of how it ended.
 * @param {View} view
 */
function saidOf({ ending, quick }) {
  if (!ending?.outcome) return "ended.unknown";
  return quick && ending.outcome === "declined" ? "ended.declined_quick" : `ended.${ending.outcome}`;
}
