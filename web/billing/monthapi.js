/** The part of the broker's HTTP API about items and months. */

import { queryOf } from "./filter.js";

/** @typedef {import("./filter.js").Filter} Filter */
/** @typedef {import("./monthanswers.js").WholeItem} WholeItem */
/** @typedef {import("./monthanswers.js").ItemPage} ItemPage */
/** @typedef {import("./monthanswers.js").Months} Months */
/** @typedef {import("./monthanswers.js").Summary} Summary */

/** How long a decision over a whole month may take. */
const MONTH_MS = 120_000;

/** Every method may throw `ApiError`. */
export class MonthApi {
  #api;

  /** @param {import("../api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * A page of items, newest first.
   * @param {Filter} filter
   * @param {number | null} before item that the page ends before
   * @param {number} limit
   * @returns {Promise<ItemPage>}
   */
  items(filter, before, limit) {
    const { path, query } = queryOf(filter, before, limit);
    return this.#api.ask("GET", `billing/${path}?${query}`, undefined, MONTH_MS);
  }

  /**
   * @param {number} item
   * @returns {Promise<WholeItem>}
   */
  item(item) {
    return this.#api.ask("GET", `billing/items/${item}`);
  }

  /**
   * @param {number} item
   * @param {number} version as it was read
   * @param {import("./monthanswers.js").Edit} edit
   * @returns {Promise<WholeItem>}
   */
  edit(item, version, edit) {
    return this.#api.ask("PATCH", `billing/items/${item}`, { version, ...edit });
  }

  /**
   * @param {number} item
   * @param {string} word what is decided
   * @param {{version: number} & Record<string, unknown>} body
   * @returns {Promise<WholeItem>}
   */
  decide(item, word, body) {
    return this.#api.ask("POST", `billing/items/${item}/${word}`, body);
  }

  /**
   * Whose sessions there may be, to narrow a list to one's.
   * @returns {Promise<import("./answers.js").Named[]>}
   */
  async technicians() {
    return (await this.#api.ask("GET", "billing/technicians")).technicians;
  }

  /**
   * What the customer said of a session's receipt.
   * @param {number} entry
   * @returns {Promise<{verdict: string, note: string}>}
   */
  receipt(entry) {
    return this.#api.ask("GET", `sessions/${entry}/receipt`);
  }

  /** @returns {Promise<Months>} */
  months() {
    return this.#api.ask("GET", "billing/months", undefined, MONTH_MS);
  }

  /**
   * @param {string} month
   * @returns {Promise<Summary>}
   */
  month(month) {
    return this.#api.ask("GET", `billing/months/${month}`, undefined, MONTH_MS);
  }

  /**
   * @param {string} month
   * @returns {Promise<{approved: number, left: number}>}
   */
  approve(month) {
    return this.#api.ask("POST", `billing/months/${month}/approve`, {}, MONTH_MS);
  }

  /** @param {string} month */
  close(month) {
    return this.#api.ask("POST", `billing/months/${month}/close`, {}, MONTH_MS);
  }

  /**
   * @param {string} month
   * @param {{tariff: string, customer: number}} wanted the tariff's document; customer 0 for all
   * @returns {Promise<import("./monthanswers.js").Simulated>}
   */
  simulate(month, wanted) {
    return this.#api.ask("POST", `billing/months/${month}/simulate`, wanted, MONTH_MS);
  }

  /**
   * @param {string} month
   * @returns {Promise<import("./monthanswers.js").Drafts>}
   */
  drafts(month) {
    return this.#api.ask("GET", `billing/months/${month}/fatturapa`, undefined, MONTH_MS);
  }

  /**
   * A file of a month.
   * @param {string} month
   * @param {string} name such as export.csv
   * @param {Record<string, string | number>} query
   */
  file(month, name, query) {
    const said = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    return this.#api.file(`billing/months/${month}/${name}?${said}`);
  }
}
