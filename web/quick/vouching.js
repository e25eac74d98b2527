/**
 * During a session by password: once the customer is known and their signed form allows quick access,
 * this browser vouches that the PC at the other end is theirs. Nobody has to think of it.
 */

import { makeCard } from "./card.js";
import { signer } from "./device.js";

/** @typedef {import("../session.js").View} View */
/** @typedef {import("../api.js").Customer} Customer */
/**
 * @typedef {{look: () => Promise<import("./trust.js").Standing>,
 *   vouch: (entry: number, card: import("../api.js").PcCard) => Promise<unknown>,
 *   customers: readonly Customer[]}} Parts
 */

/** The vouching of one session. */
export class Vouching {
  #parts;
  /** The customer that was last tried, 0 for none. */
  #tried = 0;
  /** Whether the customer may now allow quick access. */
  done = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * Looks whether there is something to vouch for, and does it once for each customer chosen.
   * @param {View} view
   * @param {number} customer 0 for unknown
   */
  async consider(view, customer) {
    const whose = this.#parts.customers.find(({ id }) => id === customer);
    if (!whose || whose.id === this.#tried || !worth(view, whose)) return;
    this.#tried = whose.id;
    this.done = false;
    try {
      this.done = await this.#vouch(view, whose);
    } catch (error) {
      const code = /** @type {{code?: string}} */ (error).code;
      if (code === undefined) throw error;
      if (code === "unreachable") this.#tried = 0;
    }
  }

  /**
   * @param {View} view
   * @param {Customer} customer
   */
  async #vouch({ broker, pc, agentKey, entry }, { id, name }) {
    const { state, device } = await this.#parts.look();
    if (state !== "enrolled" || device === null) return false;
    const subject = { broker, customer: { id, name }, name: pc, key: agentKey };
    await this.#parts.vouch(entry, await makeCard(subject, signer(device)));
    return true;
  }
}

/**
 * @param {View} view
 * @param {Customer} customer
 */
function worth({ quick, state, agentKey }, { quick_access }) {
  return !quick && state === "active" && agentKey.length > 0 && quick_access?.granted === true;
}
