/**
 * One run of the handshake and the sealed records after it: frames in, in order, records out.
 * Nothing is unsealed before both ends are proved, and nothing after a fault.
 */

import { ChannelError } from "./channel.js";
import { BadFrame } from "./frames/kinds.js";
import { HANDSHAKE_STEP_SECONDS } from "./wire.js";

/** @typedef {import("./channel.js").Channel} Channel */
/** @typedef {import("./bytes.js").Bytes} Bytes */

/**
 * The part of a Handshake that is used here.
 * @typedef {{receive: (frame: Bytes) => Promise<Bytes[]>, channel: Channel | null,
 *   agentKey: Bytes, words: number[], passkeyChallenge: Bytes, drop: () => void}} Run
 */

/**
 * `after` calls back after some milliseconds unless its answer is called before.
 * `fault` gets a word of Fault, "malformed" for what is inside a record, or "silent"; `unopened`:
 * it is a record that does not open, on a line whose ends were proved.
 * @typedef {{run: Run, send: (frame: Bytes) => void, opened: (run: Run) => void,
 *   record: (kind: number, plaintext: Bytes) => void, fault: (word: string, unopened: boolean) => void,
 *   after: (milliseconds: number, call: () => void) => () => void}} Parts
 */

/** The console's end of one run. */
export class Line {
  #parts;
  /** @type {Channel | null} */
  #channel = null;
  /** @type {Bytes | null} */
  #resume = null;
  #inbox = Promise.resolve();
  #outbox = Promise.resolve();
  #over = false;
  #disarm = () => {};

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#arm();
  }

  /**
   * The next frame from the agent.
   * @param {Bytes} frame
   */
  receive(frame) {
    this.#inbox = this.#inbox.then(() => this.#step(frame));
  }

  /**
   * Seals a record and sends it, in the order of the calls.
   * @param {number} kind
   * @param {Uint8Array} plaintext
   */
  seal(kind, plaintext) {
    if (this.#over || !this.#channel) return;
    const sealed = this.#channel.seal(kind, new Uint8Array(plaintext));
    sealed.catch(() => {});
    this.#outbox = this.#outbox.then(() => this.#ship(sealed));
  }

  /** The resume key, once, also after a fault; null where there is none. @returns {Bytes | null} */
  takeResume() {
    const resume = this.#resume;
    this.#resume = null;
    return resume;
  }

  /** Forgets every key. */
  drop() {
    this.#stop();
    this.#resume?.fill(0);
    this.#resume = null;
  }

  /** Nothing is sealed or opened any more. */
  #stop() {
    this.#over = true;
    this.#disarm();
    this.#parts.run.drop();
    this.#channel?.drop();
    this.#channel = null;
  }

  /** @param {Bytes} frame */
  async #step(frame) {
    if (this.#over) return;
    try {
      if (this.#channel) await this.#open(this.#channel, frame);
      else await this.#shake(frame);
    } catch (error) {
      this.#failed(error);
    }
  }

  /**
   * @param {Channel} channel
   * @param {Bytes} frame
   */
  async #open(channel, frame) {
    const { kind, plaintext } = await channel.open(frame);
    if (!this.#over) this.#parts.record(kind, plaintext);
  }

  /** @param {Bytes} frame */
  async #shake(frame) {
    this.#arm();
    const answers = await this.#parts.run.receive(frame);
    if (this.#over) {
      this.#parts.run.channel?.drop();
      return;
    }
    answers.forEach((answer) => this.#parts.send(answer));
    if (!this.#parts.run.channel) return;
    this.#disarm();
    this.#channel = this.#parts.run.channel;
    this.#resume = this.#channel.takeResume();
    this.#parts.opened(this.#parts.run);
  }

  /** @param {Promise<Bytes>} sealed */
  async #ship(sealed) {
    try {
      const frame = await sealed;
      if (!this.#over) this.#parts.send(frame);
    } catch (error) {
      this.#failed(error);
    }
  }

  #arm() {
    this.#disarm();
    const milliseconds = HANDSHAKE_STEP_SECONDS * 1000;
    this.#disarm = this.#parts.after(milliseconds, () => this.#fault("silent"));
  }

  /**
   * Only faults of the line are answered here; a fault of this program is thrown on.
   * @param {unknown} error
   */
  #failed(error) {
    if (this.#over) return;
    if (error instanceof ChannelError) this.#fault(error.fault, this.#channel !== null);
    else {
      this.#fault("malformed");
      if (!(error instanceof BadFrame)) throw error;
    }
  }

  /**
   * @param {string} word
   * @param {boolean} [unopened]
   */
  #fault(word, unopened = false) {
    if (this.#over) return;
    this.#stop();
    this.#parts.fault(word, unopened);
  }
}
