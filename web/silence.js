/**
 * Tells when a leg has brought nothing for too long. A browser neither sends WebSocket pings nor
 * shows those of the broker, so a line that dies silently is known only by what does not come.
 */

import { STATE_SECONDS } from "./wire.js";

/** Milliseconds without anything from the broker after which the line counts as cut. */
export const SILENCE_MS = 3 * STATE_SECONDS * 1000;

/**
 * `after` calls back after some milliseconds unless its answer is called before; `now` is
 * monotonic.
 * @typedef {{now: () => number,
 *   after: (milliseconds: number, call: () => void) => () => void}} Clock
 */

/** Calls `silent` once, unless `stop` comes before. */
export class Silence {
  #clock;
  #silent;
  #heardAt;
  #cancel = () => {};

  /**
   * Counts from now on.
   * @param {Clock} clock
   * @param {() => void} silent
   */
  constructor(clock, silent) {
    this.#clock = clock;
    this.#silent = silent;
    this.#heardAt = clock.now();
    this.#look();
  }

  /** Something came. */
  heard() {
    this.#heardAt = this.#clock.now();
  }

  /** There is nothing more to wait for. */
  stop() {
    this.#cancel();
  }

  /** One timer at a time, however much comes. */
  #look() {
    const left = this.#heardAt + SILENCE_MS - this.#clock.now();
    if (left > 0) this.#cancel = this.#clock.after(left, () => this.#look());
    else this.#silent();
  }
}
