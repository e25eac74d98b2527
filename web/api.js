/** The broker's HTTP API (docs/protocol.md, "HTTP API"). */

import { hedged } from "./hedged.js";
import { ApiError, refusal } from "./refusal.js";

/** @typedef {import("./answers.js").Me} Me */
/** @typedef {import("./answers.js").Entry} Entry */
/** @typedef {import("./answers.js").Role} Role */
/** @typedef {import("./answers.js").Customer} Customer */
/** @typedef {import("./answers.js").SignIn} SignIn */
/** @typedef {import("./answers.js").Passkey} Passkey */
/** @typedef {import("./answers.js").Account} Account */
/** @typedef {import("./answers.js").Trace} Trace */
/** @typedef {import("./answers.js").QuickPc} QuickPc */
/** @typedef {import("./answers.js").PcCard} PcCard */
/** @typedef {import("./answers.js").DeviceRequest} DeviceRequest */
/** @typedef {import("./answers.js").Options} Options */

export { ApiError };

/** How long an answer may take: a dead connection that the browser keeps open gives none. */
const ANSWER_MS = 10_000;
/** The same for a ticket, which is needed again and again within the time to come back. */
const TICKET_MS = 4_000;
/** No answer by then: other connections are tried beside it. */
const LATE_MS = 1_000;

/** Asks the broker that this page came from. Every method may throw `ApiError`. */
export class Api {
  /** @type {(path: string, request: RequestInit) => Promise<Response>} */
  #fetch;

  /** @param {(path: string, request: RequestInit) => Promise<Response>} send */
  constructor(send) {
    this.#fetch = send;
  }

  /** @returns {Promise<{name: string, version: string, wire: number}>} */
  about() {
    return this.ask("GET", "about");
  }

  /** @returns {Promise<Me>} */
  me() {
    return this.ask("GET", "me");
  }

  /**
   * @param {{name: string, password: string, code: string}} proof code: six digits, or a recovery code
   * @returns {Promise<Me>}
   */
  signIn(proof) {
    return this.ask("POST", "sign-in", proof);
  }

  /** @returns {Promise<Options>} */
  async signInOptions() {
    return (await this.ask("POST", "sign-in/passkey/begin", {})).options;
  }

  /**
   * @param {object} credential a WebAuthn assertion as JSON
   * @returns {Promise<Me>}
   */
  signInByPasskey(credential) {
    return this.ask("POST", "sign-in/passkey", { credential });
  }

  /** @returns {Promise<{}>} */
  signOut() {
    return this.ask("POST", "sign-out", {});
  }

  /** @returns {Promise<string>} */
  async ticket() {
    const ask = () => this.ask("POST", "tickets", {}, TICKET_MS);
    return (await hedged(ask, () => new Promise((done) => setTimeout(done, LATE_MS)))).ticket;
  }

  /** @returns {Promise<Passkey[]>} one's own */
  async passkeys() {
    return (await this.ask("GET", "passkeys")).passkeys;
  }

  /**
   * @param {string} code six digits, now
   * @returns {Promise<Options>}
   */
  async passkeyOptions(code) {
    return (await this.ask("POST", "passkeys/begin", { code })).options;
  }

  /**
   * @param {string} label
   * @param {object} credential a WebAuthn registration as JSON
   */
  addPasskey(label, credential) {
    return this.ask("POST", "passkeys", { label, credential });
  }

  /** @param {number} id */
  removePasskey(id) {
    return this.ask("DELETE", `passkeys/${id}`);
  }

  /** @returns {Promise<number>} one's own recovery codes that are unused */
  async recoveryLeft() {
    return (await this.ask("GET", "recovery-codes")).left;
  }

  /**
   * New codes in the place of all before.
   * @param {string} code six digits, now
   * @returns {Promise<string[]>}
   */
  async newRecoveryCodes(code) {
    return (await this.ask("POST", "recovery-codes", { code })).codes;
  }

  /**
   * @param {boolean} all everybody's, for admins
   * @returns {Promise<SignIn[]>}
   */
  async signIns(all) {
    return (await this.ask("GET", all ? "sign-ins?all=1" : "sign-ins")).sign_ins;
  }

  /** @param {string} id */
  endSignIn(id) {
    return this.ask("DELETE", `sign-ins/${encodeURIComponent(id)}`);
  }

  /** @returns {Promise<Account[]>} */
  async accounts() {
    return (await this.ask("GET", "accounts")).accounts;
  }

  /**
   * @param {number} id
   * @param {{roles: Role[], disabled: boolean}} change
   */
  changeAccount(id, change) {
    return this.ask("PATCH", `accounts/${id}`, change);
  }

  /**
   * A page of the audit, newest first.
   * @param {number | null} before id that the page ends before
   * @param {number} limit
   * @returns {Promise<{entries: Trace[], more: boolean}>}
   */
  audit(before, limit) {
    return this.ask("GET", `audit?${page(before, limit)}`);
  }

  /** @returns {Promise<Customer[]>} */
  async customers() {
    return (await this.ask("GET", "customers")).customers;
  }

  /** @param {string} name */
  addCustomer(name) {
    return this.ask("POST", "customers", { name });
  }

  /**
   * What the customer's signed form says of quick access.
   * @param {number} id
   * @param {{granted: boolean, date: string, terms: string}} enrolment date: YYYY-MM-DD
   */
  setQuickAccess(id, enrolment) {
    return this.ask("PUT", `customers/${id}/quick-access`, enrolment);
  }

  /**
   * A page of the ledger, newest first.
   * @param {number | null} before entry number that the page ends before
   * @param {number} limit
   * @returns {Promise<{sessions: Entry[], more: boolean}>}
   */
  sessions(before, limit) {
    return this.ask("GET", `sessions?${page(before, limit)}`);
  }

  /**
   * @param {number} entry
   * @param {number} customer 0 for unknown
   * @returns {Promise<Entry>}
   */
  setCustomer(entry, customer) {
    return this.ask("PATCH", `sessions/${entry}`, { customer });
  }

  /** @returns {Promise<QuickPc[]>} */
  async pcs() {
    return (await this.ask("GET", "pcs")).pcs;
  }

  /**
   * Vouches for the PC of a session of one's own.
   * @param {number} entry
   * @param {PcCard} card
   */
  vouch(entry, card) {
    return this.ask("POST", `sessions/${entry}/pc`, card);
  }

  /** @param {number} pc */
  withdrawPc(pc) {
    return this.ask("DELETE", `pcs/${pc}`);
  }

  /** @returns {Promise<string | null>} */
  async roster() {
    return (await this.ask("GET", "roster")).roster;
  }

  /** @param {string} roster */
  putRoster(roster) {
    return this.ask("PUT", "roster", { roster });
  }

  /** @param {string} request */
  requestDevice(request) {
    return this.ask("POST", "device-requests", { request });
  }

  /** @returns {Promise<DeviceRequest[]>} */
  async deviceRequests() {
    return (await this.ask("GET", "device-requests")).requests;
  }

  /** @param {number} id */
  dropDeviceRequest(id) {
    return this.ask("DELETE", `device-requests/${id}`);
  }

  /**
   * For parts of the API that have a file of their own.
   * @param {string} method
   * @param {string} path below api/
   * @param {object} [body]
   * @param {number} [within] milliseconds
   * @returns {Promise<any>}
   */
  async ask(method, path, body, within = ANSWER_MS) {
    const signal = AbortSignal.timeout(within);
    /** @type {RequestInit} */
    const request = { method, credentials: "same-origin", cache: "no-store", signal };
    if (body) {
      request.body = JSON.stringify(body);
      request.headers = { "Content-Type": "application/json" };
    }
    const answer = await this.#send(`api/${path}`, request);
    const content = await answer.json().catch(() => null);
    if (answer.ok && content !== null) return content;
    throw refusal(content);
  }

  /**
   * A file, which may take its time; one that is cut off is none.
   * @param {string} path below api/
   */
  async file(path) {
    const answer = await this.#send(`api/${path}`, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) throw refusal(await answer.json().catch(() => null));
    return await answer.blob().catch(() => Promise.reject(new ApiError("unreachable")));
  }

  /**
   * @param {string} path
   * @param {RequestInit} request
   */
  async #send(path, request) {
    try {
      return await this.#fetch(path, request);
    } catch {
      throw new ApiError("unreachable");
    }
  }
}

/**
 * @param {number | null} before
 * @param {number} limit
 */
function page(before, limit) {
  return before === null ? `limit=${limit}` : `before=${before}&limit=${limit}`;
}
