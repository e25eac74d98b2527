/**
 * All that is sealed between console and agent in a session: one line after another, each with a
 * secret that serves once, and what the customer allowed on it.
 */

import { asked, hear } from "./consent.js";
import * as control from "./frames/control.js";
import { BadFrame, Kind } from "./frames/kinds.js";
import { Line } from "./line.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./wire.js").Asks} Asks */
/** @typedef {import("./wire.js").Joined} Joined */
/** @typedef {import("./line.js").Run} Run */

/** @typedef {import("./flights.js").Mode} Mode */
/** @typedef {import("./handshake.js").DeviceKey} DeviceKey */

/**
 * @typedef {{mode: Mode, session: string, broker: string, secret: Bytes, technician: string,
 *   organisation: string, device?: DeviceKey, expects?: Bytes}} Names
 */

/**
 * How a session by quick access differs: the one PC that is meant, and what asks for the
 * technician's passkey where there is one; that rejects where the technician does not give it.
 * @typedef {{expects: Bytes,
 *   passkey: ((challenge: Bytes) => Promise<import("./frames/control.js").Passkey>) | null}} Quick
 */

/**
 * `picture` and `cursor` may throw BadFrame. `anew`: on the new line frames are counted anew.
 * @typedef {object} Ear
 * @property {() => void} consent it changed, or the line is proved
 * @property {() => void} anew
 * @property {(size: {width: number, height: number, scale: number}) => void} screen
 * @property {(plaintext: Bytes) => void} picture
 * @property {(plaintext: Bytes) => void} cursor
 * @property {(word: string, unopened: boolean) => void} fault a key of the texts under `fault.`;
 *   `unopened`: a record that does not open, after it was allowed
 * @property {() => void} gaveUp the technician did not give the passkey
 */

/**
 * `secret` is wiped as soon as the handshake has its copy; by quick access it is empty.
 * @typedef {{session: string, asks: Asks, reason: string, secret: Bytes, device: DeviceKey | null,
 *   quick: Quick | null, ear: Ear, handshake: (names: Names) => Run, send: (frame: Bytes) => void,
 *   after: (milliseconds: number, call: () => void) => () => void}} Parts
 */

const OFFER = 0x01;

/** The sealed side of one session. */
export class Tunnel {
  #parts;
  /** @type {Line | null} */
  #line = null;
  /** @type {Bytes | null} */
  #secret;
  /** @type {Joined | null} */
  #joined = null;
  /** @type {control.Look} */
  #look = { quality: "auto", half: false, grey: false, video: false };
  /** Whether the agent has proved itself: the password was right, or the PC is the one meant. */
  proved = false;
  /** Whether the technician is being asked for the passkey. */
  confirming = false;
  /** The agent's key of the first line, empty where it has none. @type {Bytes} */
  agentKey = new Uint8Array();
  /** The three words of the first line. @type {number[]} */
  words = [];

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#secret = parts.secret;
    this.consent = asked(parts.asks);
  }

  /**
   * The agent is at the other end and will send its offer: the first time at once.
   * @param {Joined} joined
   */
  join(joined) {
    this.#joined = joined;
    if (joined.resumed) this.suspend();
    else this.#run();
  }

  /**
   * A frame from the agent. Between a cut and the next offer there is only what was under way
   * when the keys were dropped: nobody can open it any more.
   * @param {Bytes} frame
   */
  receive(frame) {
    if (!this.#line && frame[0] === OFFER) this.#run();
    this.#line?.receive(frame);
  }

  /**
   * @param {number} kind
   * @param {Uint8Array} plaintext
   */
  seal(kind, plaintext) {
    this.#line?.seal(kind, plaintext);
  }

  /**
   * How the technician wants to see, on this line and those after it.
   * @param {control.Look} look
   */
  look(look) {
    this.#look = look;
    if (this.consent.allowed !== null) this.#view();
  }

  /**
   * A leg was cut: keeps the resume key of the line and forgets the rest of it.
   * @returns {boolean} whether there is a key to come back with
   */
  suspend() {
    this.#secret ??= this.#line?.takeResume() ?? null;
    this.#line?.drop();
    this.#line = null;
    return this.proved && this.#secret !== null;
  }

  /** Forgets every key. */
  drop() {
    this.#line?.drop();
    this.#line = null;
    this.#secret?.fill(0);
    this.#secret = null;
  }

  #run() {
    const [secret, joined] = [this.#secret, this.#joined];
    if (!secret || !joined) return;
    this.#secret = null;
    const { send, after, ear } = this.#parts;
    const mode = this.#mode();
    const run = this.#parts.handshake(this.#names(mode, secret, joined));
    secret.fill(0);
    this.#line = new Line({
      run,
      send,
      after,
      opened: (open) => this.#opened(mode, open),
      record: (kind, plaintext) => this.#record(kind, plaintext),
      fault: (word, unopened) => ear.fault(word, unopened && this.consent.allowed !== null),
    });
  }

  /** @returns {Mode} */
  #mode() {
    if (this.proved) return "resume";
    return this.#parts.quick ? "quick" : "password";
  }

  /**
   * @param {Mode} mode
   * @param {Bytes} secret
   * @param {Joined} joined
   * @returns {Names}
   */
  #names(mode, secret, { broker, technician, organisation }) {
    const { session, device, quick } = this.#parts;
    const names = { mode, secret, session, broker, technician, organisation };
    return { ...names, ...(device && { device }), ...(quick && { expects: quick.expects }) };
  }

  /**
   * @param {Mode} mode
   * @param {Run} run
   */
  #opened(mode, run) {
    const { asks, ear, quick } = this.#parts;
    this.proved = true;
    this.consent = asked(asks);
    ear.anew();
    if (mode !== "resume") {
      this.agentKey = run.agentKey;
      this.words = run.words;
      if (quick?.passkey) void this.#confirm(quick.passkey(run.passkeyChallenge));
      else this.#ask();
    }
    ear.consent();
  }

  /** @param {Promise<import("./frames/control.js").Passkey>} given */
  async #confirm(given) {
    const line = this.#line;
    this.confirming = true;
    const answer = await given.catch(() => null);
    this.confirming = false;
    if (this.#line !== line) return;
    if (answer === null) return this.#parts.ear.gaveUp();
    this.seal(Kind.CONTROL, control.encode({ type: "passkey", ...answer }));
    this.#ask();
    this.#parts.ear.consent();
  }

  #view() {
    this.seal(Kind.CONTROL, control.encode({ type: "view", ...this.#look }));
  }

  #ask() {
    const { asks, reason } = this.#parts;
    this.seal(Kind.CONTROL, control.encode({ type: "ask", asks, reason }));
  }

  /**
   * @param {number} kind
   * @param {Bytes} plaintext
   */
  #record(kind, plaintext) {
    const { ear } = this.#parts;
    if (kind === Kind.CONTROL) this.#control(control.decode(plaintext));
    else if (this.consent.allowed === null) throw new BadFrame("before it is allowed");
    else if (kind === Kind.PICTURE) ear.picture(plaintext);
    else if (kind === Kind.CURSOR) ear.cursor(plaintext);
    else throw new BadFrame("not from an agent");
  }

  /** @param {import("./frames/control.js").Message} message */
  #control(message) {
    this.consent = hear(this.consent, message);
    if (message.type === "allowed") this.#view();
    if (message.type === "screen") this.#parts.ear.screen(message);
    this.#parts.ear.consent();
  }
}
