/** The small figures above the picture: frames and bytes a second, and how soon it answers. */

const WINDOW_MS = 2000;
const ANSWERS_KEPT = 9;
const ANSWER_MOST_MS = 2000;

/**
 * Measures what reached the canvas and the line in the last two seconds. Times are milliseconds.
 * `answer` is the median time from a click or key to the next picture on the canvas.
 */
export class Quality {
  /** @type {{at: number, bytes: number, frames: number}[]} */
  #events = [];
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
   */
  shown(at) {
    this.#events.push({ at, bytes: 0, frames: 1 });
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
   * @returns {{framesPerSecond: number, bytesPerSecond: number, answer: number | null}}
   */
  figures(now) {
    this.#events = this.#events.filter((event) => event.at > now - WINDOW_MS);
    const sum = (/** @type {"bytes" | "frames"} */ what) =>
      this.#events.reduce((total, event) => total + event[what], 0) / (WINDOW_MS / 1000);
    const sorted = [...this.#answers].sort((a, b) => a - b);
    return {
      framesPerSecond: sum("frames"),
      bytesPerSecond: sum("bytes"),
      answer: sorted[Math.floor(sorted.length / 2)] ?? null,
    };
  }
}
