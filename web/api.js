/** The broker's HTTP API (docs/protocol.md, "HTTP API"). */

/**
 * @typedef {{technician: string, organisation: string}} Me
 * @typedef {{id: number, name: string}} Customer
 * @typedef {{entry: number, session: string, technician: string, organisation: string,
 *   customer: Customer | null, pc: string, joined_at: string, active_at: string | null,
 *   ended_at: string | null, billable_seconds: number,
 *   outcome: import("./wire.js").Outcome | null}} Entry
 */

/** The broker said no; `code` is one of PROBLEMS, or "unreachable" where it said nothing. */
export class ApiError extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** How long an answer may take: a dead connection that the browser keeps open gives none. */
const ANSWER_MS = 10_000;
/** The same for a ticket, which is needed again and again within the time to come back. */
const TICKET_MS = 4_000;

/** Asks the broker that this page came from. */
export class Api {
  /** @type {(path: string, request: RequestInit) => Promise<Response>} */
  #fetch;

  /** @param {(path: string, request: RequestInit) => Promise<Response>} send */
  constructor(send) {
    this.#fetch = send;
  }

  /** @returns {Promise<{name: string, version: string, wire: number}>} */
  about() {
    return this.#ask("GET", "about");
  }

  /** @returns {Promise<Me>} */
  me() {
    return this.#ask("GET", "me");
  }

  /**
   * @param {{name: string, password: string, code: string}} proof
   * @returns {Promise<Me>}
   */
  signIn(proof) {
    return this.#ask("POST", "sign-in", proof);
  }

  /** @returns {Promise<{}>} */
  signOut() {
    return this.#ask("POST", "sign-out", {});
  }

  /** @returns {Promise<string>} */
  async ticket() {
    return (await this.#ask("POST", "tickets", {}, TICKET_MS)).ticket;
  }

  /** @returns {Promise<Customer[]>} */
  async customers() {
    return (await this.#ask("GET", "customers")).customers;
  }

  /**
   * A page of the ledger, newest first.
   * @param {number | null} before entry number that the page ends before
   * @param {number} limit
   * @returns {Promise<{sessions: Entry[], more: boolean}>}
   */
  sessions(before, limit) {
    const place = before === null ? "" : `before=${before}&`;
    return this.#ask("GET", `sessions?${place}limit=${limit}`);
  }

  /**
   * @param {number} entry
   * @param {number} customer 0 for unknown
   * @returns {Promise<Entry>}
   */
  setCustomer(entry, customer) {
    return this.#ask("PATCH", `sessions/${entry}`, { customer });
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @param {number} [within] milliseconds
   * @returns {Promise<any>}
   * @throws {ApiError}
   */
  async #ask(method, path, body, within = ANSWER_MS) {
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
    throw new ApiError(content?.error?.code ?? "unreachable");
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
