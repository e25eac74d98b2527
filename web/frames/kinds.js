/** The kinds of sealed records, their size, and the one way of reading their bytes. */

/** First byte of a sealed record. */
export const Kind = Object.freeze({
  AUTH: 0x10,
  CONTROL: 0x11,
  PICTURE: 0x12,
  CURSOR: 0x13,
  INPUT: 0x14,
  SHOWN: 0x15,
});

/** Longest plaintext of a record, bytes: the record's 65,536 less its kind and its tag. */
export const PLAINTEXT_MAX = 64 * 1024 - 17;

/** A plaintext that the protocol does not allow; the message says which part and why. */
export class BadFrame extends Error {
  /** @param {string} why */
  constructor(why) {
    super(why);
    this.name = "BadFrame";
  }
}

/** Takes big-endian values off the front of some bytes; `BadFrame` where they run out. */
export class Reader {
  /** @param {Uint8Array} data */
  constructor(data) {
    if (data.length > PLAINTEXT_MAX) throw new BadFrame("longer than a record may be");
    this._data = data;
    this._view = new DataView(data.buffer, data.byteOffset, data.byteLength);
    this._at = 0;
  }

  /** Whether bytes are left. */
  get more() {
    return this._at < this._data.length;
  }

  /**
   * The next bytes (a view into the record, not a copy).
   * @param {number} count
   * @returns {Uint8Array}
   */
  take(count) {
    const start = this._step(count);
    return this._data.subarray(start, start + count);
  }

  /** @returns {number} */
  u8() {
    return this._view.getUint8(this._step(1));
  }

  /** @returns {number} */
  u16() {
    return this._view.getUint16(this._step(2));
  }

  /** @returns {number} */
  u32() {
    return this._view.getUint32(this._step(4));
  }

  /** Says that nothing may be left. */
  end() {
    if (this.more) throw new BadFrame("bytes left over");
  }

  /**
   * @param {number} count
   * @returns {number} where these bytes start
   */
  _step(count) {
    const start = this._at;
    if (start + count > this._data.length) throw new BadFrame("ends too early");
    this._at = start + count;
    return start;
  }
}

/**
 * The value, where it is a whole number within its bounds.
 * @param {string} name
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
export function checkRange(name, value, least, most) {
  if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
    throw new BadFrame(`${name}: not a whole number from ${least} to ${most}`);
  }
  return value;
}
