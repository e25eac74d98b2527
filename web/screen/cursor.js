/** Draws the remote pointer on its own small canvas above the screen, whose pixels stay as sent. */

import { decode } from "../frames/cursor.js";
import { decoded } from "./canvas.js";

/** How long after the technician's last move the place that the agent tells counts again. */
const OWN_MS = 300;

/** The remote pointer. */
export class Cursor {
  #canvas;
  #broken;
  #now;
  #hot = { x: 0, y: 0 };
  #place = { x: 0, y: 0 };
  #movedAt = -Infinity;
  #ratio = 1;
  #drawn = Promise.resolve();
  #over = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {{broken: () => void, now: () => number}} parts
   */
  constructor(canvas, { broken, now }) {
    this.#canvas = canvas;
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
  #shape({ hotX, hotY, width, data }) {
    const image = width === 0 ? null : decoded(data);
    image?.catch(() => {});
    const draw = async () => {
      const picture = await image;
      if (!this.#over) this.#draw(picture, { x: hotX, y: hotY });
      picture?.close();
    };
    this.#drawn = this.#drawn.then(draw).catch(() => {
      if (!this.#over) this.#broken();
    });
  }

  /**
   * @param {ImageBitmap | null} picture
   * @param {{x: number, y: number}} hot
   */
  #draw(picture, hot) {
    this.#canvas.hidden = picture === null;
    if (!picture) return;
    this.#canvas.width = picture.width;
    this.#canvas.height = picture.height;
    this.#canvas.getContext("2d")?.drawImage(picture, 0, 0);
    this.#hot = hot;
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
