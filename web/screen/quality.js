/** The small figures above the picture: frames and bytes a second, how late, how soon it answers. */

const WINDOW_MS = 2000;
const DELAYS_MS = 5000;
const ANSWERS_KEPT = 9;
const ANSWER_MOST_MS = 2000;

/**
 * @typedef {{framesPerSecond: number, bytesPerSecond: number, delay: number | null,
 *   answer: number | null}} Figures
 */

/**
 * Measures what reached the canvas and the line in the last two seconds. Times are milliseconds.
 * `delay` is the median of what the agent told in the last five from its capture to the canvas, or
 * the last it told before; `answer` the median time from a click or key to the next picture here.
 */
export class Quality {
  /** @type {{at: number, bytes: number, frames: number}[]} */
  #events = [];
  /** @type {{at: number, delay: number}[]} */
  #delays = [];
  /** @type {number[]} */
  #answers = [];
  /** @type {number | null} */
  #asked = null;

  /**
   * Bytes came over the line.
   * @param {number} at
   * @param {number} bytes
   */
  received(at, bytes) {
    this.#events.push({ at, bytes, frames: 0 });
  }

  /**
   * A frame is on the canvas.
   * @param {number} at
   * @param {number} [delay] that the agent measured, 0 for unknown
   */
  shown(at, delay = 0) {
    this.#events.push({ at, bytes: 0, frames: 1 });
    if (delay > 0) this.#delays = [...this.#delays.filter((one) => isFresh(one, at)), { at, delay }];
    if (this.#asked === null) return;
    if (at - this.#asked <= ANSWER_MOST_MS) this.#answers.push(at - this.#asked);
    this.#answers.splice(0, this.#answers.length - ANSWERS_KEPT);
    this.#asked = null;
  }

  /**
   * A click or key went out; the first one that has no answer yet counts.
   * @param {number} at
   */
  asked(at) {
    if (this.#asked === null || at - this.#asked > ANSWER_MOST_MS) this.#asked = at;
  }

  /**
   * @param {number} now
   * @returns {Figures}
   */
  figures(now) {
    this.#events = this.#events.filter((event) => event.at > now - WINDOW_MS);
    const sum = (/** @type {"bytes" | "frames"} */ what) =>
      this.#events.reduce((total, event) => total + event[what], 0) / (WINDOW_MS / 1000);
    const fresh = this.#delays.filter((one) => isFresh(one, now));
    const delays = fresh.length > 0 ? fresh : this.#delays.slice(-1);
    return {
      framesPerSecond: sum("frames"),
      bytesPerSecond: sum("bytes"),
      delay: median(delays.map(({ delay }) => delay)),
      answer: median(this.#answers),
    };
  }
}

/**
 * @param {{at: number}} one
 * @param {number} now
 */
function isFresh({ at }, now) {
  return at > now - DELAYS_MS;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
