// Plays a case of tests/vectors/rab1/ with the console's own code. No node here: a browser runs it too.

import { lvCat, lvSplit, utf8 } from "../../web/bytes.js";
import { ChannelError, Direction, secretKey } from "../../web/channel.js";
import * as cpace from "../../web/cpace.js";
import { Handshake, isName } from "../../web/handshake.js";

/** @typedef {import("../../web/bytes.js").Bytes} Bytes */
/** @typedef {import("../../web/channel.js").Channel} Channel */
/** @typedef {import("../../web/channel.js").Limits} Limits */
/** @typedef {{from: string, frame: string}} Flight */
/** @typedef {Flight & {kind: number, plaintext: string}} PlayedRecord */
/** @typedef {{frame: string, zeros?: number, seal?: number, plaintext?: string, fault: string}} End */
/**
 * @typedef {{name: string, role: string, setup: any, flights: Flight[], records: PlayedRecord[],
 *   resume?: string, words?: number[], agent_key?: string, passkey_challenge?: string,
 *   end?: End}} Case
 */

const LIMITS = Object.freeze({ records: 2 ** 20, octets: 2 ** 30, sequence: 2 ** 53 });

/**
 * @param {string} text
 * @returns {Bytes}
 */
export function unhex(text) {
  return Uint8Array.from(text.match(/../gu) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @param {Uint8Array} bytes */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * @param {boolean} holds
 * @param {string} what
 */
function check(holds, what) {
  if (!holds) throw new Error(what);
}

/** @param {Case} wanted */
export async function consoleOf({ setup }) {
  const values = [unhex(setup.nt), unhex(setup.ya)];
  const device = setup.device_seed ? { device: await deviceOf(setup.device_seed) } : {};
  return new Handshake({
    mode: setup.mode,
    session: setup.session,
    broker: setup.broker,
    secret: unhex(setup.secret),
    technician: setup.technician,
    organisation: setup.organisation,
    random: () => /** @type {Bytes} */ (values.shift()),
    limits: { ...LIMITS, ...setup.limits },
    ...(setup.expects ? { expects: unhex(setup.expects) } : {}),
    ...device,
  });
}

/** @param {string} seed */
export async function deviceOf(seed) {
  const pkcs8 = unhex(`302e020100300506032b657004220420${seed}`);
  const key = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", key);
  const text = atob(String(x).replaceAll("-", "+").replaceAll("_", "/"));
  return {
    publicKey: Uint8Array.from(text, (letter) => letter.charCodeAt(0)),
    /** @param {Bytes} message */
    sign: async (message) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, message)),
  };
}

/**
 * Every flight and record; an Error where the console's frames are not the case's.
 * @param {Case} wanted
 */
export async function play(wanted) {
  const end = await consoleOf(wanted);
  /** @type {Bytes[]} */
  let waiting = [];
  for (const flight of wanted.flights) {
    if (flight.from === "console") {
      check(hex(waiting.shift() ?? new Uint8Array()) === flight.frame, "another frame");
    } else {
      check(waiting.length === 0, "a frame too many");
      waiting = await end.receive(unhex(flight.frame));
    }
  }
  check(waiting.length === 0, "a frame too many");
  for (const record of wanted.records) await playRecord(end.channel, record);
  return end;
}

/**
 * @param {Channel | null} channel
 * @param {PlayedRecord} record
 */
async function playRecord(channel, record) {
  if (channel === null) throw new Error("not open");
  if (record.from === "console") {
    const sealed = await channel.seal(record.kind, unhex(record.plaintext));
    check(hex(sealed) === record.frame, "another record");
  } else {
    const { kind, plaintext } = await channel.open(unhex(record.frame));
    check(kind === record.kind && hex(plaintext) === record.plaintext, "another plaintext");
  }
}

/**
 * Runs one must-reject case; an Error where it is not refused as it says.
 * @param {Case} wanted
 */
export async function refused(wanted) {
  const handshake = await play(wanted);
  const end = /** @type {End} */ (wanted.end);
  const opened = handshake.channel !== null;
  const fault = await faultOf(() => finish(handshake, end));
  check(fault === end.fault, `${fault} and not ${end.fault}`);
  check((await faultOf(() => finish(handshake, end))) === "dropped", "not dead afterwards");
  check(opened === (handshake.channel !== null), "opened all the same");
}

/**
 * @param {Handshake} handshake
 * @param {End} end
 */
function finish(handshake, end) {
  const { channel } = handshake;
  if (end.seal !== undefined) return channel?.seal(end.seal, unhex(end.plaintext ?? ""));
  const frame = unhex(end.frame + "00".repeat(end.zeros ?? 0));
  return channel === null ? handshake.receive(frame) : channel.open(frame);
}

/**
 * The fault with which something fails.
 * @param {() => unknown} act
 * @returns {Promise<string>}
 */
export async function faultOf(act) {
  try {
    await act();
  } catch (error) {
    if (error instanceof ChannelError) return error.fault;
    throw error;
  }
  return "none";
}

/**
 * Runs one valid case.
 * @param {Case} wanted
 */
export async function succeeds(wanted) {
  const end = await play(wanted);
  const { channel } = end;
  check(channel !== null && hex(channel.takeResume()) === wanted.resume, "another resume secret");
  check(hex(end.agentKey ?? new Uint8Array()) === wanted.agent_key, "another agent key");
  const { mode } = wanted.setup;
  if (mode !== "resume") check(end.words.join() === wanted.words?.join(), "other words");
  if (mode === "quick") {
    check(hex(end.passkeyChallenge) === wanted.passkey_challenge, "another challenge");
  }
}

/**
 * One direction of records, sealed and opened, and the spoilt ones refused.
 * @param {any} wanted
 */
export async function direction(wanted) {
  const secret = await secretKey(unhex(wanted.secret));
  const make = () => new Direction(secret, unhex(wanted.th), utf8(wanted.info), wanted.limits);
  const [sealing, opening] = [make(), make()];
  for (const record of wanted.records) {
    const frame = await sealing.seal(record.kind, unhex(record.plaintext));
    check(hex(frame) === record.frame, "another record");
    check(hex((await opening.open(frame)).plaintext) === record.plaintext, "another plaintext");
  }
  if (wanted.ends) {
    check((await faultOf(() => sealing.seal(0x11, new Uint8Array()))) === "exhausted", "seals on");
    check((await faultOf(() => opening.open(new Uint8Array(17)))) === "exhausted", "opens on");
  }
  for (const frame of wanted.bad) {
    const fault = frame.length / 2 < 17 ? "malformed" : "tampered";
    check((await faultOf(() => make().open(unhex(frame)))) === fault, `a spoilt record: ${frame}`);
  }
}

/**
 * One part of the channel.
 * @param {any} wanted
 */
export async function part(wanted) {
  await parts[wanted.part]?.(wanted);
  check(wanted.part in parts, "an unknown part");
}

/** @type {Record<string, (wanted: any) => Promise<void>>} */
const parts = {
  lv: async ({ size, sha512 }) => {
    const data = Uint8Array.from({ length: size }, (_, at) => at % 251);
    const joined = lvCat(data, data);
    check(hex(await cpace.sha512(joined)) === sha512, "another lv_cat");
    check(lvSplit(joined).map(hex).join() === [data, data].map(hex).join(), "split otherwise");
  },
  lv_bad: async ({ data }) => {
    let parsed = true;
    try {
      lvSplit(unhex(data));
    } catch (error) {
      parsed = !(error instanceof RangeError);
    }
    check(!parsed, "parsed");
  },
  name: async ({ text, good }) => check(isName(text) === good, "judged otherwise"),
  share: async ({ share, canonical, scalar, product }) => {
    check(cpace.isCanonical(unhex(share)) === canonical, "judged otherwise");
    const key = await cpace.scalar(unhex(scalar));
    const result = await cpace.multiply(key, unhex(share)).then(hex, () => null);
    check(result === product, `${result} and not ${product}`);
  },
  cpace: async (values) => {
    const bytes = (/** @type {string} */ name) => unhex(values[name]);
    const point = await cpace.generator(bytes("prs"), bytes("ci"), bytes("sid"));
    check(hex(point) === values.generator, "another generator");
    const [a, b] = [await cpace.scalar(bytes("ya")), await cpace.scalar(bytes("yb"))];
    check(hex(await cpace.multiply(a, point)) === values.share_a, "another share");
    const k = await cpace.multiply(b, bytes("share_a"));
    check(hex(k) === values.k, "another shared point");
    const messageA = /** @type {const} */ ([bytes("share_a"), utf8("ADa")]);
    const messageB = /** @type {const} */ ([bytes("share_b"), utf8("ADb")]);
    const isk = await cpace.intermediateKey(bytes("sid"), k, messageA, messageB);
    check(hex(isk) === values.isk, "another intermediate key");
    check(hex(await cpace.tag(bytes("sid"), isk, messageA)) === values.tag_a, "another tag");
  },
};

/**
 * Runs a case of any file by what it is.
 * @param {any} wanted
 */
export function run(wanted) {
  if (wanted.part) return part(wanted);
  if (wanted.info) return direction(wanted);
  return wanted.end ? refused(wanted) : succeeds(wanted);
}
