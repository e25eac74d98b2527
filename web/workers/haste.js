/** After a key or a button of the technician, what comes is wanted at once. */

/** For how long, in milliseconds: a browser that holds anything back does so for one frame. */
const HASTE_MS = 100;

/** Knows how long it is still so. */
export class Haste {
  #now;
  #until = 0;

  /** @param {() => number} now milliseconds */
  constructor(now) {
    this.#now = now;
  }

  /** The technician pressed something, or let go of it. */
  begin() {
    this.#until = this.#now() + HASTE_MS;
  }

  /** Milliseconds that are left, 0 for none. */
  left() {
    return Math.max(0, this.#until - this.#now());
  }
}
