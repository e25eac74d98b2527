/** What the technician may want to know or set while a session runs: customer, words, the PC's proof. */

import { el, fill, say } from "../../dom.js";
import { costLines } from "../../receipt/words.js";
import { save } from "../ledger.js";
import { customerList, field, ICONS } from "../parts.js";
import { popover } from "./popover.js";
import { WordList } from "../quick/wordlist.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../session.js").View} View */

/**
 * `chosen` is told once the ledger has the customer.
 * @typedef {{customers: import("../../api.js").Customer[], chosen: (customer: number) => void}} Parts
 */

/** The panel of the toolbar with a session's details. */
export class Details {
  #app;
  #parts;
  #words;
  #pc = el("dd");
  #proof = el("dd");
  #compare;
  #cost = el("dd");
  #customer = el("div");
  #entry = 0;

  /**
   * @param {App} app
   * @param {Parts} parts
   */
  constructor(app, parts) {
    this.#app = app;
    this.#parts = parts;
    this.#words = new WordList(app);
    this.#compare = el("div", { hidden: true }, el("p", {}, app.t("words.compare")), this.#words.element);
    const menu = popover("details-panel", ICONS.about, app.t("details.title"));
    this.element = menu.element;
    menu.panel.append(
      el(
        "dl",
        {},
        ...[el("dt", {}, app.t("summary.pc")), this.#pc],
        ...[el("dt", {}, app.t("details.proof")), this.#proof],
        ...[el("dt", {}, app.t("cost.title")), this.#cost],
      ),
      this.#customer,
      this.#compare,
    );
  }

  /**
   * @param {View} view
   * @param {number} customer
   */
  paint(view, customer) {
    this.element.hidden = view.state === "ended";
    say(this.#pc, view.pc);
    say(this.#proof, this.#app.t(view.quick ? "details.by_key" : "details.by_password"));
    say(this.#cost, costLines(this.#app, view.cost).join(" "));
    this.#compare.hidden = view.words.length === 0;
    this.#words.show(view.words);
    if (view.entry !== this.#entry) this.#choose(view, customer);
  }

  /**
   * @param {View} view
   * @param {number} customer
   */
  #choose({ entry, quick }, customer) {
    this.#entry = entry;
    if (quick) return;
    const { customers, chosen } = this.#parts;
    const list = customerList(this.#app, customers, customer, { id: "details-customer" });
    const note = el("span", { class: "saved", role: "status" });
    list.addEventListener("change", async () => {
      await save(this.#app, entry, list, note);
      chosen(Number(list.value));
    });
    fill(this.#customer, field(this.#app.t("summary.customer"), list, note));
  }
}
