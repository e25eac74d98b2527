/**
 * The pixels of a lossless WebP picture, without the file's head, and their size.
 * Source: RFC 9649, section 2.6 (simple file format, lossless) and 3.4.
 */

import { BadFrame } from "./kinds.js";

const HEAD = 5;
const FILE_HEAD = 20;
const SIDE_BITS = 14;
const ALPHA_BIT = 2 * SIDE_BITS;
const SIDE_MASK = (1 << SIDE_BITS) - 1;
const SIGNATURE = 0x2f;

/**
 * Throws `BadFrame` unless the bytes begin as the pixels of a picture of this size: what a `VP8L`
 * chunk holds. `alpha`: whether it may be transparent. The compressed pixels themselves are not
 * looked at.
 * @param {Uint8Array} data
 * @param {number} width
 * @param {number} height
 * @param {boolean} alpha
 */
export function check(data, width, height, alpha = false) {
  if (data.length < HEAD) throw new BadFrame("webp: ends too early");
  if (data[0] !== SIGNATURE) throw new BadFrame("webp: not a lossless picture");
  const bits = new DataView(data.buffer, data.byteOffset).getUint32(1, true);
  if ((bits & SIDE_MASK) + 1 !== width || ((bits >>> SIDE_BITS) & SIDE_MASK) + 1 !== height) {
    throw new BadFrame("webp: of another size");
  }
  if (((bits >>> ALPHA_BIT) & 1) === 1 && !alpha) throw new BadFrame("webp: transparent");
  if (bits >>> (ALPHA_BIT + 1) !== 0) throw new BadFrame("webp: an unknown version");
}

/**
 * The WebP file of pixels that travelled bare.
 * @param {Uint8Array} data
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function whole(data) {
  const padded = data.length + (data.length % 2);
  const file = new Uint8Array(FILE_HEAD + padded);
  const view = new DataView(file.buffer);
  const words = [["RIFF", 0], ["WEBP", 8], ["VP8L", 12]];
  for (const [word, at] of /** @type {[string, number][]} */ (words)) {
    for (let each = 0; each < 4; each += 1) file[at + each] = word.charCodeAt(each);
  }
  view.setUint32(4, FILE_HEAD - 8 + padded, true);
  view.setUint32(16, data.length, true);
  file.set(data, FILE_HEAD);
  return file;
}
