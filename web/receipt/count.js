/**
 * The console's own count of a session, beside the broker's: how long the technician was let in,
 * by this browser's clock. No clock here: times are passed in, in milliseconds.
 */

/** @typedef {import("../wire.js").State} State */

/** What is agreed to above the own count, and as much again for each pause. */
export const TOLERANCE_SECONDS = 2;
/** And for each cut, which one end may notice so much later than the other. */
export const CUT_TOLERANCE_SECONDS = 20;

/** How long a session was active, and how often that was broken. */
export class Count {
  #ms = 0;
  #pauses = 0;
  #cuts = 0;
  /** @type {State} */
  #state = "waiting";
  #since = 0;

  /**
   * The session stands here from now on.
   * @param {State} state
   * @param {number} now
   */
  enter(state, now) {
    if (state === this.#state) return;
    if (this.#state === "active") this.#ms += now - this.#since;
    if (state === "paused") this.#pauses += 1;
    if (state === "reconnecting") this.#cuts += 1;
    this.#state = state;
    this.#since = now;
  }

  /**
   * The most seconds that this console agrees to.
   * @param {number} now
   */
  most(now) {
    const running = this.#state === "active" ? now - this.#since : 0;
    const stops = (this.#pauses + this.#cuts + 1) * TOLERANCE_SECONDS;
    return (this.#ms + running) / 1000 + stops + this.#cuts * CUT_TOLERANCE_SECONDS;
  }
}
