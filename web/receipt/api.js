/** The part of the broker's HTTP API about receipts, and about what was done in a session. */

/** @typedef {import("./answers.js").Kept} Kept */
/** @typedef {import("./answers.js").Item} Item */

/** Most items that are answered at once. */
const ITEMS_MOST = 200;

/** Every method may throw `ApiError`. */
export class ReceiptsApi {
  #api;

  /** @param {import("../api.js").Api} api */
  constructor(api) {
    this.#api = api;
  }

  /**
   * The receipt of a session; of one that runs, what was last agreed on.
   * @param {number} entry
   * @returns {Promise<Kept>}
   */
  receipt(entry) {
    return this.#api.ask("GET", `sessions/${entry}/receipt`);
  }

  /**
   * @param {number} entry of one's own
   * @param {{key: string, signature: string}} proof in hexadecimal digits
   * @returns {Promise<Kept>}
   */
  sign(entry, { key, signature }) {
    return this.#api.ask("POST", `sessions/${entry}/receipt`, { key, signature });
  }

  /**
   * The items of sessions, both ends included. A session without billable time has none.
   * @param {number} since entry
   * @param {number} until entry
   * @returns {Promise<Item[]>}
   */
  async items(since, until) {
    const path = `billing/items?since=${since}&until=${until}&limit=${ITEMS_MOST}`;
    return (await this.#api.ask("GET", path)).items;
  }

  /**
   * Says what was done. The rest of the item stays as it is now.
   * @param {Item} item as it was read
   * @param {{note: string, urgent: boolean}} described
   * @returns {Promise<Item>}
   */
  describe({ item, version, customer }, { note, urgent }) {
    const body = { version, customer: customer?.id ?? 0, note, urgent };
    return this.#api.ask("PATCH", `billing/items/${item}`, body);
  }

  /**
   * @param {number} item
   * @returns {Promise<Item>}
   */
  item(item) {
    return this.#api.ask("GET", `billing/items/${item}`);
  }
}
