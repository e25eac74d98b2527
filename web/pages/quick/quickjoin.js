/** The question before a session by quick access: why, and how much. */

import { signer } from "../../quick/device.js";
import { confirm } from "../../quick/devicepasskey.js";
import { el, fill, say } from "../../dom.js";
import { entryOf } from "../../quick/roster.js";
import { asksField } from "../asks.js";
import { reasonField } from "../reason.js";
import { SessionPage } from "../session/session.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../api.js").QuickPc} QuickPc */
/**
 * `key`: the PC's, out of a card that holds.
 * @typedef {{pc: QuickPc, key: import("../../bytes.js").Bytes,
 *   standing: import("../../quick/trust.js").Standing}} Choice
 */

/** Sentences that differ where nobody read out an ID. @type {Readonly<Record<string, string>>} */
const OTHERWISE = {
  "close.no_answer": "quick.no_answer",
  "close.cut": "quick.no_answer",
  "ended.declined": "ended.declined_quick",
};

/** The dialog; one for all PCs. */
export class QuickJoin {
  #app;
  #title = el("h2", { id: "quick-title" });
  #whose = el("p", { class: "muted" });
  #fields = el("div", { class: "fields" });
  #status = el("p", { class: "muted", role: "status" });
  #error = el("p", { class: "error", role: "alert" });
  #button;
  /** @type {SessionPage | null} */
  #session = null;
  /** @type {(() => void) | null} */
  #go = null;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.#button = el("button", { class: "main", type: "submit" }, app.t("quick.connect"));
    const cancel = { class: "quiet", type: "button", onclick: () => this.element.close() };
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      this.#go?.();
    };
    this.element = el(
      "dialog",
      { class: "quick-join", "aria-labelledby": "quick-title", onclose: () => this.#left() },
      this.#title,
      this.#whose,
      el(
        "form",
        { onsubmit: submit, novalidate: true },
        this.#fields,
        el("p", { class: "hint" }, app.t("quick.what")),
        this.#status,
        this.#error,
        el("div", { class: "foot" }, this.#button, el("button", cancel, app.t("cancel"))),
      ),
    );
  }

  /** @param {Choice} choice */
  open(choice) {
    const { name, customer } = choice.pc;
    const reason = reasonField(this.#app, "quick-reason", true);
    const asks = asksField(this.#app, "quick-asks");
    say(this.#title, this.#app.t("quick.title", { pc: name }));
    say(this.#whose, customer.name);
    say(this.#error, "");
    fill(this.#fields, reason.element, asks.element);
    this.#go = () => {
      const why = reason.read();
      if (why === null) say(this.#error, this.#app.t("reason.needed"));
      else void this.#begin(choice, { reason: why, asks: asks.read() });
    };
    this.#busy(false);
    this.element.showModal();
    reason.input.focus();
  }

  /** The page goes away. */
  close() {
    this.element.close();
  }

  /**
   * @param {Choice} choice
   * @param {{reason: string, asks: import("../../wire.js").Asks}} wanted
   */
  async #begin({ pc, key, standing }, { reason, asks }) {
    const { device, roster } = standing;
    if (device === null || roster === null || pc.session === null) return;
    this.#busy(true);
    const passkey = entryOf(roster, device.publicKey)?.passkey ?? null;
    const quick = { expects: key, passkey: passkey && askWith(passkey) };
    const wish = { session: pc.session, customer: 0, asks, reason, device: signer(device), quick };
    const customers = await this.#customers(pc.customer);
    if (!this.element.open) return;
    const session = new SessionPage(this.#app, {
      wish: { ...wish, password: new Uint8Array() },
      customers,
      customer: pc.customer.id,
      proved: () => this.#app.mount(session),
      refused: (view) => this.#refused(view),
    });
    this.#session = session;
  }

  /** @param {{id: number, name: string}} own */
  async #customers(own) {
    const all = await this.#app.api.customers().catch(() => []);
    return all.some(({ id }) => id === own.id) ? all : [...all, { ...own, quick_access: null }];
  }

  /** @param {import("../../session.js").View} view */
  #refused({ ending }) {
    this.#session = null;
    if (ending?.why === "problem.not_signed_in") return this.#app.signedOut(ending.why);
    const why = ending?.why ?? (ending?.outcome ? `ended.${ending.outcome}` : "close.broker_fault");
    this.#busy(false);
    say(this.#error, this.#app.tOr(OTHERWISE[why] ?? why, "close.broker_fault"));
  }

  /** The dialog was closed: a session that is not proved yet is left. */
  #left() {
    const session = this.#session;
    this.#session = null;
    this.#go = null;
    if (session && !session.proved) session.close();
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#button.disabled = busy;
    say(this.#status, busy ? this.#app.t("quick.busy") : "");
  }
}

/** @param {import("../../quick/documents.js").Passkey} passkey */
function askWith(passkey) {
  return (/** @type {import("../../bytes.js").Bytes} */ challenge) => confirm(passkey, challenge);
}
