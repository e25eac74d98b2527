/**
 * Draws picture records on a canvas: whole frames only, strictly in order, every pixel exact.
 */

import { BadFrame } from "../frames/kinds.js";
import { decode } from "../frames/picture.js";

/** @typedef {import("../frames/picture.js").Operation} Operation */
/** @typedef {{width: number, height: number}} Size */

/** Keeps the browser from changing any pixel. @type {ImageBitmapOptions} */
export const EXACT = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

/**
 * `size`: the canvas has a new size. `broken`: a picture could not be decoded.
 * @typedef {{shown: (frame: number) => void, broken: () => void, size: (size: Size) => void}} Ear
 */

/** The remote screen on a canvas. */
export class Screen {
  #canvas;
  #context;
  #ear;
  /** The size that the next record is for. @type {Size} */
  #size = { width: 0, height: 0 };
  #frame = 0;
  #begun = false;
  #line = 0;
  /** @type {{operation: Operation, image: Promise<ImageBitmap> | null}[]} */
  #waiting = [];
  #drawn = Promise.resolve();
  #over = false;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Ear} ear
   */
  constructor(canvas, ear) {
    this.#canvas = canvas;
    this.#context = /** @type {CanvasRenderingContext2D} */ (
      canvas.getContext("2d", { alpha: false, colorSpace: "srgb" })
    );
    this.#ear = ear;
  }

  /** The next frame has any number: a new line counts as its agent does. */
  anew() {
    this.#discard();
    this.#frame = 0;
    this.#line += 1;
  }

  /**
   * The remote screen has another size; takes its turn behind the frames before it.
   * @param {Size} size
   */
  resize({ width, height }) {
    if (this.#waiting.length > 0) throw new BadFrame("in the middle of a frame");
    this.#size = { width, height };
    this.#queue(() => {
      if (this.#canvas.width === width && this.#canvas.height === height) return;
      this.#canvas.width = width;
      this.#canvas.height = height;
      this.#ear.size({ width, height });
    });
  }

  /**
   * The next picture record.
   * @param {Uint8Array} plaintext
   * @throws {BadFrame}
   */
  take(plaintext) {
    const part = decode(plaintext, this.#size);
    this.#count(part.frame);
    this.#waiting.push(...part.operations.map((operation) => this.#begin(operation)));
    if (!part.last) return;
    this.#begun = false;
    const [ready, line] = [this.#waiting, this.#line];
    this.#waiting = [];
    this.#queue(async () => {
      const images = await Promise.all(ready.map(({ image }) => image));
      if (!this.#over) ready.forEach((one, at) => this.#draw(one.operation, images[at] ?? null));
      images.forEach((image) => image?.close());
      if (!this.#over && line === this.#line) this.#ear.shown(part.frame);
    });
  }

  /** Nothing more is drawn. */
  close() {
    this.#over = true;
    this.#discard();
  }

  /** @param {number} frame */
  #count(frame) {
    const wanted = this.#begun ? this.#frame : this.#frame + 1;
    if (this.#frame !== 0 && frame !== wanted) throw new BadFrame("frame: not the next one");
    this.#frame = frame;
    this.#begun = true;
  }

  /** @param {Operation} operation */
  #begin(operation) {
    const image = operation.kind === "webp" ? decoded(operation.data) : null;
    image?.catch(() => {});
    return { operation, image };
  }

  /**
   * @param {Operation} operation
   * @param {ImageBitmap | null} image
   */
  #draw(operation, image) {
    const { x, y, width, height } = operation;
    if (operation.kind === "fill") {
      this.#context.fillStyle = `rgb(${operation.rgb.join(",")})`;
      this.#context.fillRect(x, y, width, height);
    } else if (image) {
      this.#context.drawImage(image, x, y);
    }
  }

  /** @param {() => void | Promise<void>} work */
  #queue(work) {
    this.#drawn = this.#drawn.then(() => (this.#over ? undefined : work())).catch(() => {
      if (this.#over) return;
      this.close();
      this.#ear.broken();
    });
  }

  #discard() {
    for (const { image } of this.#waiting) void image?.then((one) => one.close(), () => {});
    this.#waiting = [];
    this.#begun = false;
  }
}

/**
 * @param {Uint8Array} data a WebP picture
 * @returns {Promise<ImageBitmap>}
 */
export function decoded(data) {
  const blob = new Blob([/** @type {Uint8Array<ArrayBuffer>} */ (data)], { type: "image/webp" });
  return createImageBitmap(blob, EXACT);
}
