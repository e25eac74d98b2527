/** Cuts a text to be typed into parts that one `text` event may carry. */

import { TEXT_MAX } from "../frames/input.js";

/**
 * The parts of a text, each at most `most` bytes of UTF-8, cut between characters (a base letter
 * and its accents stay together where they fit). Half a surrogate pair becomes U+FFFD and a
 * carriage return a line feed, since every other form of them cannot be typed.
 * @param {string} text
 * @param {string} language for the cutting between characters
 * @param {number} [most]
 * @returns {string[]}
 */
export function parts(text, language, most = TEXT_MAX) {
  const clean = text.replace(/\p{Surrogate}/gu, "\ufffd").replace(/\r\n?/g, "\n");
  const characters = new Intl.Segmenter(language, { granularity: "grapheme" }).segment(clean);
  /** @type {string[]} */
  const found = [];
  let [part, size] = ["", 0];
  for (const piece of pieces(characters, most)) {
    const more = bytes(piece);
    if (size + more > most) {
      found.push(part);
      [part, size] = ["", 0];
    }
    part += piece;
    size += more;
  }
  return part ? [...found, part] : found;
}

/**
 * @param {Iterable<{segment: string}>} characters
 * @param {number} most
 */
function* pieces(characters, most) {
  for (const { segment } of characters) {
    if (bytes(segment) <= most) yield segment;
    else yield* segment;
  }
}

/** @param {string} text */
function bytes(text) {
  return new TextEncoder().encode(text).length;
}
