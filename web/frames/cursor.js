/** `cursor` records: how the remote pointer looks and where it is. */

import { BadFrame, Reader, checkRange } from "./kinds.js";
import { check as checkWebp } from "./webp.js";

/** Most pixels of a cursor in one direction. */
export const SIDE_MAX = 256;

const SHAPE = 1;
const PLACE = 2;

/**
 * @typedef {{kind: "shape", hotX: number, hotY: number, width: number, height: number,
 *   data: Uint8Array}} Shape  0 × 0 with no data hides the cursor
 * @typedef {{kind: "place", x: number, y: number}} Place
 */

/**
 * The shape or place in a plaintext; else `BadFrame`.
 * @param {Uint8Array} data
 * @returns {Shape | Place}
 */
export function decode(data) {
  const reader = new Reader(data);
  const cursor = decodeCursor(reader);
  reader.end();
  return cursor;
}

/** @param {Reader} reader @returns {Shape | Place} */
function decodeCursor(reader) {
  const kind = reader.u8();
  if (kind === PLACE) return { kind: "place", x: reader.u16(), y: reader.u16() };
  if (kind !== SHAPE) throw new BadFrame("an unknown kind of cursor record");
  const [hotX, hotY, width, height] = [reader.u16(), reader.u16(), reader.u16(), reader.u16()];
  const shape = { hotX, hotY, width, height, data: reader.take(reader.u32()) };
  checkShape(shape);
  return { kind: "shape", ...shape };
}

/** @param {{hotX: number, hotY: number, width: number, height: number, data: Uint8Array}} shape */
function checkShape({ hotX, hotY, width, height, data }) {
  if (width === 0 || height === 0) {
    if (width + height + hotX + hotY + data.length !== 0) {
      throw new BadFrame("a hidden cursor is all zeros");
    }
    return;
  }
  checkRange("width", width, 1, SIDE_MAX);
  checkRange("height", height, 1, SIDE_MAX);
  checkRange("hot x", hotX, 0, width - 1);
  checkRange("hot y", hotY, 0, height - 1);
  checkWebp(data, width, height, true);
}
