/** Draws the remote pointer on its own small canvas above the screen, whose pixels stay as sent. */

import { decode } from "../frames/cursor.js";
import { whole } from "../frames/webp.js";

/** How long after the technician's last move the place that the agent tells counts again. */
const OWN_MS = 300;

/** The remote pointer. */
export class Cursor {
  #canvas;
  #broken;
  #now;
  #decoding;
  #hot = { x: 0, y: 0 };
  #place = { x: 0, y: 0 };
  #movedAt = -Infinity;
  #ratio = 1;
  #drawn = Promise.resolve();
  #over = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{broken: () => void, now: () => number,
   *   decoding: import("./decoder.js").Decoding}} parts
   */
  constructor(canvas, { broken, now, decoding }) {
    this.#canvas = canvas;
    this.#decoding = decoding;
    this.#broken = broken;
    this.#now = now;
  }

  /**
   * The next cursor record.
   * @param {Uint8Array} plaintext
   * @throws {import("../frames/kinds.js").BadFrame}
   */
  take(plaintext) {
    const record = decode(plaintext);
    if (record.kind === "shape") this.#shape(record);
    else if (this.#now() - this.#movedAt > OWN_MS) this.#put(record);
  }

  /**
   * The technician moved it: shown at once, before the agent answers.
   * @param {{x: number, y: number}} place
   */
  moved(place) {
    this.#movedAt = this.#now();
    this.#put(place);
  }

  /**
   * @param {number} ratio CSS pixels in a remote pixel
   */
  scale(ratio) {
    this.#ratio = ratio;
    this.#lay();
  }

  /** Nothing more is drawn. */
  close() {
    this.#over = true;
    this.#canvas.hidden = true;
  }

  /** @param {import("../frames/cursor.js").Shape} shape */
  #shape(shape) {
    const { width, height, data } = shape;
    const image = width === 0 ? null : this.#image(width, height, data);
    image?.catch(() => {});
    const draw = async () => {
      const picture = await image;
      if (!this.#over) this.#draw(picture, shape);
      picture?.close();
    };
    this.#drawn = this.#drawn.then(draw).catch(() => {
      if (!this.#over) this.#broken();
    });
  }

  /**
   * @param {number} width
   * @param {number} height
   * @param {Uint8Array} data
   */
  #image(width, height, data) {
    const file = { type: "image/webp", data: whole(data) };
    return this.#decoding.decode({ kind: "image", width, height, ...file });
  }

  /**
   * @param {import("./worker.js").Picture | null} picture
   * @param {{hotX: number, hotY: number, width: number, height: number}} shape
   */
  #draw(picture, { hotX, hotY, width, height }) {
    this.#canvas.hidden = picture === null;
    if (!picture) return;
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#canvas.getContext("2d")?.drawImage(picture, 0, 0);
    this.#hot = { x: hotX, y: hotY };
    this.#lay();
  }

  /** @param {{x: number, y: number}} place */
  #put({ x, y }) {
    this.#place = { x, y };
    this.#lay();
  }

  #lay() {
    const { style, width, height } = this.#canvas;
    style.width = `${width * this.#ratio}px`;
    style.height = `${height * this.#ratio}px`;
    const x = (this.#place.x - this.#hot.x) * this.#ratio;
    const y = (this.#place.y - this.#hot.y) * this.#ratio;
    style.transform = `translate(${x}px, ${y}px)`;
  }
}
