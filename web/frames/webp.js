/**
 * The head of a lossless WebP file: enough to know its size before any decoder sees it.
 * Source: RFC 9649, section 2.6 (simple file format, lossless) and 3.4.
 */

import { BadFrame } from "./kinds.js";

const HEAD = 25;
const SIDE_BITS = 14;
const SIDE_MASK = (1 << SIDE_BITS) - 1;
const SIGNATURE = 0x2f;

/**
 * Throws `BadFrame` unless the bytes are one lossless WebP file of this size in pixels.
 * The compressed pixels themselves are not looked at.
 * @param {Uint8Array} data
 * @param {number} width
 * @param {number} height
 */
export function check(data, width, height) {
  if (data.length < HEAD) throw new BadFrame("webp: ends too early");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const words = [0, 8, 12].map((at) => String.fromCharCode(...data.subarray(at, at + 4)));
  if (words.join("") !== "RIFFWEBPVP8L" || data[20] !== SIGNATURE) {
    throw new BadFrame("webp: not a lossless picture");
  }
  const size = view.getUint32(16, true);
  if (data.length !== view.getUint32(4, true) + 8 || data.length !== 20 + size + (size % 2)) {
    throw new BadFrame("webp: its length is not what it says");
  }
  const bits = view.getUint32(21, true);
  if ((bits & SIDE_MASK) + 1 !== width || ((bits >>> SIDE_BITS) & SIDE_MASK) + 1 !== height) {
    throw new BadFrame("webp: of another size");
  }
  if (bits >>> 29 !== 0) throw new BadFrame("webp: an unknown version");
}
