// The console's side of the `rab1` handshake (docs/protocol.md, "Handshake").

import { concat, lvCat, same, utf8 } from "./bytes.js";
import * as cpace from "./cpace.js";
import { AUTH, Channel, ChannelError, LIMITS, RECORD_MAX } from "./channel.js";
import {
  fields,
  isName,
  KEY,
  NONCE,
  OFFER,
  offeredNonce,
  PAKE1,
  PAKE2,
  TA,
  TB,
  VERSION,
} from "./flights.js";
import { agreed, derivedFrom, signed } from "./transcript.js";

export { ChannelError } from "./channel.js";
export { isName } from "./flights.js";
export { supported } from "./cpace.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {import("./channel.js").Limits} Limits */
/** @typedef {import("./flights.js").Mode} Mode */
/**
 * The technician's Ed25519 key: its public half, and what signs with the other.
 * @typedef {Readonly<{publicKey: Bytes, sign: (message: Bytes) => Promise<Bytes>}>} DeviceKey
 */
/**
 * `expects`: the one key of an agent that is taken, in mode "quick" always; `device` is then there
 * too. `random` gives so many unpredictable bytes.
 * @typedef {Readonly<{mode: Mode, session: string, broker: string, secret: Uint8Array,
 *   technician: string, organisation: string, device?: DeviceKey, expects?: Bytes,
 *   random?: (size: number) => Bytes, limits?: Limits}>} Inputs
 */
/** @typedef {import("./transcript.js").Sent} Sent */
/** @typedef {import("./transcript.js").Derived & {agentKey: Bytes}} Run */

const AGENT_AUTH = utf8("rab1 agent auth\0");
const CONSOLE_AUTH = utf8("rab1 console auth\0");

/**
 * Bytes of the secret in each mode.
 * @type {Readonly<Record<Mode, number>>}
 */
export const SECRET_SIZE = Object.freeze({ password: 8, quick: 0, resume: 32 });

/**
 * One run of the console. Every fault is final: the secrets are forgotten, and only "dropped"
 * follows. What is empty at first is set once the agent has proved that it knows the secret too.
 */
export class Handshake {
  /** @type {Channel | null} */
  channel = null;
  /** The agent's key, which it has proved; empty where it has none. @type {Bytes} */
  agentKey = new Uint8Array();
  /** Three words that both people may compare. @type {number[]} */
  words = [];
  /** What a passkey signs for this run. @type {Bytes} */
  passkeyChallenge = new Uint8Array();
  #inputs;
  /** @type {Bytes} */
  #secret;
  /** @type {number | null} */
  #awaited = OFFER;
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  /** @type {Sent | null} */
  #sent = null;
  /** @type {Run | null} */
  #run = null;

  /**
   * `secret` is copied: in mode "password" the 8 ASCII symbols, in mode "resume" the 32 bytes of
   * `takeResume`, in mode "quick" nothing. RangeError for an input out of form.
   * @param {Inputs} inputs
   */
  constructor(inputs) {
    const { secret, ...open } = inputs;
    const { mode, session, broker, technician, organisation, device, expects } = open;
    if (!/^[0-9]{9}$/u.test(session)) throw new RangeError("not a session ID");
    if (![broker, technician, organisation].every(isName)) throw new RangeError("not a name");
    if (secret.length !== SECRET_SIZE[mode]) throw new RangeError("not a secret of this mode");
    if (device && device.publicKey.length !== KEY) throw new RangeError("not a device key");
    if (expects && expects.length !== KEY) throw new RangeError("not an agent's key");
    if (mode === "quick" && !(device && expects)) throw new RangeError("quick needs both keys");
    this.#inputs = open;
    this.#secret = secret.slice();
  }

  /**
   * The frames that answer the agent's next one; the first is the offer. Calls may run ahead of
   * one another and are worked off in order.
   *
   * ChannelError: "wrong_version" (from the offer), "unexpected" (not this frame now, or another
   * mode or session than this run's), "malformed", "tampered" (the agent does not hold the
   * secret, or a changed record), "wrong_pc" (not the key that is expected), "bad_signature", "dropped" (after the end, good or bad).
   * @param {Uint8Array} frame
   * @returns {Promise<Bytes[]>}
   */
  receive(frame) {
    const copy = frame.slice();
    const answered = this.#last.then(() => this.#receive(copy));
    this.#last = answered.catch(() => undefined);
    return answered;
  }

  /** Ends this run and forgets its secrets. A `channel` already handed out lives on. */
  drop() {
    this.#awaited = null;
    this.#secret.fill(0);
    this.#sent = null;
    this.#run?.resume.fill(0);
    this.#run = null;
  }

  /** @param {Bytes} frame */
  async #receive(frame) {
    try {
      return await this.#step(frame);
    } catch (error) {
      this.drop();
      throw error;
    }
  }

  /**
   * @param {Bytes} frame
   * @returns {Promise<Bytes[]>}
   */
  #step(frame) {
    if (this.#awaited === null) throw new ChannelError("dropped");
    if (frame.length === 0 || frame.length > RECORD_MAX) throw new ChannelError("malformed");
    if (frame[0] !== this.#awaited) throw new ChannelError("unexpected");
    switch (this.#awaited) {
      case OFFER:
        return this.#offer(frame);
      case PAKE2:
        return this.#pake2(frame);
      case TB:
        return this.#tb(frame);
      default:
        return this.#auth(frame);
    }
  }

  /** @param {Bytes} offer */
  async #offer(offer) {
    const { mode, session, technician, organisation, device } = this.#inputs;
    const sid = concat(offeredNonce(offer, mode, session), this.#random(NONCE));
    const point = await cpace.generator(this.#secret, await this.#channelId(offer), sid);
    this.#secret.fill(0);
    const scalar = await cpace.scalar(this.#random(cpace.SIZE));
    const ya = await cpace.multiply(scalar, point);
    const key = device?.publicKey ?? new Uint8Array();
    const ada = lvCat(utf8(technician), utf8(organisation), key);
    this.#goOn(PAKE2);
    this.#sent = { offer, sid, scalar, message: [ya, ada] };
    return [concat(Uint8Array.of(PAKE1), lvCat(sid.slice(NONCE), ya, ada))];
  }

  /** @param {number} size */
  #random(size) {
    const { random } = this.#inputs;
    return random ? random(size) : crypto.getRandomValues(new Uint8Array(size));
  }

  /** @param {Bytes} offer */
  async #channelId(offer) {
    const { mode, session, broker } = this.#inputs;
    const roles = [utf8("console"), utf8("agent")];
    const hash = await cpace.sha512(offer);
    return lvCat(VERSION, utf8(mode), utf8(session), ...roles, hash, utf8(broker));
  }

  /** @param {Bytes} frame */
  async #pake2(frame) {
    const sent = present(this.#sent);
    const [yb, adb] = fields(frame.slice(1), 2);
    const agentKey = this.#agentKey(present(adb));
    const message = /** @type {cpace.Message} */ ([present(yb), present(adb)]);
    if (!cpace.isCanonical(message[0])) throw new ChannelError("malformed");
    const isk = await agreed(sent, message);
    const ta = await cpace.tag(sent.sid, isk, sent.message);
    const derived = await derivedFrom(sent, message, isk, this.#inputs.limits ?? LIMITS);
    isk.fill(0);
    this.#goOn(TB);
    this.#sent = null;
    this.#run = { ...derived, agentKey };
    return [concat(Uint8Array.of(TA), ta)];
  }

  /**
   * @param {Bytes} adb
   * @returns {Bytes}
   */
  #agentKey(adb) {
    const { expects } = this.#inputs;
    const key = present(fields(adb, 1)[0]);
    if (key.length !== 0 && key.length !== KEY) throw new ChannelError("malformed");
    if (expects && !same(key, expects)) throw new ChannelError("wrong_pc");
    return key;
  }

  /** @param {Bytes} frame */
  async #tb(frame) {
    if (frame.length !== 1 + cpace.TAG_SIZE) throw new ChannelError("malformed");
    // An agent that answers a right `ta` knows the secret, so a wrong `tb` is an impostor's.
    if (!same(frame.slice(1), present(this.#run).tb)) throw new ChannelError("tampered");
    this.#goOn(AUTH);
    return [];
  }

  /** @param {Bytes} frame */
  async #auth(frame) {
    const { incoming, outgoing, agentKey, salt, resume, words, challenge } = present(this.#run);
    const { plaintext } = await incoming.open(frame);
    if (!(await signed(agentKey, concat(AGENT_AUTH, salt), plaintext))) {
      throw new ChannelError("bad_signature");
    }
    const sign = this.#inputs.device?.sign;
    const signature = sign ? await sign(concat(CONSOLE_AUTH, salt)) : new Uint8Array();
    const answer = await outgoing.seal(AUTH, signature);
    this.#goOn(null);
    this.#run = null;
    this.channel = new Channel({ outgoing, incoming, resume });
    Object.assign(this, { agentKey, words, passkeyChallenge: challenge });
    return [answer];
  }

  /**
   * What may come next, unless this run was dropped meanwhile.
   * @param {number | null} awaited
   */
  #goOn(awaited) {
    if (this.#awaited === null) throw new ChannelError("dropped");
    this.#awaited = awaited;
  }
}

/**
 * @template T
 * @param {T | null | undefined} value
 * @returns {T}
 */
function present(value) {
  if (value === null || value === undefined) throw new ChannelError("dropped");
  return value;
}
