/** Counts wrong passwords for each ID, so that a technician does not go on guessing. */

import { TRIES_EACH_PASSWORD } from "./wire.js";

/** The wrong passwords since this page was loaded. */
export class Tries {
  /** @type {Map<string, number>} */
  #wrong = new Map();

  /**
   * Whether another password may be tried for this ID.
   * @param {string} session
   */
  allowed(session) {
    return (this.#wrong.get(session) ?? 0) < TRIES_EACH_PASSWORD;
  }

  /**
   * A password for this ID was wrong.
   * @param {string} session
   */
  missed(session) {
    this.#wrong.set(session, (this.#wrong.get(session) ?? 0) + 1);
  }

  /**
   * The password was right, or the technician says that the customer has a new one.
   * @param {string} session
   */
  renew(session) {
    this.#wrong.delete(session);
  }
}
