/** Decoding beside the page: in a worker, or in the page itself where a worker cannot start. */

import { Starter } from "./starter.js";
import { Decoder } from "./worker.js";

/** @typedef {import("./worker.js").Coded} Coded */
/** @typedef {import("./worker.js").Picture} Picture */
/** @typedef {import("../workers/helper.js").Helper} Helper */
/**
 * Where decoding happens; `video`: whether it shows VP9.
 * @typedef {{video: boolean, decode: (coded: Coded) => Promise<Picture>, close: () => void}} Place
 */

const START_MS = 5000;

/** Largest picture, in pixels, that is copied to be here soon: 1.2 ms in Chromium. */
const COPIED_MAX = 128 * 128;

/** What could not be decoded; `name` as the browser called the fault. */
export class Undecoded extends Error {
  /** @param {string} name */
  constructor(name) {
    super("a picture that cannot be decoded");
    this.name = name;
  }
}

/** Decodes in the order of the calls. Whoever gets a picture closes it. */
export class Decoding {
  /** @type {Promise<Place>} */
  #place;
  #soon;
  #over = false;

  /**
   * @param {{start: (role: "serve") => Helper | null}} [starter]
   * @param {() => boolean} [soon] whether a picture is wanted at once
   */
  constructor(starter = new Starter(), soon = () => false) {
    this.#soon = soon;
    this.#place = this.#begin(starter.start("serve"));
  }

  /** Whether video can be shown. @returns {Promise<boolean>} */
  async video() {
    return (await this.#place).video;
  }

  /**
   * @param {Coded} coded its bytes are given away: they must be nobody else's
   * @returns {Promise<Picture>} rejects with the fault where it cannot be decoded
   */
  async decode(coded) {
    const place = await this.#place;
    if (this.#over) throw new Undecoded("closed");
    return place.decode(coded);
  }

  /** Ends the worker. */
  close() {
    this.#over = true;
    void this.#place.then((place) => place.close());
  }

  /**
   * @param {Helper | null} worker
   * @returns {Promise<Place>}
   */
  async #begin(worker) {
    if (!worker) return here();
    const remote = new Remote(worker, this.#soon, () => {
      this.#place = here();
    });
    return (await remote.ready) ? remote : here();
  }
}

/** @returns {Promise<Place>} in the page */
async function here() {
  const decoder = new Decoder();
  const video = await decoder.prepare();
  return { video, decode: (coded) => decoder.decode(coded), close: () => decoder.close() };
}

/** A worker that decodes, as serve() of worker.js does. */
class Remote {
  #worker;
  #soon;
  #count = 0;
  /** @type {Map<number, {give: (picture: Picture) => void, fail: (why: Undecoded) => void}>} */
  #asked = new Map();
  #begun = false;
  /** @type {(begun: boolean) => void} */
  #begin = () => {};
  video = false;
  /** Whether it has begun; false where it does not. @type {Promise<boolean>} */
  ready;

  /**
   * @param {Helper} worker
   * @param {() => boolean} soon
   * @param {() => void} died called where it breaks after it had begun
   */
  constructor(worker, soon, died) {
    this.#worker = worker;
    this.#soon = soon;
    this.ready = new Promise((tell) => (this.#begin = tell));
    const late = setTimeout(() => this.#begun || this.#broken(died), START_MS);
    void this.ready.then(() => clearTimeout(late));
    worker.onmessage = ({ data }) => this.#message(data);
    worker.onerror = (event) => {
      event.preventDefault();
      this.#broken(died);
    };
  }

  /**
   * @param {Coded} coded
   * @returns {Promise<Picture>}
   */
  decode(coded) {
    this.#count += 1;
    const id = this.#count;
    const small = coded.kind === "image" && coded.width * coded.height <= COPIED_MAX;
    const soon = small && this.#soon();
    return new Promise((give, fail) => {
      this.#asked.set(id, { give, fail });
      this.#worker.postMessage({ id, coded, soon }, [coded.data.buffer]);
    });
  }

  /** Ends it; what is under way fails. */
  close() {
    this.#worker.terminate();
    this.#asked.forEach(({ fail }) => fail(new Undecoded("closed")));
    this.#asked.clear();
  }

  /** @param {{video: boolean} | {id: number, picture: Picture} | {id: number, fault: string}} said */
  #message(said) {
    if ("video" in said) {
      this.video = said.video;
      this.#begun = true;
      this.#begin(true);
      return;
    }
    const asked = this.#asked.get(said.id);
    this.#asked.delete(said.id);
    if ("fault" in said) asked?.fail(new Undecoded(said.fault));
    else if (asked) asked.give(said.picture);
    else said.picture.close();
  }

  /** @param {() => void} died */
  #broken(died) {
    if (this.#begun) died();
    this.#begin(false);
    this.close();
  }
}
