/** The code by which people hand on the organisation's root: `ar1`, then base32 of key and check. */

import { concat, same, utf8 } from "../bytes.js";

/** @typedef {import("../bytes.js").Bytes} Bytes */

const HEAD = "ar1";
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
const KEY = 32;
const CHECK = 4;
const LENGTH = Math.ceil(((KEY + CHECK) * 8) / 5);

/**
 * The root's public key in a code as people paste it, spaces and capitals included; null where it
 * is no such code or was copied wrongly.
 * @param {string} written
 * @returns {Promise<Bytes | null>}
 */
export async function rootOf(written) {
  const code = written.replace(/\s+/g, "").toLowerCase();
  const bytes = code.startsWith(HEAD) ? base32(code.slice(HEAD.length)) : null;
  if (bytes === null) return null;
  const key = bytes.slice(0, KEY);
  return same(bytes.slice(KEY), await check(key)) ? key : null;
}

/** @param {Bytes} key */
async function check(key) {
  const hash = await crypto.subtle.digest("SHA-256", concat(utf8("affianco root\0"), key));
  return new Uint8Array(hash).slice(0, CHECK);
}

/**
 * @param {string} text
 * @returns {Bytes | null}
 */
function base32(text) {
  if (text.length !== LENGTH) return null;
  const bits = [...text].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const octets = bits.slice(0, 8 * (KEY + CHECK));
  // The letters hold two bits more than there are; only zeros are the one encoding.
  if (/[^01]/.test(bits) || /1/.test(bits.slice(octets.length))) return null;
  return Uint8Array.from(octets.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}
