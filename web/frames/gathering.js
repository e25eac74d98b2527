/** Parts become frames: the order of parts and streams, and the bounds of a whole frame. */

import { BadFrame } from "./kinds.js";
import { check as checkVp9 } from "./vp9.js";

/** Most parts of one frame. */
export const PARTS_MAX = 64;

/** Most operations of one frame; the pieces of a video count each. */
export const OPERATIONS_MAX = 4096;

/** The rectangles of one frame have at most so many times the picture's area together. */
export const AREA_FACTOR = 8;

/** Those of images (webp, jpeg, video) at most so many times: what a console must hold. */
export const IMAGE_FACTOR = 4;

/**
 * `delay`: milliseconds as its last part told.
 * @typedef {{number: number, delay: number, operations: import("./picture.js").Operation[]}} Frame
 * @typedef {import("./picture.js").Piece} Piece
 */

/** Operations that bring an image of their own. */
const IMAGES = new Set(["webp", "jpeg", "piece"]);

/** Takes the parts of one line's frames, strictly in order. */
export class Gathering {
  #area = 0;
  #number = 0;
  /** @type {import("./picture.js").Box | null} */
  #stream = null;
  #parts = 0;
  #coded = 0;
  #left = 0;
  #imagesLeft = 0;
  /** @type {import("./picture.js").Operation[]} */
  #operations = [];
  /** @type {Piece[]} */
  #pieces = [];

  /**
   * Pictures have this size from here on.
   * @param {{width: number, height: number}} picture
   * @throws {BadFrame} in the middle of a frame
   */
  resize({ width, height }) {
    if (this.#parts > 0) throw new BadFrame("a new size in the middle of a frame");
    this.#area = width * height;
    this.#begin();
    this.#stream = null;
  }

  /**
   * The frame that this part makes complete, or null. The first may have any number: it is the
   * first of a line.
   * @param {import("./picture.js").Part} part
   * @returns {Frame | null}
   * @throws {BadFrame} where it may not come
   */
  add(part) {
    this.#count(part);
    for (const coded of part.operations) this.#take(coded);
    if (!part.last) return null;
    if (this.#pieces.length > 0) throw new BadFrame("video: a piece is missing");
    const frame = { number: part.frame, delay: part.delay, operations: this.#operations };
    this.#begin();
    return frame;
  }

  #begin() {
    this.#parts = this.#coded = 0;
    this.#left = AREA_FACTOR * this.#area;
    this.#imagesLeft = IMAGE_FACTOR * this.#area;
    this.#operations = [];
  }

  /** @param {import("./picture.js").Part} part */
  #count(part) {
    const wanted = this.#parts > 0 ? this.#number : this.#number + 1;
    if (this.#number !== 0 && part.frame !== wanted) throw new BadFrame("frame: not the next one");
    this.#number = part.frame;
    this.#parts += 1;
    this.#coded += part.operations.length;
    if (this.#parts > PARTS_MAX || this.#coded > OPERATIONS_MAX) {
      throw new BadFrame("a frame of too many parts or operations");
    }
  }

  /** @param {import("./picture.js").Coded} coded */
  #take(coded) {
    if (this.#pieces.length === 0) {
      this.#measure(coded);
      if (this.#left < 0 || this.#imagesLeft < 0) throw new BadFrame("a frame of too large an area");
    }
    if (coded.kind === "piece") this.#gather(coded);
    else if (this.#pieces.length > 0) throw new BadFrame("video: a piece is missing");
    else this.#operations.push(coded);
  }

  /** @param {import("./picture.js").Coded} coded */
  #measure({ kind, width, height }) {
    this.#left -= width * height;
    if (IMAGES.has(kind)) this.#imagesLeft -= width * height;
  }

  /** @param {Piece} piece */
  #gather(piece) {
    const { x, y, width, height } = piece;
    const first = this.#pieces.length === 0;
    if (!first && piece.begins) throw new BadFrame("video: a piece of something else");
    if (piece.begins) this.#stream = { x, y, width, height };
    else if (!isSame(this.#stream, piece)) throw new BadFrame("video: goes on where it did not begin");
    this.#pieces.push(piece);
    if (piece.more) return;
    const { begins } = /** @type {Piece} */ (this.#pieces[0]);
    const data = joined(this.#pieces.map((one) => one.data));
    checkVp9(data, width, height, begins);
    this.#pieces = [];
    this.#operations.push({ kind: "video", x, y, width, height, begins, data });
  }
}

/**
 * @param {import("./picture.js").Box | null} one
 * @param {import("./picture.js").Box} other
 */
function isSame(one, other) {
  return (
    one !== null &&
    ["x", "y", "width", "height"].every((name) => Reflect.get(one, name) === Reflect.get(other, name))
  );
}

/**
 * @param {Uint8Array[]} pieces
 * @returns {Uint8Array}
 */
function joined(pieces) {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
