/**
 * The ID and password that the customer reads out. The password stays in this tab: it is in no
 * form, is sent nowhere, and leaves the field at once.
 */

import { both, grouped, password, sessionId } from "../credentials.js";
import { el, fill, say } from "../dom.js";
import { endedSignedOut } from "../session.js";
import { signer } from "../quick/device.js";
import { trustOf } from "../quick/trust.js";
import { asksField } from "./asks.js";
import { customerList, field } from "./parts.js";
import { reasonField } from "./reason.js";
import { SessionPage } from "./session/session.js";

/** @typedef {import("../app.js").App} App */
/** @typedef {import("../session.js").View} View */

/**
 * @param {App} app
 * @param {Promise<import("../api.js").Customer[]>} customers
 * @returns {{element: HTMLElement, begin: HTMLElement}}
 */
export function join(app, customers) {
  const start = new Join(app);
  void customers.then((list) => start.know(list), () => start.know([]));
  return { element: start.element, begin: start.begin };
}

class Join {
  #app;
  #id;
  #password;
  /** @type {import("../api.js").Customer[]} */
  #known = [];
  #customer;
  #reason;
  #asks;
  #error = el("p", { class: "error", role: "alert" });
  #status = el("p", { class: "muted", role: "status" });
  #renew;
  #button;
  /** @type {SessionPage | null} */
  #session = null;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    const shared = { autocomplete: "off", spellcheck: "false", class: "big", "data-1p-ignore": true };
    const id = { id: "session-id", inputmode: "numeric", maxlength: 40, placeholder: "000 000 000" };
    this.#id = el("input", { ...shared, ...id, oninput: () => this.#group() });
    const secret = { id: "session-password", maxlength: 40, autocapitalize: "characters" };
    this.#password = el("input", { ...shared, ...secret, "data-lpignore": "true" });
    this.#customer = el("div");
    this.#reason = reasonField(app, "join-reason", false);
    this.#asks = asksField(app, "asks");
    this.#button = el("button", { class: "main", onclick: () => this.#go() }, app.t("join.button"));
    const renew = { class: "quiet", hidden: true, onclick: () => this.#renewed() };
    this.#renew = el("button", renew, app.t("join.renewed"));
    this.element = this.#lay();
    this.begin = this.#id;
    this.know([]);
  }

  /** @param {import("../api.js").Customer[]} customers */
  know(customers) {
    this.#known = customers;
    const list = customerList(this.#app, customers, 0, { id: "customer" });
    fill(this.#customer, field(this.#app.t("join.customer"), list));
  }

  #lay() {
    const app = this.#app;
    const key = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement)) return;
      event.preventDefault();
      this.#go();
    };
    return el(
      "section",
      {
        ...{ class: "card join", role: "group", "aria-labelledby": "join-title", onkeydown: key },
        onpaste: (/** @type {ClipboardEvent} */ event) => this.#paste(event),
      },
      el("h1", { id: "join-title" }, app.t("join.title")),
      el("p", { class: "muted" }, app.t("join.hint")),
      field(app.t("join.id"), this.#id),
      field(app.t("join.password"), this.#password),
      this.#customer,
      this.#asks.element,
      this.#reason.element,
      el("div", { class: "foot" }, this.#button, this.#status, this.#error, this.#renew),
    );
  }

  #group() {
    const { value, selectionStart } = this.#id;
    const digits = value.replace(/\s/g, "");
    if (/^\d{0,9}$/.test(digits) && selectionStart === value.length) this.#id.value = grouped(digits);
  }

  /** @param {ClipboardEvent} event */
  #paste(event) {
    const found = both(event.clipboardData?.getData("text") ?? "");
    if (!found) return;
    event.preventDefault();
    this.#id.value = grouped(found.session);
    this.#password.value = found.password;
    this.#button.focus();
  }

  #go() {
    const session = sessionId(this.#id.value);
    const secret = password(this.#password.value);
    this.#wrong(this.#id, session === null);
    this.#wrong(this.#password, session !== null && secret === null);
    this.#renew.hidden = true;
    if (session === null) this.#say("join.bad_id");
    else if (!this.#app.tries.allowed(session)) this.#refuse();
    else if (secret === null) this.#say("join.bad_password");
    else if (this.#reason.read() === null) this.#say("reason.bad");
    else void this.#begin(session, secret);
  }

  /**
   * @param {HTMLInputElement} input
   * @param {boolean} wrong
   */
  #wrong(input, wrong) {
    input.setAttribute("aria-invalid", String(wrong));
    if (wrong) input.focus();
  }

  #refuse() {
    this.#password.value = "";
    this.#say("join.too_many");
    this.#renew.hidden = false;
    this.#renew.focus();
  }

  #renewed() {
    const session = sessionId(this.#id.value);
    if (session !== null) this.#app.tries.renew(session);
    this.#renew.hidden = true;
    say(this.#error, "");
    this.#password.focus();
  }

  /**
   * @param {string} session
   * @param {string} secret
   */
  async #begin(session, secret) {
    this.#password.value = "";
    say(this.#error, "");
    this.#busy(true);
    const device = await trustOf(this.#app).device();
    const list = /** @type {HTMLSelectElement} */ (this.#customer.querySelector("select"));
    const asks = this.#asks.read();
    const customer = Number(list.value);
    const reason = this.#reason.read() ?? "";
    const wish = { session, customer, asks, reason, device: device && signer(device), quick: null };
    this.#session = new SessionPage(this.#app, {
      wish: { ...wish, password: new TextEncoder().encode(secret) },
      customers: this.#known,
      customer,
      proved: () => this.#proved(session),
      refused: (view) => this.#refused(session, view),
    });
  }

  /** @param {string} session */
  #proved(session) {
    this.#app.tries.renew(session);
    if (this.#session) this.#app.mount(this.#session);
  }

  /**
   * @param {string} session
   * @param {View} view
   */
  #refused(session, { ending }) {
    this.#session = null;
    this.#busy(false);
    if (ending?.outcome === "wrong_password") this.#app.tries.missed(session);
    if (endedSignedOut(ending)) return this.#app.signedOut("close.signed_out");
    this.#say(ending?.why ?? (ending?.outcome ? `ended.${ending.outcome}` : "close.broker_fault"));
    this.#password.focus();
  }

  /** @param {boolean} busy */
  #busy(busy) {
    this.#button.disabled = busy;
    this.#id.disabled = busy;
    this.#password.disabled = busy;
    say(this.#status, busy ? this.#app.t("join.busy") : "");
  }

  /** @param {string} key */
  #say(key) {
    say(this.#error, this.#app.tOr(key, "close.broker_fault"));
  }
}
