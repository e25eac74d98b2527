/** `input` records: what the technician does with mouse and keyboard, in order. */

import { BadFrame, PLAINTEXT_MAX, checkRange } from "./kinds.js";

/** Longest name of a key, bytes of UTF-8. */
export const KEY_MAX = 32;

/** Longest text to be typed with one event, bytes of UTF-8. */
export const TEXT_MAX = 2000;

/** Parts of one notch of the wheel. */
export const NOTCH = 120;

/**
 * `button` as in MouseEvent.button, `key` and `location` as in KeyboardEvent.
 * @typedef {{kind: "move", x: number, y: number}
 *   | {kind: "button", button: number, down: boolean, x: number, y: number}
 *   | {kind: "wheel", x: number, y: number, dx: number, dy: number}
 *   | {kind: "key", down: boolean, location: number, key: string}
 *   | {kind: "text", text: string}
 *   | {kind: "release"}} Event
 */

/**
 * The plaintext of some events; `BadFrame` where one is out of its bounds.
 * @param {Event[]} events
 * @returns {Uint8Array}
 */
export function encode(events) {
  const data = Uint8Array.from(events.flatMap(encodeEvent));
  checkRange("bytes of events", data.length, 1, PLAINTEXT_MAX);
  return data;
}

/** @param {Event} event @returns {number[]} */
function encodeEvent(event) {
  switch (event.kind) {
    case "move":
      return [1, ...u16(event.x), ...u16(event.y)];
    case "button": {
      const button = checkRange("button", event.button, 0, 4);
      return [2, button, flag(event.down), ...u16(event.x), ...u16(event.y)];
    }
    case "wheel":
      return [3, ...u16(event.x), ...u16(event.y), ...i16(event.dx), ...i16(event.dy)];
    case "key": {
      const location = checkRange("location", event.location, 0, 3);
      const key = utf8(event.key, KEY_MAX);
      return [4, flag(event.down), location, key.length, ...key];
    }
    case "text": {
      const text = utf8(event.text, TEXT_MAX);
      return [5, ...u16(text.length), ...text];
    }
    case "release":
      return [6];
    default:
      throw new BadFrame("an unknown kind of event");
  }
}

/** @param {number} value @returns {number[]} */
function u16(value) {
  checkRange("place", value, 0, 0xffff);
  return [value >> 8, value & 0xff];
}

/** @param {number} value @returns {number[]} */
function i16(value) {
  checkRange("turn", value, -0x8000, 0x7fff);
  return [(value >> 8) & 0xff, value & 0xff];
}

/** @param {boolean} value @returns {number} */
function flag(value) {
  if (typeof value !== "boolean") throw new BadFrame("down: not true or false");
  return value ? 1 : 0;
}

/** @param {string} value @param {number} most @returns {Uint8Array} */
function utf8(value, most) {
  if (typeof value !== "string" || /\p{Surrogate}/u.test(value)) {
    throw new BadFrame("not a Unicode text");
  }
  const data = new TextEncoder().encode(value);
  checkRange("bytes of a text", data.length, 1, most);
  return data;
}
