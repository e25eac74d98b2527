/** `control` records: what agent and console say to each other in words. */

import { isReason } from "../wire.js";
import { BadFrame, Reader, checkRange } from "./kinds.js";

/** The plaintext's length is a multiple of this, so that its length tells nothing. */
export const BLOCK = 128;

/** Most pixels of a screen in one direction: four of 3840 × 2160, as any browser's canvas can hold. */
export const SIDE_MAX = 0x7fff;

/** Most pixels of a screen: four of 3840 × 2160, as any browser's canvas can hold. */
export const AREA_MAX = 2 ** 25;

/** Pictures are at most so many times smaller than the screen, in each direction. */
export const SCALE_MAX = 2;

/** Longest part of a passkey's answer, in bytes. */
export const PASSKEY_PART_MAX = 1024;

/** Why the technician is not let in; from "hours" on only where quick access was asked for. */
export const WHY = [
  "customer",
  "silence",
  "hours",
  "uses",
  "lapsed",
  "technician",
  "roster",
  "passkey",
  "reason",
];

/** How the technician wants the pictures: what gives way on a bad line. */
export const QUALITIES = /** @type {const} */ (["auto", "sharp", "light"]);

/**
 * How the technician wants to see; `half`: pictures of half the size, `grey`: without colours,
 * `video`: this console can show `video` operations.
 * @typedef {{quality: typeof QUALITIES[number], half: boolean, grey: boolean, video: boolean}} Look
 */

/**
 * `client`, `credential`, `data` and `signature` of a passkey's answer are in hexadecimal digits.
 * @typedef {"see" | "control"} Asks
 * @typedef {"customer" | "silence" | "hours" | "uses" | "lapsed" | "technician" | "roster"
 *   | "passkey" | "reason"} Why
 * @typedef {{client: string, credential: string, data: string, signature: string}} Passkey
 * @typedef {{type: "ask", asks: Asks, reason: string} | ({type: "passkey"} & Passkey)
 *   | {type: "asking"} | {type: "allowed", asks: Asks}
 *   | {type: "refused", why: Why} | {type: "screen", width: number, height: number, scale: number}
 *   | ({type: "view"} & Look)
 *   | {type: "paused"} | {type: "resumed"} | {type: "refresh"}} Message
 */

/** @param {string[]} words @returns {(value: unknown) => void} */
function oneOf(...words) {
  return (value) => {
    if (typeof value !== "string" || !words.includes(value)) {
      throw new BadFrame(`not one of ${words.join(", ")}`);
    }
  };
}

/** @param {unknown} value */
function side(value) {
  checkRange("a side of the screen", value, 1, SIDE_MAX);
}

/** @param {unknown} value */
function scale(value) {
  checkRange("scale", value, 1, SCALE_MAX);
}

/** @param {unknown} value */
function flag(value) {
  if (typeof value !== "boolean") throw new BadFrame("neither true nor false");
}

/** @param {unknown} value */
function reason(value) {
  if (!isReason(value)) throw new BadFrame("not a reason");
}

/** @param {unknown} value */
function part(value) {
  const digits = typeof value === "string" && /^(?:[0-9a-f]{2})+$/.test(value) ? value.length : 0;
  checkRange("a part of a passkey's answer", digits, 2, 2 * PASSKEY_PART_MAX);
}

/** @type {ReadonlyMap<string, (value: unknown) => void>} */
const NONE = new Map();
/** @type {ReadonlyMap<string, ReadonlyMap<string, (value: unknown) => void>>} */
const MESSAGES = new Map([
  ["ask", new Map([["asks", oneOf("see", "control")], ["reason", reason]])],
  ["passkey", new Map(["client", "credential", "data", "signature"].map((name) => [name, part]))],
  ["asking", NONE],
  ["allowed", new Map([["asks", oneOf("see", "control")]])],
  ["refused", new Map([["why", oneOf(...WHY)]])],
  ["screen", new Map([["width", side], ["height", side], ["scale", scale]])],
  [
    "view",
    new Map([["quality", oneOf(...QUALITIES)], ["half", flag], ["grey", flag], ["video", flag]]),
  ],
  ["paused", NONE],
  ["resumed", NONE],
  ["refresh", NONE],
]);

/**
 * The plaintext of a message; `BadFrame` where a field is out of its bounds.
 * @param {Message} message
 * @returns {Uint8Array}
 */
export function encode(message) {
  return encodeChecked(checked(message));
}

/**
 * The message in a plaintext; `BadFrame` unless these are the bytes `encode` gives.
 * @param {Uint8Array} data
 * @returns {Message}
 */
export function decode(data) {
  const reader = new Reader(data);
  const length = reader.u16();
  const message = checked(parse(reader.take(length)));
  const again = encodeChecked(message);
  if (again.length !== data.length || again.some((byte, index) => byte !== data[index])) {
    throw new BadFrame("not the one encoding of this message");
  }
  return message;
}

/** @param {Message} message @returns {Uint8Array} */
function encodeChecked(message) {
  const sorted = Object.fromEntries(Object.entries(message).sort(([a], [b]) => (a < b ? -1 : 1)));
  const words = new TextEncoder().encode(JSON.stringify(sorted));
  const plain = new Uint8Array(Math.ceil((2 + words.length) / BLOCK) * BLOCK);
  new DataView(plain.buffer).setUint16(0, words.length);
  plain.set(words, 2);
  return plain;
}

/** @param {Uint8Array} words @returns {unknown} */
function parse(words) {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(words));
  } catch {
    throw new BadFrame("not JSON");
  }
}

/** @param {unknown} value @returns {Message} */
function checked(value) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BadFrame("not a JSON object");
  }
  const values = new Map(Object.entries(value));
  const type = values.get("type");
  const fields = typeof type === "string" ? MESSAGES.get(type) : undefined;
  if (fields === undefined) throw new BadFrame("type: unknown");
  if (values.size !== fields.size + 1) throw new BadFrame(`${type}: other fields`);
  for (const [name, check] of fields) check(values.get(name));
  if (type === "screen" && values.get("width") * values.get("height") > AREA_MAX) {
    throw new BadFrame("screen: larger than any canvas");
  }
  return /** @type {Message} */ (value);
}
