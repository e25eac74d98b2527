/** The console's WebSocket to the broker: text and binary frames out of it, in order. */

import { Silence } from "./silence.js";
import { CLOSE, RECORD_MAX } from "./wire.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */

/**
 * The part of a WebSocket that is used here.
 * @typedef {{binaryType: string, readyState: number, send: (data: string | Bytes) => void,
 *   close: (code?: number) => void,
 *   addEventListener: (type: string, listener: (event: any) => void) => void}} Socket
 */

/**
 * `closed` gets the broker's reason (see CLOSE), or null where the line was cut.
 * @typedef {{text: (text: string) => void, binary: (frame: Bytes) => void,
 *   opened: () => void, closed: (reason: string | null) => void}} Listener
 */

const OPEN = 1;

/** A code that does not say goodbye: should the broker still hear it, it is a cut. */
const NO_GOODBYE = 4999;

/**
 * One connection. After `closed`, or its own `close`, nothing more is told. A connection that
 * brings nothing for too long is taken for cut.
 */
export class Leg {
  #socket;
  #listener;
  #silence;
  #over = false;

  /**
   * @param {Socket} socket a new one
   * @param {Listener} listener
   * @param {import("./silence.js").Clock} clock
   */
  constructor(socket, listener, clock) {
    this.#socket = socket;
    this.#listener = listener;
    this.#silence = new Silence(clock, () => this.cut());
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => this.#over || listener.opened());
    socket.addEventListener("message", ({ data }) => this.#message(data));
    socket.addEventListener("close", ({ code }) => this.#closed(CLOSE[code] ?? null));
    socket.addEventListener("error", () => this.#closed(null));
  }

  /**
   * Sends a frame; on a connection that is not open it is dropped.
   * @param {string | Bytes} frame
   */
  send(frame) {
    if (!this.#over && this.#socket.readyState === OPEN) this.#socket.send(frame);
  }

  /** Closes from this side, silently. */
  close() {
    this.#over = true;
    this.#silence.stop();
    this.#socket.close();
  }

  /** The line is known to be cut, before the socket says so. */
  cut() {
    this.#closed(null);
    this.#socket.close(NO_GOODBYE);
  }

  /** @param {unknown} data */
  #message(data) {
    if (this.#over) return;
    this.#silence.heard();
    if (typeof data === "string") this.#listener.text(data);
    else if (data instanceof ArrayBuffer && data.byteLength <= RECORD_MAX) {
      this.#listener.binary(new Uint8Array(data));
    } else this.#listener.binary(new Uint8Array());
  }

  /** @param {string | null} reason */
  #closed(reason) {
    if (this.#over) return;
    this.#over = true;
    this.#silence.stop();
    this.#listener.closed(reason);
  }
}
