/**
 * A WebSocket that a worker holds, or, where no worker starts, the page. What it brings after a key
 * comes at once (see speaker.js).
 */

/** @typedef {import("./carrier.js").Happening} Happening */
/** @typedef {import("./carrier.js").Request} Request */
/** @typedef {import("../leg.js").Socket} Socket */

/**
 * `helper`: a worker that carries, null where there is none. `near`: a WebSocket of the page. `soon`:
 * for how many milliseconds what comes is wanted at once.
 * @typedef {{address: string, helper: import("./helper.js").Helper | null,
 *   near: (address: string) => Socket, soon: () => number,
 *   after: (milliseconds: number, call: () => void) => () => void}} Parts
 */

const START_MS = 5000;
const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;
const CUT = 1006;

/** As much of a WebSocket as a leg uses. Frames are always ArrayBuffers or texts. */
export class FarSocket extends EventTarget {
  binaryType = "arraybuffer";
  readyState = CONNECTING;
  #parts;
  #helper;
  /** @type {Socket | null} */
  #near = null;
  #next = 0;
  /** What overtook something that is not here yet, by its number. @type {Map<number, Happening>} */
  #early = new Map();
  #disarm = () => {};

  /** @param {Parts} parts */
  constructor(parts) {
    super();
    this.#parts = parts;
    this.#helper = parts.helper;
    if (this.#helper) this.#begin(this.#helper);
    else this.#stay();
  }

  /** @param {string | Uint8Array<ArrayBuffer>} frame */
  send(frame) {
    if (this.#near) this.#near.send(frame);
    else this.#ask({ frame, soon: this.#parts.soon() });
  }

  /** @param {number} [code] */
  close(code) {
    if (this.readyState >= CLOSING) return;
    this.readyState = CLOSING;
    if (this.#near) this.#near.close(code);
    else this.#ask({ close: code });
  }

  /** @param {import("./helper.js").Helper} helper */
  #begin(helper) {
    helper.onmessage = ({ data: { at, happening } }) => this.#heard(at, happening);
    helper.onerror = (event) => {
      event.preventDefault();
      this.#broken();
    };
    this.#disarm = this.#parts.after(START_MS, () => this.#broken());
    this.#ask({ address: this.#parts.address });
  }

  /** @param {Request} request */
  #ask(request) {
    this.#helper?.postMessage(request);
  }

  /** @param {number} at @param {Happening} happening */
  #heard(at, happening) {
    this.#early.set(at, happening);
    for (let next = this.#early.get(this.#next); next; next = this.#early.get(this.#next)) {
      this.#early.delete(this.#next);
      this.#next += 1;
      this.#happened(next);
    }
  }

  /** @param {Happening} happening */
  #happened(happening) {
    const { type, ...said } = happening;
    if (type === "begun") {
      this.#disarm();
      return;
    }
    if (type === "open" && this.readyState === CONNECTING) this.readyState = OPEN;
    if (type === "close") this.#end();
    this.dispatchEvent(Object.assign(new Event(type), said));
  }

  /** The worker does not start, or broke. */
  #broken() {
    if (this.readyState === CONNECTING && this.#next === 0) {
      this.#end();
      this.#stay();
    } else if (this.#helper) this.#happened({ type: "close", code: CUT });
  }

  /** The page has the socket itself. */
  #stay() {
    this.readyState = CONNECTING;
    const near = (this.#near = this.#parts.near(this.#parts.address));
    near.binaryType = this.binaryType;
    near.addEventListener("open", () => this.#happened({ type: "open" }));
    near.addEventListener("message", ({ data }) => this.#happened({ type: "message", data }));
    near.addEventListener("close", ({ code }) => this.#happened({ type: "close", code }));
  }

  #end() {
    this.readyState = CLOSED;
    this.#disarm();
    this.#early.clear();
    this.#helper?.terminate();
    this.#helper = null;
  }
}
