/** Reads a session ID and a password the way people write, say and paste them. */

import { PASSWORD_ALPHABET, PASSWORD_LENGTH, SESSION_DIGITS } from "./wire.js";

const SEPARATORS = /[\s.\-–—_/\u00a0]+/g;

/**
 * The nine digits of a session ID, with whatever stands between them left out; else null.
 * @param {string} written
 * @returns {string | null}
 */
export function sessionId(written) {
  const digits = written.replace(SEPARATORS, "");
  return new RegExp(`^[0-9]{${SESSION_DIGITS}}$`).test(digits) ? digits : null;
}

/**
 * A session ID in groups of three, complete or still being typed.
 * @param {string} digits
 */
export function grouped(digits) {
  return digits.replace(/(\d{3})(?=\d)/g, "$1 ");
}

/**
 * The eight symbols of a session password in capitals; else null.
 * @param {string} written
 * @returns {string | null}
 */
export function password(written) {
  const symbols = written.replace(SEPARATORS, "").toUpperCase();
  if (symbols.length !== PASSWORD_LENGTH) return null;
  return [...symbols].every((symbol) => PASSWORD_ALPHABET.includes(symbol)) ? symbols : null;
}

/**
 * The ID and the password in a pasted text such as the one that the agent's "copy both" gives,
 * whatever words stand around them; null where either is missing.
 * @param {string} pasted
 * @returns {{session: string, password: string} | null}
 */
export function both(pasted) {
  const id = /(?<![\dA-Z])(\d{3})[\s.-]?(\d{3})[\s.-]?(\d{3})(?![\dA-Z])/i.exec(pasted);
  if (!id) return null;
  const rest = `${pasted.slice(0, id.index)}\n${pasted.slice(id.index + id[0].length)}`;
  const found = passwords(rest);
  if (found.length === 0) return null;
  return { session: id.slice(1, 4).join(""), password: /** @type {string} */ (found.at(-1)) };
}

/**
 * Every password in a text, likeliest last: with a digit in it or all in capitals, since a plain
 * word of eight letters is not one.
 * @param {string} text
 * @returns {string[]}
 */
function passwords(text) {
  const candidates = text.match(/(?<!\w)(?:\w{8}|\w{4}[ \-–]\w{4})(?!\w)/g) ?? [];
  return candidates
    .filter((written) => /\d/.test(written) || written === written.toUpperCase())
    .map(password)
    .filter((found) => found !== null);
}
