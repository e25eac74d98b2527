// The office's side for tests: keys out of one byte, and rosters signed with them.

import { concat, hex, utf8 } from "../../web/bytes.js";
import { canonical } from "../../web/quick/canonical.js";

/** @typedef {import("../../web/bytes.js").Bytes} Bytes */

/**
 * The key whose seed is this byte, 32 times.
 * @param {number} byte
 */
export async function keyOf(byte) {
  const head = Uint8Array.from([48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32]);
  const pkcs8 = concat(head, new Uint8Array(32).fill(byte));
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", true, ["sign"]);
  const { x } = await crypto.subtle.exportKey("jwk", privateKey);
  const publicKey = new Uint8Array(Buffer.from(String(x), "base64url"));
  /** @param {Bytes} message */
  const sign = async (message) =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, message));
  return { publicKey, privateKey, sign };
}

/** @typedef {Awaited<ReturnType<typeof keyOf>>} Key */

/**
 * @param {Key} key
 * @param {Record<string, unknown>} [changed]
 */
export function entry(key, changed = {}) {
  return { key: hex(key.publicKey), name: "Ada", passkey: null, state: "active", ...changed };
}

/**
 * What a roster says, as plain values.
 * @param {Record<string, unknown>} [changed]
 * @returns {Record<string, unknown>}
 */
export function values(changed = {}) {
  const times = { made: "2026-11-22T00:00:00Z", expires: "2027-02-20T00:00:00Z" };
  return { v: 1, organisation: "Studio", version: 5, ...times, technicians: [], ...changed };
}

/**
 * The text of a roster.
 * @param {Record<string, unknown>} said
 * @param {Key} root
 * @param {unknown[]} [handovers]
 */
export async function rosterText(said, root, handovers = []) {
  const inner = canonical(said);
  const signature = hex(await root.sign(concat(utf8("affianco roster\0"), utf8(inner))));
  return `${inner}\n${canonical({ root: hex(root.publicKey), signature, handovers })}\n`;
}

/**
 * @param {Key} from
 * @param {Key} to
 * @param {Key} [signer] who really signs
 */
export async function handover(from, to, signer = from) {
  const word = concat(utf8("affianco root handover\0"), from.publicKey, to.publicKey);
  return { from: hex(from.publicKey), to: hex(to.publicKey), signature: hex(await signer.sign(word)) };
}
