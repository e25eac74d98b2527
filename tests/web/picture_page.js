/** What a page does for tests/e2e/picture: feeds records to the console's own `Screen`, looks at it. */

import * as control from "../../web/frames/control.js";
import { Screen } from "../../web/screen/canvas.js";
import { Decoding } from "../../web/screen/decoder.js";
import { Starter } from "../../web/screen/starter.js";

const WAIT_MS = 8000;

/** @param {string} text @returns {Uint8Array<ArrayBuffer>} */
function bytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** @param {Uint8ClampedArray} data @returns {string} */
function base64(data) {
  let text = "";
  for (let at = 0; at < data.length; at += 32768) {
    text += String.fromCharCode(...data.subarray(at, at + 32768));
  }
  return btoa(text);
}

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** As the console's: one for all lines. */
const starter = new Starter();
/** @type {ReadonlyMap<string, () => Decoding>} */
const PLACES = new Map([
  ["worker", () => new Decoding(starter)],
  ["page", () => new Decoding({ start: () => null })],
]);

/** A screen on a canvas of its own, and what it told. */
class Sight {
  canvas = document.createElement("canvas");
  /** @type {number[]} */
  shown = [];
  /** @type {number[]} */
  delays = [];
  /** @type {string[]} */
  broken = [];
  /** @type {{width: number, height: number, scale: number}[]} */
  sizes = [];
  screen;

  /** @param {string} place where it decodes */
  constructor(place) {
    document.body.append(this.canvas);
    /** @type {import("../../web/screen/canvas.js").Ear} */
    const ear = {
      shown: (frame, delay) => {
        this.shown.push(frame);
        this.delays.push(delay);
      },
      broken: (what) => this.broken.push(what),
      size: (size) => this.sizes.push(size),
    };
    this.screen = new Screen(this.canvas, ear, PLACES.get(place)?.());
  }

  /**
   * One record: its kind as on the wire, and its plaintext. What is thrown is told by its name.
   * @param {[number, string]} record
   * @returns {string}
   */
  take([kind, data]) {
    try {
      if (kind === 0x11) {
        const message = control.decode(bytes(data));
        if (message.type === "screen") this.screen.resize(message);
      } else {
        this.screen.take(bytes(data));
      }
    } catch (error) {
      return String(/** @type {Error} */ (error).name);
    }
    return "";
  }

  /** @param {() => boolean} done @returns {Promise<boolean>} whether it came to be so in time */
  async until(done) {
    const end = performance.now() + WAIT_MS;
    while (!done() && performance.now() < end) await pause(2);
    return done();
  }

  /** Every pixel, as red, green, blue and alpha. */
  pixels() {
    const { width, height } = this.canvas;
    const context = /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
    return context.getImageData(0, 0, width, height).data;
  }

  /** @returns {Promise<string>} SHA-256 of the pixels */
  async hash() {
    const digest = await crypto.subtle.digest("SHA-256", this.pixels());
    return Array.from(new Uint8Array(digest), (one) => one.toString(16).padStart(2, "0")).join("");
  }

  close() {
    this.screen.close();
    this.canvas.remove();
  }
}

/** @type {Map<string, Sight>} */
const sights = new Map();

/**
 * @param {string} name of the screen, a colon and where it decodes: `worker` or `page`
 * @returns {Sight}
 */
function sight(name) {
  const found = sights.get(name) ?? new Sight(name.split(":")[1] ?? "");
  sights.set(name, found);
  return found;
}

const able = {
  /**
   * Takes records up to the end of a frame, and waits until it is on the canvas.
   * @param {{name: string, records: [number, string][], frame: number, raw: boolean}} step
   */
  async show({ name, records, frame, raw }) {
    const one = sight(name);
    const before = one.shown.length;
    const faults = records.map((record) => one.take(record)).filter((fault) => fault !== "");
    const isShown = () => one.shown.length > before && one.shown.at(-1) === frame;
    await one.until(() => isShown() || one.broken.length > 0 || faults.length > 0);
    const { width, height } = one.canvas;
    const seen = { faults, broken: one.broken, shown: one.shown.at(-1), size: [width, height] };
    const delay = one.delays.at(-1);
    return raw ? { ...seen, delay, pixels: base64(one.pixels()) } : { ...seen, delay, hash: await one.hash() };
  },

  /**
   * Takes records until one is refused; `wait`s for a frame or for something that broke, where none
   * is. `same`: whether no pixel was touched. `raw`: gives all of them.
   * @param {{name: string, records: [number, string][], wait: boolean, raw: boolean}} step
   */
  async endure({ name, records, wait, raw }) {
    const one = sight(name);
    const [before, shown] = [await one.hash(), one.shown.length];
    /** @type {string[]} */
    const faults = [];
    for (const record of records) {
      const fault = one.take(record);
      if (fault === "") continue;
      faults.push(fault);
      break;
    }
    if (wait) {
      await one.until(() => faults.length + one.broken.length > 0 || one.shown.length > shown);
    }
    // What was refused must not be drawn at the next frame either.
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    return {
      faults,
      broken: one.broken.splice(0),
      drawn: one.shown.length - shown,
      same: (await one.hash()) === before,
      pixels: raw ? base64(one.pixels()) : "",
    };
  },

  /**
   * Takes the last records of a line, and at once those of the next; what was told until its frame
   * is on the canvas, and a little longer.
   * @param {{name: string, late: [number, string][], records: [number, string][], frame: number}} step
   */
  async cross({ name, late, records, frame }) {
    const one = sight(name);
    const before = one.shown.length;
    const faults = late.map((record) => one.take(record));
    one.screen.anew();
    faults.push(...records.map((record) => one.take(record)));
    await one.until(() => one.shown.slice(before).includes(frame));
    await pause(100);
    return {
      faults: faults.filter((fault) => fault !== ""),
      broken: one.broken,
      shown: one.shown.slice(before),
      pixels: base64(one.pixels()),
    };
  },

  /** Whether this browser shows video. */
  async video() {
    const decoding = new Decoding(starter);
    const shows = await decoding.video();
    decoding.close();
    return shows;
  },

  /** @param {string} name */
  anew(name) {
    sight(name).screen.anew();
  },

  /** @param {string} name */
  close(name) {
    sight(name).close();
    sights.delete(name);
  },
};

Object.assign(globalThis, { picturePage: able });
