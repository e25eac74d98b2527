/**
 * The head of a VP9 frame: what it is and, for a key frame, its size.
 * Source: VP9 Bitstream & Decoding Process Specification, 6.2 and 7.2 (uncompressed header), annex B
 * (superframes).
 */

import { BadFrame } from "./kinds.js";

const MARKER = 0b10;
/** Profile 1, its low bit first: 8 bits, and colours as fine as brightness. */
const PROFILE = 0b10;
const INDEX = 0b110;
const REFERENCES = 3;
const SYNC = 0x498342;
const RGB = 7;

/** Takes bits off the front of some bytes. */
class Bits {
  #data;
  #at = 0;

  /** @param {Uint8Array} data */
  constructor(data) {
    this.#data = data;
  }

  /** @param {number} count @returns {number} */
  take(count) {
    let value = 0;
    for (let each = 0; each < count; each += 1, this.#at += 1) {
      const byte = this.#data[this.#at >> 3];
      if (byte === undefined) throw new BadFrame("vp9: ends too early");
      value = value * 2 + ((byte >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }
}

/**
 * Throws `BadFrame` unless the bytes begin as a shown VP9 frame of profile 1 and this size: a key
 * frame where a stream begins, else none. The compressed pixels themselves are not looked at.
 * @param {Uint8Array} data
 * @param {number} width
 * @param {number} height
 * @param {boolean} begins
 */
export function check(data, width, height, begins) {
  if ((data[data.length - 1] ?? 0) >> 5 === INDEX) {
    throw new BadFrame("vp9: several frames in one");
  }
  const bits = new Bits(data);
  if (bits.take(2) !== MARKER || bits.take(2) !== PROFILE) {
    throw new BadFrame("vp9: not a frame of profile 1");
  }
  const [showsEarlier, isInter, isShown] = [bits.take(1), bits.take(1), bits.take(1)];
  const isResilient = bits.take(1);
  if (showsEarlier === 1 || isShown === 0) {
    throw new BadFrame("vp9: a frame that is not shown, or no frame of its own");
  }
  if (begins === (isInter === 1)) {
    throw new BadFrame("vp9: a stream begins with its key frame and has no other");
  }
  if (begins) checkKey(bits);
  else bits.take((isResilient === 1 ? 8 : 10) + REFERENCES * 4);
  const isSaid = begins || !takesSize(bits);
  if (isSaid && (bits.take(16) + 1 !== width || bits.take(16) + 1 !== height)) {
    throw new BadFrame("vp9: of another size");
  }
  if (bits.take(1) === 1) throw new BadFrame("vp9: to be shown in another size");
}

/**
 * @param {Bits} bits
 * @returns {boolean} whether the frame has the size of one before it
 */
function takesSize(bits) {
  for (let each = 0; each < REFERENCES; each += 1) {
    if (bits.take(1) === 1) return true;
  }
  return false;
}

/** @param {Bits} bits */
function checkKey(bits) {
  if (bits.take(24) !== SYNC) throw new BadFrame("vp9: not a key frame");
  if (bits.take(3) === RGB) throw new BadFrame("vp9: an unknown colour space");
  bits.take(1);
  if (bits.take(3) !== 0) throw new BadFrame("vp9: halved colours");
}
