/**
 * The head of a JPEG picture: enough to know its size before any decoder sees it.
 * Source: ITU-T T.81 (baseline sequential), annex B: markers and the frame header.
 */

import { BadFrame } from "./kinds.js";

const BEGIN = 0xffd8;
const END = 0xffd9;
const MARKER = 0xff;
const BASELINE = 0xc0;
const SCAN = 0xda;
const FRAME_SIZE = 8;
/**
 * Tables and JFIF's head may stand before the frame header; nothing that could turn the picture
 * (EXIF) or change its colours (ICC, Adobe).
 */
const PASSED = [0xc4, 0xdb, 0xdd, 0xe0];

/**
 * Throws `BadFrame` unless the bytes are one baseline JPEG of this size in pixels, of eight bits,
 * grey or of three components. The compressed pixels themselves are not looked at.
 * @param {Uint8Array} data
 * @param {number} width
 * @param {number} height
 */
export function check(data, width, height) {
  if (data.length < 4) throw new BadFrame("jpeg: ends too early");
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (view.getUint16(0) !== BEGIN || view.getUint16(data.length - 2) !== END) {
    throw new BadFrame("jpeg: not one picture from its beginning to its end");
  }
  const found = frameSize(view);
  if (found.width !== width || found.height !== height) throw new BadFrame("jpeg: of another size");
}

/**
 * @param {DataView} view
 * @returns {{width: number, height: number}}
 */
function frameSize(view) {
  let at = 2;
  /** @type {{width: number, height: number} | null} */
  let size = null;
  while (at + 4 <= view.byteLength && view.getUint8(at) === MARKER) {
    const kind = view.getUint8(at + 1);
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > view.byteLength) break;
    if (kind === SCAN && size !== null) return size;
    if (kind === BASELINE && size === null) size = readFrame(view, at + 4, length - 2);
    else if (!PASSED.includes(kind)) break;
    at += 2 + length;
  }
  throw new BadFrame("jpeg: not a baseline picture");
}

/**
 * @param {DataView} view
 * @param {number} at
 * @param {number} length
 */
function readFrame(view, at, length) {
  const components = length < FRAME_SIZE ? 0 : view.getUint8(at + 5);
  if ((components !== 1 && components !== 3) || view.getUint8(at) !== 8) {
    throw new BadFrame("jpeg: not of eight bits and one or three components");
  }
  return { width: view.getUint16(at + 3), height: view.getUint16(at + 1) };
}
