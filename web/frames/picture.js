/** `picture` and `shown` records: what changed on the screen, and how far the canvas has come. */

import { BadFrame, Reader, checkRange } from "./kinds.js";
import { check as checkWebp } from "./webp.js";

const U32 = 0xffffffff;
const LAST = 1;
const FILL = 1;
const WEBP = 2;

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {Box & {kind: "fill", rgb: [number, number, number]}} Fill
 * @typedef {Box & {kind: "webp", data: Uint8Array}} Webp
 * @typedef {Fill | Webp} Operation
 * @typedef {{frame: number, last: boolean, operations: Operation[]}} Part
 */

/**
 * The part in a plaintext, for a screen of this size; else `BadFrame`.
 * A frame is drawn, all of it at once, when its last part is there.
 * @param {Uint8Array} data
 * @param {{width: number, height: number}} screen
 * @returns {Part}
 */
export function decode(data, screen) {
  const reader = new Reader(data);
  const frame = checkRange("frame", reader.u32(), 1, U32);
  const flags = checkRange("flags", reader.u8(), 0, LAST);
  /** @type {Operation[]} */
  const operations = [];
  while (reader.more) {
    const operation = decodeOperation(reader);
    const { x, y, width, height } = operation;
    if (x + width > screen.width || y + height > screen.height) {
      throw new BadFrame("a rectangle outside the screen");
    }
    operations.push(operation);
  }
  if (operations.length === 0) throw new BadFrame("a part without operations");
  return { frame, last: flags === LAST, operations };
}

/**
 * The plaintext that says: this frame and all before it are on the canvas.
 * @param {number} frame
 * @returns {Uint8Array}
 */
export function encodeShown(frame) {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, checkRange("frame", frame, 1, U32));
  return data;
}

/** @param {Reader} reader @returns {Operation} */
function decodeOperation(reader) {
  const kind = reader.u8();
  const [x, y] = [reader.u16(), reader.u16()];
  const width = checkRange("width", reader.u16(), 1, 0xffff);
  const height = checkRange("height", reader.u16(), 1, 0xffff);
  const box = { x, y, width, height };
  if (kind === FILL) return { kind: "fill", ...box, rgb: [reader.u8(), reader.u8(), reader.u8()] };
  if (kind !== WEBP) throw new BadFrame("an unknown kind of operation");
  const data = reader.take(reader.u32());
  checkWebp(data, width, height);
  return { kind: "webp", ...box, data };
}
