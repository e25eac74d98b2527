// Bytes as the protocol joins, splits and compares them.

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const encoder = new TextEncoder();

/**
 * A text in UTF-8.
 * @param {string} text
 * @returns {Bytes}
 */
export function utf8(text) {
  return encoder.encode(text);
}

/**
 * Parts one after another.
 * @param {...Bytes} parts
 * @returns {Bytes}
 */
export function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * Whether two byte strings are the same, in a time that tells only their lengths.
 * @param {Bytes} one
 * @param {Bytes} other
 * @returns {boolean}
 */
export function same(one, other) {
  if (one.length !== other.length) return false;
  let difference = 0;
  for (let at = 0; at < one.length; at += 1) {
    difference |= /** @type {number} */ (one[at]) ^ /** @type {number} */ (other[at]);
  }
  return difference === 0;
}

/**
 * Each part behind its length in LEB128 (draft-irtf-cfrg-cpace-21, appendix A.1.3).
 * @param {...Bytes} parts
 * @returns {Bytes}
 */
export function lvCat(...parts) {
  return concat(...parts.flatMap((part) => [leb128(part.length), part]));
}

/**
 * @param {number} number
 * @returns {Bytes}
 */
function leb128(number) {
  const coded = [];
  let rest = number;
  while (rest > 0x7f) {
    coded.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return new Uint8Array([...coded, rest]);
}

/**
 * The parts of an `lvCat`; RangeError for all that `lvCat` does not write.
 * @param {Bytes} data
 * @returns {Bytes[]}
 */
export function lvSplit(data) {
  const parts = [];
  let at = 0;
  while (at < data.length) {
    const { length, start } = readLength(data, at);
    if (length > data.length - start) throw new RangeError("shorter than its length says");
    parts.push(data.slice(start, start + length));
    at = start + length;
  }
  return parts;
}

/**
 * @param {Bytes} data
 * @param {number} at
 */
function readLength(data, at) {
  let length = 0;
  // Three bytes count to 2 MiB, more than a frame holds.
  for (const [index, byte] of data.subarray(at, at + 3).entries()) {
    length |= (byte & 0x7f) << (7 * index);
    if (byte < 0x80) {
      if (byte === 0 && index > 0) throw new RangeError("a length not in its shortest form");
      return { length, start: at + index + 1 };
    }
  }
  throw new RangeError("a length that does not end");
}

/**
 * Bytes as lowercase hexadecimal digits.
 * @param {Uint8Array} bytes
 */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * The bytes that lowercase hexadecimal digits stand for; null for anything else.
 * @param {unknown} digits
 * @returns {Bytes | null}
 */
export function unhex(digits) {
  if (typeof digits !== "string" || !/^(?:[0-9a-f]{2})*$/.test(digits)) return null;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
