/**
 * Draws picture records on a canvas: whole frames only, strictly in order, every pixel exact.
 *
 * For one line: `anew()`, `resize({width, height, scale})` with what `screen` says, then `take` each
 * picture record. Frames are decoded beside the page and drawn at the next animation frame, all
 * that are ready; `ear.shown` then tells the newest. A page that is not seen draws nothing, and
 * tells nothing. A new size is taken on with the first frame of that size.
 */

import { on } from "../dom.js";
import { Gathering } from "../frames/gathering.js";
import { BadFrame } from "../frames/kinds.js";
import { decode } from "../frames/picture.js";
import { whole } from "../frames/webp.js";
import { Decoding } from "./decoder.js";
import { Painter } from "./painter.js";

/** @typedef {import("../frames/picture.js").Operation} Operation */
/** @typedef {import("../frames/picture.js").Coded} Coded */
/** @typedef {import("./worker.js").Picture} Picture */

/**
 * The remote screen in its own pixels; pictures of it are `scale` times smaller.
 * @typedef {{width: number, height: number, scale?: number}} Size
 */

/**
 * A frame on its way; `pictures`: what came of its operations, once all did.
 * @typedef {{frame: import("../frames/gathering.js").Frame, size: Required<Size>,
 *   coming: (Promise<Picture> | null)[], pictures: (Picture | null)[] | null}} Waiting
 */

/**
 * `shown`: this frame and all before it are on the canvas; `delay` is what the agent measured, in
 * milliseconds, 0 for unknown. `broken`: something could not be shown, `video` where it was one
 * and would be again: nothing more is drawn until `anew`. `size`: the screen has another size.
 * @typedef {{shown: (frame: number, delay: number) => void,
 *   broken: (what: "image" | "video") => void, size: (size: Required<Size>) => void}} Ear
 */

/** Most frames that an agent may have on their way without `shown`. */
const UNSHOWN_MAX = 3;

/** What browsers call a decoder that they took back, such as from a page long unseen. */
const TAKEN_BACK = "QuotaExceededError";

/** The remote screen on a canvas. */
export class Screen {
  #painter;
  #ear;
  #decoding;
  #size = { width: 0, height: 0, scale: 1 };
  /** @type {Required<Size> | null} */
  #told = null;
  #gathering = new Gathering();
  /** Images of the frame that is not whole yet. @type {Map<Coded, Promise<Picture>>} */
  #images = new Map();
  /** @type {Waiting[]} */
  #waiting = [];
  #stopped = false;
  #over = false;
  #asked = 0;
  #stop = new AbortController();

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Ear} ear
   * @param {Decoding} [decoding]
   */
  constructor(canvas, ear, decoding = new Decoding()) {
    this.#painter = new Painter(canvas, () => this.#broken("image"));
    this.#ear = ear;
    this.#decoding = decoding;
    const { signal } = this.#stop;
    on(canvas, "contextrestored", () => this.#broken("image"), { signal });
    on(document, "visibilitychange", () => this.#wake(), { signal });
  }

  /** A new line: its frames count as its agent does, and the first one is the whole screen. */
  anew() {
    this.#discard();
    this.#stopped = false;
    this.#gathering = new Gathering();
    if (this.#size.width > 0) this.#gathering.resize(pictureOf(this.#size));
  }

  /**
   * The remote screen has this size from the next frame on.
   * @param {Size} size
   * @throws {BadFrame} in the middle of a frame
   */
  resize({ width, height, scale = 1 }) {
    const size = { width, height, scale };
    this.#gathering.resize(pictureOf(size));
    this.#size = size;
  }

  /**
   * The next picture record.
   * @param {Uint8Array} plaintext
   * @throws {BadFrame} nothing of its frame is drawn then
   */
  take(plaintext) {
    if (this.#over || this.#stopped) return;
    const part = decode(plaintext, pictureOf(this.#size));
    if (this.#waiting.length >= UNSHOWN_MAX) throw new BadFrame("more frames than may be unshown");
    const frame = this.#gathering.add(part);
    for (const coded of part.operations) this.#begin(coded);
    if (frame) this.#gathered(frame);
  }

  /** Nothing more is drawn. */
  close() {
    this.#over = true;
    this.#discard();
    this.#decoding.close();
    this.#stop.abort();
  }

  /** @param {Coded} coded */
  #begin(coded) {
    if (coded.kind === "webp") this.#image(coded, "image/webp", whole(coded.data));
    else if (coded.kind === "jpeg") this.#image(coded, "image/jpeg", coded.data.slice());
  }

  /**
   * @param {Coded} coded
   * @param {string} type
   * @param {Uint8Array} data
   */
  #image(coded, type, data) {
    const { width, height } = coded;
    const image = this.#decoding.decode({ kind: "image", type, width, height, data });
    image.catch(() => {});
    this.#images.set(coded, image);
  }

  /** @param {import("../frames/gathering.js").Frame} frame */
  #gathered(frame) {
    const coming = frame.operations.map((operation) => this.#coming(operation));
    this.#images.clear();
    /** @type {Waiting} */
    const one = { frame, size: this.#size, coming, pictures: null };
    this.#waiting.push(one);
    Promise.all(coming).then(
      (pictures) => {
        one.pictures = pictures;
        this.#wake();
      },
      (why) => this.#undecoded(one, why),
    );
  }

  /** @param {Operation} operation */
  #coming(operation) {
    if (operation.kind === "webp" || operation.kind === "jpeg") {
      return this.#images.get(operation) ?? null;
    }
    if (operation.kind !== "video") return null;
    const { width, height, begins, data } = operation;
    const picture = this.#decoding.decode({ kind: "video", width, height, begins, data });
    return picture.catch((why) => Promise.reject(Object.assign(why, { video: true })));
  }

  /**
   * @param {Waiting} one
   * @param {{name: string, video?: boolean}} why
   */
  #undecoded(one, { name, video }) {
    if (this.#waiting.includes(one)) this.#broken(video && name !== TAKEN_BACK ? "video" : "image");
  }

  /** @param {"image" | "video"} what */
  #broken(what) {
    if (this.#over || this.#stopped) return;
    this.#stopped = true;
    this.#discard();
    this.#ear.broken(what);
  }

  #wake() {
    // Some browsers go on with animation frames, now and then, in a page that is not seen.
    if (document.hidden || this.#asked !== 0 || !this.#waiting[0]?.pictures) return;
    this.#asked = requestAnimationFrame(() => {
      this.#asked = 0;
      if (!document.hidden) this.#drawReady();
    });
  }

  #drawReady() {
    /** @type {Waiting | null} */
    let last = null;
    try {
      for (let one = this.#waiting[0]; one?.pictures; one = this.#waiting[0]) {
        this.#draw(one, one.pictures);
        this.#waiting.shift();
        free(one);
        last = one;
      }
    } catch {
      this.#broken("image");
      return;
    }
    if (last) this.#ear.shown(last.frame.number, last.frame.delay);
  }

  /**
   * @param {Waiting} waiting
   * @param {(Picture | null)[]} pictures
   */
  #draw({ frame, size }, pictures) {
    this.#painter.resize(pictureOf(size));
    if (size !== this.#told) {
      this.#painter.clear();
      this.#ear.size(size);
    }
    this.#told = size;
    frame.operations.forEach((one, at) => this.#painter.draw(one, pictures[at] ?? null));
  }

  #discard() {
    cancelAnimationFrame(this.#asked);
    this.#asked = 0;
    this.#painter.clear();
    this.#waiting.forEach(free);
    this.#waiting = [];
    this.#images.forEach((image) => closed(image));
    this.#images.clear();
  }
}

/**
 * The size of the pictures of a screen, whose last row and column may stand for half as much.
 * @param {Required<Size>} size
 */
function pictureOf({ width, height, scale }) {
  return { width: Math.ceil(width / scale), height: Math.ceil(height / scale) };
}

/** @param {Waiting} waiting */
function free({ coming }) {
  coming.forEach((picture) => picture && closed(picture));
}

/** @param {Promise<Picture>} picture */
function closed(picture) {
  void picture.then(
    (one) => one.close(),
    () => {},
  );
}
