/** `picture` and `shown` records: what changed on the screen, and how far the canvas has come. */

import { check as checkJpeg } from "./jpeg.js";
import { BadFrame, PLAINTEXT_MAX, Reader, checkRange } from "./kinds.js";
import { check as checkWebp } from "./webp.js";

const U32 = 0xffffffff;
const LAST = 1;
const BEGINS = 1;
const MORE = 2;

/** Longest image, or piece of a video's frame, that fits into a part, bytes. */
export const IMAGE_MAX = PLAINTEXT_MAX - 7 - 9 - 3;

/**
 * `webp` holds a bare lossless picture (see webp.js), `jpeg` a whole one, `video` the next frame of
 * a VP9 stream; `begins`: a new stream, a key frame. A `piece` is a part of a video's frame; `more`:
 * the next operation goes on with it. `stow` puts the picture's pixels on the shelf, `restore` draws
 * those that the shelf has at the same place.
 * @typedef {{x: number, y: number, width: number, height: number}} Box
 * @typedef {Box & {kind: "fill", rgb: [number, number, number]}} Fill
 * @typedef {Box & {kind: "webp", data: Uint8Array}} Webp
 * @typedef {Box & {kind: "move", fromX: number, fromY: number}} Move
 * @typedef {Box & {kind: "jpeg", data: Uint8Array}} Jpeg
 * @typedef {Box & {kind: "video", begins: boolean, data: Uint8Array}} Video
 * @typedef {Box & {kind: "piece", begins: boolean, more: boolean, data: Uint8Array}} Piece
 * @typedef {Box & {kind: "stow"}} Stow
 * @typedef {Box & {kind: "restore"}} Restore
 * @typedef {Fill | Webp | Move | Jpeg | Video | Stow | Restore} Operation
 * @typedef {Fill | Webp | Move | Jpeg | Piece | Stow | Restore} Coded
 * @typedef {{frame: number, last: boolean, delay: number, operations: Coded[]}} Part
 */

/**
 * The part in a plaintext, for a picture of this size; else `BadFrame`.
 * A frame is drawn, all of it at once, when its last part is there.
 * @param {Uint8Array} data
 * @param {{width: number, height: number}} picture
 * @returns {Part}
 */
export function decode(data, picture) {
  const reader = new Reader(data);
  const frame = checkRange("frame", reader.u32(), 1, U32);
  const flags = checkRange("flags", reader.u8(), 0, LAST);
  const delay = reader.u16();
  /** @type {Coded[]} */
  const operations = [];
  while (reader.more) operations.push(checkInside(decodeOperation(reader), picture));
  if (operations.length === 0) throw new BadFrame("a part without operations");
  return { frame, last: flags === LAST, delay, operations };
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

/**
 * @param {Coded} operation
 * @param {{width: number, height: number}} picture
 */
function checkInside(operation, picture) {
  const { x, y, width, height } = operation;
  const moved = operation.kind === "move" ? operation : { fromX: x, fromY: y };
  const right = Math.max(x, moved.fromX) + width;
  const bottom = Math.max(y, moved.fromY) + height;
  if (right > picture.width || bottom > picture.height) {
    throw new BadFrame("a rectangle outside the picture");
  }
  return operation;
}

/** @param {Reader} reader @returns {Coded} */
function decodeOperation(reader) {
  const kind = reader.u8();
  const [x, y] = [reader.u16(), reader.u16()];
  const width = checkRange("width", reader.u16(), 1, 0xffff);
  const height = checkRange("height", reader.u16(), 1, 0xffff);
  const read = DECODERS.get(kind);
  if (read === undefined) throw new BadFrame("an unknown kind of operation");
  return read(reader, { x, y, width, height });
}

/** @type {ReadonlyMap<number, (reader: Reader, box: Box) => Coded>} */
const DECODERS = new Map([
  [1, fill],
  [2, webp],
  [3, move],
  [4, jpeg],
  [5, video],
  [6, stow],
  [7, restore],
]);

/** @param {Reader} reader @param {Box} box @returns {Coded} */
function fill(reader, box) {
  return { kind: "fill", ...box, rgb: [reader.u8(), reader.u8(), reader.u8()] };
}

/** @param {Reader} reader @param {Box} box @returns {Coded} */
function webp(reader, box) {
  const data = image(reader);
  checkWebp(data, box.width, box.height);
  return { kind: "webp", ...box, data };
}

/** @param {Reader} reader @param {Box} box @returns {Coded} */
function move(reader, box) {
  return { kind: "move", ...box, fromX: reader.u16(), fromY: reader.u16() };
}

/** @param {Reader} reader @param {Box} box @returns {Coded} */
function jpeg(reader, box) {
  const data = image(reader);
  checkJpeg(data, box.width, box.height);
  return { kind: "jpeg", ...box, data };
}

/** @param {Reader} reader @param {Box} box @returns {Coded} */
function video(reader, box) {
  const flags = checkRange("flags of a video", reader.u8(), 0, BEGINS | MORE);
  const [begins, more] = [(flags & BEGINS) !== 0, (flags & MORE) !== 0];
  return { kind: "piece", ...box, begins, more, data: image(reader) };
}

/** @param {Reader} _reader @param {Box} box @returns {Coded} */
function stow(_reader, box) {
  return { kind: "stow", ...box };
}

/** @param {Reader} _reader @param {Box} box @returns {Coded} */
function restore(_reader, box) {
  return { kind: "restore", ...box };
}

/** @param {Reader} reader @returns {Uint8Array} */
function image(reader) {
  return reader.take(checkRange("bytes of an image", reader.u16(), 1, IMAGE_MAX));
}
