/**
 * Words in the place of numbers that two people compare by voice or eye. One list of pairs for both
 * languages (texts/pairs.json, the same file as broker/wire/pairs.json), so that an Italian and an
 * English window can be compared too.
 */

import { concat, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {Readonly<{it: readonly string[], en: readonly string[]}>} Lists */

/** Bits that a word stands for. */
const BITS = 10;
const COUNT = 2 ** BITS;

/** Words of a fingerprint. */
const FINGERPRINT = 6;

/**
 * The first bits of some bytes, ten for each word, the first word the highest.
 * @param {Bytes} bytes
 * @param {number} count of words
 * @returns {number[]} each below 1024
 */
export function indexes(bytes, count) {
  const all = bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  const kept = all >> BigInt(8 * bytes.length - BITS * count);
  return Array.from({ length: count }, (_, at) =>
    Number((kept >> BigInt(BITS * (count - 1 - at))) & BigInt(COUNT - 1)),
  );
}

/**
 * The six words by which people compare a key or a request.
 * @param {Bytes} bytes
 * @returns {Promise<number[]>}
 */
export async function fingerprint(bytes) {
  const hash = await crypto.subtle.digest("SHA-512", concat(utf8("affianco fingerprint\0"), bytes));
  return indexes(new Uint8Array(hash).slice(0, 8), FINGERPRINT);
}

/**
 * The words as people read them, the reader's language first: "luna / moon".
 * @param {Lists} lists
 * @param {readonly number[]} numbers
 * @param {string} language
 * @returns {string[]}
 */
export function spelled(lists, numbers, language) {
  const [first, second] = language === "it" ? [lists.it, lists.en] : [lists.en, lists.it];
  return numbers.map((number) => `${first[number]} / ${second[number]}`);
}

/**
 * Reads the list.
 * @param {(url: URL) => Promise<{json: () => Promise<any>}>} [get]
 * @returns {Promise<Lists>}
 */
export async function load(get = (url) => fetch(url)) {
  const answer = await get(new URL("./texts/pairs.json", import.meta.url));
  return await answer.json();
}
