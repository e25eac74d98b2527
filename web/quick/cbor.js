/** As much CBOR (RFC 8949) as an attestation holds: no indefinite lengths, no tags, no floats. */

/** @typedef {import("../bytes.js").Bytes} Bytes */
/**
 * What an item is read as: whole numbers, texts, bytes, lists and maps; simple values are undefined.
 * @typedef {number | string | Bytes | unknown[] | Map<unknown, unknown> | undefined} Item
 */

const DEPTH_MAX = 8;

/**
 * The item that begins at a place, and where it ends.
 * @param {Bytes} data
 * @param {number} [at]
 * @param {number} [depth] how deep inside others it lies
 * @returns {{item: Item, end: number}}
 * @throws {RangeError} for what is cut short or of another kind
 */
export function readItem(data, at = 0, depth = 0) {
  if (depth > DEPTH_MAX) throw new RangeError("too deep");
  const first = byteAt(data, at);
  const { value, next } = argument(data, first & 0x1f, at + 1);
  switch (first >> 5) {
    case 0:
      return { item: value, end: next };
    case 1:
      return { item: -1 - value, end: next };
    case 2:
    case 3:
      return string(data, next, value, first >> 5 === 3);
    case 4:
      return list(data, next, value, depth);
    case 5:
      return map(data, next, value, depth);
    case 7:
      if (value > 0xff) throw new RangeError("a float");
      return { item: undefined, end: next };
    default:
      throw new RangeError("a tag");
  }
}

/**
 * @param {Bytes} data
 * @param {number} short
 * @param {number} at
 */
function argument(data, short, at) {
  if (short < 24) return { value: short, next: at };
  const size = { 24: 1, 25: 2, 26: 4 }[short];
  if (size === undefined) throw new RangeError("a length out of bounds");
  let value = 0;
  for (let step = 0; step < size; step += 1) value = value * 256 + byteAt(data, at + step);
  return { value, next: at + size };
}

/**
 * @param {Bytes} data
 * @param {number} at
 * @param {number} length
 * @param {boolean} isText
 */
function string(data, at, length, isText) {
  if (length > data.length - at) throw new RangeError("cut short");
  const bytes = data.slice(at, at + length);
  return { item: isText ? new TextDecoder().decode(bytes) : bytes, end: at + length };
}

/**
 * @param {Bytes} data
 * @param {number} at
 * @param {number} length
 * @param {number} depth
 */
function list(data, at, length, depth) {
  /** @type {Item[]} */
  const items = [];
  let end = at;
  for (let count = 0; count < length; count += 1) {
    const read = readItem(data, end, depth + 1);
    items.push(read.item);
    end = read.end;
  }
  return { item: items, end };
}

/**
 * @param {Bytes} data
 * @param {number} at
 * @param {number} length
 * @param {number} depth
 */
function map(data, at, length, depth) {
  const { item, end } = list(data, at, 2 * length, depth);
  /** @type {Map<unknown, unknown>} */
  const pairs = new Map();
  for (let place = 0; place < item.length; place += 2) pairs.set(item[place], item[place + 1]);
  return { item: pairs, end };
}

/**
 * @param {Bytes} data
 * @param {number} at
 */
function byteAt(data, at) {
  const byte = data[at];
  if (byte === undefined) throw new RangeError("cut short");
  return byte;
}
