/** Tries to bring a cut leg back, for as long as the broker keeps its place. */

import { RECONNECT_SECONDS } from "./wire.js";

const WAITS_MS = [250, 1000, 2000, 4000];
const MENDED_MOST = 2;
const MENDED_MS = 60_000;

/**
 * @typedef {{now: () => number,
 *   after: (milliseconds: number, call: () => void) => () => void,
 *   connect: () => void, lost: () => void}} Parts
 */

/** Calls `connect` again and again, and `lost` once when the time is over. */
export class Rejoin {
  #parts;
  #tries = 0;
  #cancelNext = () => {};
  #cancelLost = () => {};
  /** Whether a cut leg is being brought back. */
  running = false;
  /** When it is given up, in milliseconds of `now()`. */
  deadline = 0;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** The leg is cut, or the last try failed. */
  again() {
    if (!this.running) this.#begin();
    const wait = WAITS_MS[Math.min(this.#tries, WAITS_MS.length - 1)] ?? 0;
    this.#tries += 1;
    this.#cancelNext();
    this.#cancelNext = this.#parts.after(wait, this.#parts.connect);
  }

  /** The leg is back, or the session is over. */
  stop() {
    this.#cancelNext();
    this.#cancelLost();
    this.running = false;
  }

  #begin() {
    this.running = true;
    this.#tries = 0;
    this.deadline = this.#parts.now() + RECONNECT_SECONDS * 1000;
    this.#cancelLost = this.#parts.after(RECONNECT_SECONDS * 1000, this.#parts.lost);
  }
}

/** Counts the times that a line was dropped for what came over it: too often, and it is no accident. */
export class Mending {
  /** @type {number[]} */
  #times = [];

  /**
   * @param {number} now milliseconds
   * @returns {boolean} whether it is worth another line
   */
  again(now) {
    this.#times = this.#times.filter((at) => at > now - MENDED_MS);
    if (this.#times.length >= MENDED_MOST) return false;
    this.#times.push(now);
    return true;
  }
}
