// Sealed records of `rab1`, the console's end (docs/protocol.md, "Sealed records").

import { concat, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/**
 * Why a handshake or channel ended.
 * @typedef {"malformed" | "unexpected" | "wrong_version" | "wrong_password" | "tampered"
 *   | "bad_signature" | "wrong_pc" | "exhausted" | "dropped"} Fault
 */
/**
 * How much one key, and one direction, may seal: records and octets (bytes of plaintext) after
 * which a direction takes a new key, and records of a whole direction.
 * @typedef {Readonly<{records: number, octets: number, sequence: number}>} Limits
 */
/** @typedef {Readonly<{aead: CryptoKey, next: CryptoKey, iv: Bytes}>} Keys */

/** @type {Limits} */
export const LIMITS = Object.freeze({ records: 2 ** 20, octets: 2 ** 30, sequence: 2 ** 53 });

/** Type of the first record of each direction, which belongs to the handshake. */
export const AUTH = 0x10;

/** Longest frame, bytes. */
export const RECORD_MAX = 65536;

/** Bytes that a record is longer than its plaintext: the type and the tag. */
export const OVERHEAD = 17;

/** Longest plaintext of a record, bytes. */
export const PLAINTEXT_MAX = RECORD_MAX - OVERHEAD;

const FROM_CONSOLE = Object.freeze([0x11, 0x14, 0x15]);
const FROM_AGENT = Object.freeze([0x11, 0x12, 0x13]);
const REKEY = utf8("rab1 rekey");
const KEY = 32;
const IV = 12;

/** The end of a handshake or channel; `fault` says why. */
export class ChannelError extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault);
    this.name = "ChannelError";
    this.fault = fault;
  }
}

/**
 * HKDF-SHA512 (RFC 5869).
 * @param {CryptoKey} secret
 * @param {Bytes} salt
 * @param {Bytes} info
 * @param {number} size bytes
 * @returns {Promise<Bytes>}
 */
export async function derive(secret, salt, info, size) {
  const algorithm = { name: "HKDF", hash: "SHA-512", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, secret, 8 * size));
}

/**
 * Bytes as a key for `derive` that no script can read back.
 * @param {Bytes} bytes
 * @returns {Promise<CryptoKey>}
 */
export function secretKey(bytes) {
  return crypto.subtle.importKey("raw", bytes, "HKDF", false, ["deriveBits"]);
}

/**
 * One direction of a channel. The number of a record, and the key it belongs to, are taken at the
 * call, before anything is awaited: records may be sealed and opened ahead of one another.
 */
export class Direction {
  #salt;
  #limits;
  #keys;
  #sequence = 0;
  #records = 0;
  #octets = 0;

  /**
   * @param {CryptoKey} secret
   * @param {Bytes} salt hash of the transcript
   * @param {Bytes} info the direction's own
   * @param {Limits} limits
   */
  constructor(secret, salt, info, limits) {
    this.#salt = salt;
    this.#limits = limits;
    this.#keys = this.#deriveLater(Promise.resolve(secret), info);
  }

  /**
   * @param {number} kind
   * @param {Uint8Array} plaintext
   * @returns {Promise<Bytes>}
   */
  async seal(kind, plaintext) {
    const { keys, sequence } = this.#take(plaintext.length);
    const header = Uint8Array.of(kind);
    const data = plaintext.slice();
    const { aead, iv } = await keys;
    const sealed = await crypto.subtle.encrypt(gcm(iv, sequence, header), aead, data);
    return concat(header, new Uint8Array(sealed));
  }

  /**
   * @param {Uint8Array} frame
   * @returns {Promise<{kind: number, plaintext: Bytes}>}
   */
  async open(frame) {
    if (frame.length < OVERHEAD || frame.length > RECORD_MAX) throw new ChannelError("malformed");
    const { keys, sequence } = this.#take(frame.length - OVERHEAD);
    const header = frame.slice(0, 1);
    const data = frame.slice(1);
    const { aead, iv } = await keys;
    try {
      const plaintext = await crypto.subtle.decrypt(gcm(iv, sequence, header), aead, data);
      return { kind: /** @type {number} */ (header[0]), plaintext: new Uint8Array(plaintext) };
    } catch {
      throw new ChannelError("tampered");
    }
  }

  /** @param {number} octets */
  #take(octets) {
    if (this.#sequence >= this.#limits.sequence) throw new ChannelError("exhausted");
    const taken = { keys: this.#keys, sequence: this.#sequence };
    this.#sequence += 1;
    this.#records += 1;
    this.#octets += octets;
    if (this.#records >= this.#limits.records || this.#octets >= this.#limits.octets) {
      this.#records = 0;
      this.#octets = 0;
      this.#keys = this.#deriveLater(taken.keys.then(({ next }) => next), REKEY);
    }
    return taken;
  }

  /**
   * @param {Promise<CryptoKey>} secret
   * @param {Bytes} info
   */
  #deriveLater(secret, info) {
    const keys = secret.then((known) => this.#derive(known, info));
    // A failure shows where the key is used; until then nobody looks at it.
    keys.catch(() => undefined);
    return keys;
  }

  /**
   * @param {CryptoKey} secret
   * @param {Bytes} info
   * @returns {Promise<Keys>}
   */
  async #derive(secret, info) {
    const material = await derive(secret, this.#salt, info, KEY + IV);
    const key = material.subarray(0, KEY);
    try {
      const [aead, next] = await Promise.all([
        crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]),
        secretKey(key),
      ]);
      return { aead, next, iv: material.slice(KEY) };
    } finally {
      material.fill(0);
    }
  }
}

/**
 * @param {Bytes} iv
 * @param {number} sequence
 * @param {Bytes} additionalData
 */
function gcm(iv, sequence, additionalData) {
  const nonce = iv.slice();
  const view = new DataView(nonce.buffer);
  view.setBigUint64(IV - 8, view.getBigUint64(IV - 8) ^ BigInt(sequence));
  return { name: "AES-GCM", iv: nonce, additionalData, tagLength: 128 };
}

/**
 * The console's end of an open channel. Calls may run ahead of one another; their answers come in
 * the order of the calls. Every ChannelError is final: after it, and after `drop`, only "dropped".
 */
export class Channel {
  /** @type {{outgoing: Direction, incoming: Direction} | null} */
  #directions;
  /** @type {Bytes | null} */
  #resume;
  /** @type {Promise<unknown>} */
  #lastSealed = Promise.resolve();
  /** @type {Promise<unknown>} */
  #lastOpened = Promise.resolve();

  /** @param {{outgoing: Direction, incoming: Direction, resume: Bytes}} keys */
  constructor({ outgoing, incoming, resume }) {
    this.#directions = { outgoing, incoming };
    this.#resume = resume;
  }

  /**
   * The frame of the next record to the agent. RangeError, which ends nothing, where the console
   * has no such type of record or the plaintext is too long.
   * @param {number} kind
   * @param {Uint8Array} plaintext
   * @returns {Promise<Bytes>}
   */
  seal(kind, plaintext) {
    if (!FROM_CONSOLE.includes(kind) || plaintext.length > PLAINTEXT_MAX) {
      return Promise.reject(new RangeError("the console sends no such record"));
    }
    const sealed = this.#inTurn(this.#lastSealed, ({ outgoing }) => outgoing.seal(kind, plaintext));
    this.#lastSealed = sealed;
    return sealed;
  }

  /**
   * Type and plaintext of the agent's next record.
   * @param {Uint8Array} frame
   * @returns {Promise<{kind: number, plaintext: Bytes}>}
   */
  open(frame) {
    const opened = this.#inTurn(this.#lastOpened, ({ incoming }) => open(incoming, frame));
    this.#lastOpened = opened;
    return opened;
  }

  /**
   * The 32-byte secret of a later handshake in mode "resume": once, then "unexpected".
   * @returns {Bytes}
   */
  takeResume() {
    if (this.#directions === null) throw new ChannelError("dropped");
    const taken = this.#resume;
    if (taken === null) {
      this.drop();
      throw new ChannelError("unexpected");
    }
    this.#resume = null;
    return taken;
  }

  /** Forgets the keys: nothing is sealed or opened any more, what is under way included. */
  drop() {
    this.#directions = null;
    this.#resume?.fill(0);
    this.#resume = null;
  }

  /**
   * @template T
   * @param {Promise<unknown>} previous
   * @param {(directions: {outgoing: Direction, incoming: Direction}) => Promise<T>} act
   * @returns {Promise<T>}
   */
  async #inTurn(previous, act) {
    if (this.#directions === null) throw new ChannelError("dropped");
    const [, outcome] = await Promise.allSettled([previous, act(this.#directions)]);
    if (this.#directions === null) throw new ChannelError("dropped");
    if (outcome.status === "fulfilled") return outcome.value;
    this.drop();
    throw outcome.reason;
  }
}

/**
 * @param {Direction} incoming
 * @param {Uint8Array} frame
 */
async function open(incoming, frame) {
  const [kind] = frame;
  if (kind !== undefined && !FROM_AGENT.includes(kind)) throw new ChannelError("unexpected");
  return incoming.open(frame);
}
