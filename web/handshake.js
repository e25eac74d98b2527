// The console's side of the `rab1` handshake (docs/protocol.md, "Handshake").

import { concat, lvCat, same, utf8 } from "./bytes.js";
import * as cpace from "./cpace.js";
import {
  AUTH,
  Channel,
  ChannelError,
  derive,
  Direction,
  LIMITS,
  RECORD_MAX,
  secretKey,
} from "./channel.js";
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
 * `random` gives so many unpredictable bytes.
 * @typedef {Readonly<{mode: Mode, session: string, broker: string, secret: Uint8Array,
 *   technician: string, organisation: string, device?: DeviceKey,
 *   random?: (size: number) => Bytes, limits?: Limits}>} Inputs
 */
/**
 * @typedef {Readonly<{offer: Bytes, sid: Bytes, scalar: CryptoKey, message: cpace.Message}>} Sent
 */
/**
 * `salt` is the hash of the transcript.
 * @typedef {Readonly<{salt: Bytes, tb: Bytes, agentKey: Bytes, outgoing: Direction,
 *   incoming: Direction, resume: Bytes}>} Run
 */

const AGENT_AUTH = utf8("rab1 agent auth\0");
const CONSOLE_AUTH = utf8("rab1 console auth\0");

/**
 * Bytes of the secret in each mode.
 * @type {Readonly<Record<Mode, number>>}
 */
export const SECRET_SIZE = Object.freeze({ password: 8, resume: 32 });

/**
 * One run of the console. Every fault is final: the secrets are forgotten, and only "dropped"
 * follows. `channel` is set once the agent has proved that it knows the secret too.
 */
export class Handshake {
  /** @type {Channel | null} */
  channel = null;
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
   * `takeResume`. RangeError for an input out of form.
   * @param {Inputs} inputs
   */
  constructor(inputs) {
    const { secret, ...open } = inputs;
    const { mode, session, broker, technician, organisation, device } = open;
    if (!/^[0-9]{9}$/u.test(session)) throw new RangeError("not a session ID");
    if (![broker, technician, organisation].every(isName)) throw new RangeError("not a name");
    if (secret.length !== SECRET_SIZE[mode]) throw new RangeError("not a secret of this mode");
    if (device && device.publicKey.length !== KEY) throw new RangeError("not a device key");
    this.#inputs = open;
    this.#secret = secret.slice();
  }

  /**
   * The frames that answer the agent's next one; the first is the offer. Calls may run ahead of
   * one another and are worked off in order.
   *
   * ChannelError: "wrong_version" (from the offer), "unexpected" (not this frame now, or another
   * mode or session than this run's), "malformed", "tampered" (the agent does not hold the
   * secret, or a changed record), "bad_signature", "dropped" (after the end, good or bad).
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
    const [agentKey] = fields(present(adb), 1);
    const message = /** @type {cpace.Message} */ ([present(yb), present(adb)]);
    if (!cpace.isCanonical(message[0]) || ![0, KEY].includes(present(agentKey).length)) {
      throw new ChannelError("malformed");
    }
    const isk = await agreed(sent, message);
    const ta = await cpace.tag(sent.sid, isk, sent.message);
    const run = await this.#newRun(sent, message, isk);
    isk.fill(0);
    this.#goOn(TB);
    this.#sent = null;
    this.#run = { ...run, agentKey: present(agentKey) };
    return [concat(Uint8Array.of(TA), ta)];
  }

  /**
   * @param {Sent} sent
   * @param {cpace.Message} message
   * @param {Bytes} isk
   */
  async #newRun(sent, message, isk) {
    const salt = await cpace.sha512(lvCat(sent.offer, sent.sid, ...sent.message, ...message));
    const secret = await secretKey(isk);
    const limits = this.#inputs.limits ?? LIMITS;
    return {
      salt,
      tb: await cpace.tag(sent.sid, isk, message),
      outgoing: new Direction(secret, salt, utf8("rab1 c2a"), limits),
      incoming: new Direction(secret, salt, utf8("rab1 a2c"), limits),
      resume: await derive(secret, salt, utf8("rab1 resume"), SECRET_SIZE.resume),
    };
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
    const { incoming, outgoing, agentKey, salt, resume } = present(this.#run);
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
 * The intermediate key of a run.
 * @param {Sent} sent
 * @param {cpace.Message} message
 */
async function agreed({ sid, scalar, message: own }, message) {
  const shared = await cpace.multiply(scalar, message[0]).catch((error) => {
    throw error instanceof RangeError ? new ChannelError("malformed") : error;
  });
  const isk = await cpace.intermediateKey(sid, shared, own, message);
  shared.fill(0);
  return isk;
}

/**
 * Whether a signature is the key's; without a key, whether it is empty.
 * @param {Bytes} publicKey
 * @param {Bytes} message
 * @param {Bytes} signature
 */
async function signed(publicKey, message, signature) {
  if (publicKey.length === 0) return signature.length === 0;
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, message);
  } catch {
    // Bytes that are no key have signed nothing.
    return false;
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
