// A canvas, a decoder and animation frames for the screen under test, and records for it.

import { Screen } from "../../web/screen/canvas.js";

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

/** @param {number} value */
const u16 = (value) => [value >> 8, value & 0xff];
/** @param {number} kind @param {Box} box @param {number[]} rest */
const operation = (kind, { x, y, width, height }, ...rest) => [
  ...[kind, ...u16(x), ...u16(y), ...u16(width), ...u16(height)],
  ...rest,
];
/** @param {number[]} data */
const sized = (data) => [...u16(data.length), ...data];

/** A record's plaintext. @param {number} number @param {number[][]} operations */
export function part(number, operations, { last = true, delay = 0 } = {}) {
  return Uint8Array.of(0, 0, ...u16(number), Number(last), ...u16(delay), ...operations.flat());
}

/** @param {Box} box @param {[number, number, number]} rgb */
export const fill = (box, rgb) => operation(1, box, ...rgb);
/** @param {Box} box @param {number} fromX @param {number} fromY */
export const move = (box, fromX, fromY) => operation(3, box, ...u16(fromX), ...u16(fromY));
/** @param {Box} box */
export const stow = (box) => operation(6, box);
/** @param {Box} box */
export const restore = (box) => operation(7, box);
/** @param {Box} box a picture as far as its head goes; `mark` tells it from others */
export function webp(box, mark = 0) {
  const size = (box.width - 1) | ((box.height - 1) << 14);
  const head = [size & 0xff, (size >> 8) & 0xff, (size >> 16) & 0xff, (size >>> 24) & 0xff];
  return operation(2, box, ...sized([0x2f, ...head, mark]));
}
/** @param {Box} box a frame as far as its head goes */
export function video(box, begins = true) {
  const size = `${binary(box.width - 1)}${binary(box.height - 1)}`;
  const key = `10100010${(0x498342).toString(2).padStart(24, "0")}0010000${size}`;
  const bits = begins ? key : `10100110${"0".repeat(22)}1`;
  const head = bits.padEnd(96, "0").match(/.{8}/g) ?? [];
  return operation(5, box, Number(begins), ...sized(head.map((byte) => parseInt(byte, 2))));
}

/** @param {number} value */
const binary = (value) => value.toString(2).padStart(16, "0");

/** A context that notes what is drawn. */
class FakeContext {
  fillStyle = "";
  imageSmoothingEnabled = true;

  /** @param {any} canvas @param {any[]} drawn */
  constructor(canvas, drawn) {
    this.canvas = canvas;
    this.drawn = drawn;
  }

  /** @param {...number} box */
  fillRect(...box) {
    this.drawn.push(["fill", this.fillStyle, ...box]);
  }

  /** @param {any} image @param {...number} places */
  drawImage(image, ...places) {
    if (image.closed) throw new Error("closed");
    this.drawn.push([image.name ?? "canvas", ...places]);
  }
}

/** @param {string} name */
export function picture(name) {
  const made = {
    name,
    closed: false,
    close() {
      made.closed = true;
    },
  };
  return made;
}

/**
 * A screen and its surroundings. `asked`: what is to be decoded, in order, for the test to answer.
 */
export function stage() {
  /** @type {any[]} */
  const drawn = [];
  /** @type {any[]} */
  const heard = [];
  /** @type {{coded: any, give: (picture: any) => void, fail: (why: unknown) => void}[]} */
  const asked = [];
  /** @type {Map<number, () => void>} */
  const frames = new Map();
  let count = 0;
  const globals = /** @type {any} */ (globalThis);
  globals.requestAnimationFrame = (/** @type {() => void} */ call) => {
    count += 1;
    frames.set(count, call);
    return count;
  };
  globals.cancelAnimationFrame = (/** @type {number} */ id) => frames.delete(id);
  /** Canvases beside the one of the page, in order. @type {any[]} */
  const beside = [];
  globals.OffscreenCanvas = class extends EventTarget {
    /** @param {number} width @param {number} height */
    constructor(width, height) {
      super();
      Object.assign(this, { width, height, name: `beside ${beside.length}`, drawn: [] });
      beside.push(this);
    }

    getContext() {
      return new FakeContext(this, /** @type {any} */ (this).drawn);
    }
  };
  globals.document = Object.assign(new EventTarget(), { hidden: false });
  /** The page goes, or comes back. @param {boolean} hidden */
  const hide = (hidden) => {
    globals.document.hidden = hidden;
    globals.document.dispatchEvent(new Event("visibilitychange"));
  };
  const canvas = Object.assign(new EventTarget(), { width: 0, height: 0 });
  const context = new FakeContext(canvas, drawn);
  Object.assign(canvas, { getContext: () => context });
  const decoding = {
    decode: (/** @type {any} */ coded) => new Promise((give, fail) => asked.push({ coded, give, fail })),
    close: () => heard.push(["closed"]),
  };
  const ear = {
    shown: (/** @type {number} */ frame, /** @type {number} */ delay) => heard.push(["shown", frame, delay]),
    broken: (/** @type {string} */ what) => heard.push(["broken", what]),
    size: (/** @type {any} */ { width, height, scale }) => heard.push(["size", width, height, scale]),
  };
  const screen = new Screen(/** @type {any} */ (canvas), ear, /** @type {any} */ (decoding));
  /** An animation frame comes. */
  const paint = () => {
    const calls = [...frames.values()];
    frames.clear();
    calls.forEach((call) => call());
  };
  return { screen, canvas, beside, drawn, heard, asked, frames, paint, hide };
}
