/**
 * The roster: who works for the organisation, with which keys, signed by the organisation's root.
 * The same rules as broker/wire/roster.py; docs/protocol.md describes the text.
 */

import { concat, same, utf8 } from "../bytes.js";
import { hasFields, parsed } from "./canonical.js";
import { BadDocument, bytesOf, KEY_SIZE, nameOf, passkeyOf, SIGNATURE_SIZE } from "./documents.js";
import { signed } from "../transcript.js";
import { ROSTER_MAX } from "../wire.js";

/** @typedef {import("../bytes.js").Bytes} Bytes */
/**
 * @typedef {Readonly<{key: Bytes, name: string, passkey: import("./documents.js").Passkey | null,
 *   state: "active" | "left"}>} Entry
 */
/**
 * Times in milliseconds since 1970, UTC.
 * @typedef {Readonly<{organisation: string, version: number, made: number, expires: number,
 *   technicians: readonly Entry[]}>} Roster
 */
/** @typedef {Readonly<{from: Bytes, to: Bytes, signature: Bytes}>} Handover */
/**
 * A roster with its signatures, whose form is right; nobody has checked them yet.
 * @typedef {Readonly<{roster: Roster, inner: Bytes, root: Bytes, signature: Bytes,
 *   handovers: readonly Handover[]}>} Signed
 */

/**
 * Why a roster is not accepted; the same words in the broker, the agent and the console.
 * @typedef {"malformed" | "wrong_root" | "bad_signature" | "expired" | "rolled_back"} Fault
 */

const TECHNICIANS_MAX = 400;
const HANDOVERS_MAX = 16;
const VERSION_MAX = 2 ** 31 - 1;
const QUOTED_MAX = 60 * 1024 - 64;

/** A roster that is not accepted. */
export class RosterError extends Error {
  /** @param {Fault} fault */
  constructor(fault) {
    super(fault);
    this.fault = fault;
  }
}

/**
 * A roster that holds, and the root to pin from now on.
 * @param {string} text
 * @param {{root: Bytes, version: number, now: number}} known the pinned root, the highest version
 *   seen, and milliseconds since 1970
 * @returns {Promise<{roster: Roster, root: Bytes}>}
 * @throws {RosterError}
 */
export async function verify(text, { root, version, now }) {
  const found = decode(text);
  const handovers = leading(found, root);
  if (handovers === null) throw new RosterError("wrong_root");
  for (const { from, to, signature } of handovers) {
    const word = concat(utf8("affianco root handover\0"), from, to);
    if (!(await signed(from, word, signature))) throw new RosterError("bad_signature");
  }
  if (!(await ownSignature(found))) throw new RosterError("bad_signature");
  if (found.roster.expires <= now) throw new RosterError("expired");
  if (found.roster.version < version) throw new RosterError("rolled_back");
  return { roster: found.roster, root: found.root };
}

/**
 * Whether a roster is signed by the root that it names.
 * @param {Signed} found
 */
export function ownSignature({ root, inner, signature }) {
  return signed(root, concat(utf8("affianco roster\0"), inner), signature);
}

/**
 * The entry of a key, whether it still counts or not.
 * @param {Roster} roster
 * @param {Bytes} key
 * @returns {Entry | undefined}
 */
export function entryOf(roster, key) {
  return roster.technicians.find((entry) => same(entry.key, key));
}

/**
 * The roster that a text is, its signatures unchecked.
 * @param {string} text
 * @returns {Signed}
 * @throws {RosterError} "malformed"
 */
export function decode(text) {
  try {
    return read(text);
  } catch (error) {
    throw error instanceof BadDocument ? new RosterError("malformed") : error;
  }
}

/**
 * The handovers that lead from a root to the present one; null where none does.
 * @param {Signed} found
 * @param {Bytes} pinned
 */
function leading({ root, handovers }, pinned) {
  if (same(root, pinned)) return [];
  const at = handovers.findIndex(({ from }) => same(from, pinned));
  return at < 0 ? null : handovers.slice(at);
}

/** @param {string} text */
function read(text) {
  const [inner, outer, rest, ...more] = text.split("\n");
  check(size(text) <= ROSTER_MAX && size(JSON.stringify(text)) <= QUOTED_MAX, "too long");
  check(!/\p{Cs}/u.test(text), "not Unicode text");
  check(outer !== undefined && rest === "" && more.length === 0, "not exactly two lines");
  return { roster: roster(parsed(inner ?? "")), inner: utf8(inner ?? ""), ...seals(parsed(outer ?? "")) };
}

/** @param {string} text */
function size(text) {
  return utf8(text).length;
}

/**
 * @param {unknown} value
 * @returns {Roster}
 */
function roster(value) {
  const names = ["expires", "made", "organisation", "technicians", "v", "version"];
  if (!hasFields(value, names) || value.v !== 1) throw new BadDocument("other fields");
  const version = /** @type {number} */ (value.version);
  check(Number.isInteger(version) && version >= 1 && version <= VERSION_MAX, "not a version");
  const technicians = list(value.technicians, TECHNICIANS_MAX).map(entry);
  const keys = new Set(technicians.map(({ key }) => key.join()));
  check(keys.size === technicians.length, "a key twice");
  const [made, expires] = [time(value.made), time(value.expires)];
  check(made < expires, "expires before it is made");
  return { organisation: nameOf(value.organisation), version, made, expires, technicians };
}

/**
 * @param {unknown} value
 * @returns {Entry}
 */
function entry(value) {
  const names = ["key", "name", "passkey", "state"];
  if (!hasFields(value, names)) throw new BadDocument("technician: other fields");
  const { state } = value;
  if (state !== "active" && state !== "left") throw new BadDocument("technician: no such state");
  const key = bytesOf(value.key, KEY_SIZE, KEY_SIZE);
  return { key, name: nameOf(value.name), passkey: passkeyOf(value.passkey), state };
}

/** @param {unknown} value */
function seals(value) {
  if (!hasFields(value, ["handovers", "root", "signature"])) throw new BadDocument("other fields");
  const root = bytesOf(value.root, KEY_SIZE, KEY_SIZE);
  const handovers = list(value.handovers, HANDOVERS_MAX).map(handover);
  const roots = [...handovers.map(({ from }) => from), root];
  check(new Set(roots.map((one) => one.join())).size === roots.length, "a root twice");
  handovers.forEach(({ to }, at) => {
    check(same(to, roots[at + 1] ?? new Uint8Array()), "not a chain that ends at the root");
  });
  return { root, handovers, signature: bytesOf(value.signature, SIGNATURE_SIZE, SIGNATURE_SIZE) };
}

/**
 * @param {unknown} value
 * @returns {Handover}
 */
function handover(value) {
  if (!hasFields(value, ["from", "signature", "to"])) throw new BadDocument("other fields");
  return {
    from: bytesOf(value.from, KEY_SIZE, KEY_SIZE),
    to: bytesOf(value.to, KEY_SIZE, KEY_SIZE),
    signature: bytesOf(value.signature, SIGNATURE_SIZE, SIGNATURE_SIZE),
  };
}

/**
 * @param {unknown} value
 * @param {number} most
 * @returns {unknown[]}
 */
function list(value, most) {
  if (!Array.isArray(value) || value.length > most) throw new BadDocument("not a list");
  return value;
}

/**
 * Milliseconds of a time such as 2027-02-20T00:00:00Z.
 * @param {unknown} value
 */
function time(value) {
  const moment = typeof value === "string" ? new Date(value) : new Date(Number.NaN);
  const written = Number.isNaN(moment.getTime()) ? "" : moment.toISOString().replace(".000Z", "Z");
  check(/^[1-9]\d{3}-/.test(written) && written === value, "not a time");
  return moment.getTime();
}

/**
 * @param {boolean} holds
 * @param {string} what
 */
function check(holds, what) {
  if (!holds) throw new BadDocument(what);
}
