// What both ends of the `rab1` handshake make of its messages (docs/protocol.md, "Handshake").

import { concat, lvCat, utf8 } from "./bytes.js";
import { ChannelError, derive, Direction, secretKey } from "./channel.js";
import * as cpace from "./cpace.js";
import { indexes } from "./words.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/**
 * What the console sent, and what of it is secret.
 * @typedef {Readonly<{offer: Bytes, sid: Bytes, scalar: CryptoKey, message: cpace.Message}>} Sent
 */
/**
 * `salt` is the hash of the transcript.
 * @typedef {Readonly<{salt: Bytes, tb: Bytes, outgoing: Direction, incoming: Direction,
 *   resume: Bytes, words: number[], challenge: Bytes}>} Derived
 */
/** Bytes of the secret of a later run in mode "resume". */
const RESUME = 32;

/** How many words the two people compare. */
const WORDS = 3;

/**
 * The intermediate key of a run. ChannelError "malformed" for a share of low order.
 * @param {Sent} sent
 * @param {cpace.Message} message the agent's
 */
export async function agreed({ sid, scalar, message: own }, message) {
  const shared = await cpace.multiply(scalar, message[0]).catch((error) => {
    throw error instanceof RangeError ? new ChannelError("malformed") : error;
  });
  const isk = await cpace.intermediateKey(sid, shared, own, message);
  shared.fill(0);
  return isk;
}

/**
 * Every key of a run.
 * @param {Sent} sent
 * @param {cpace.Message} message the agent's
 * @param {Bytes} isk
 * @param {import("./channel.js").Limits} limits
 * @returns {Promise<Derived>}
 */
export async function derivedFrom(sent, message, isk, limits) {
  const salt = await cpace.sha512(lvCat(sent.offer, sent.sid, ...sent.message, ...message));
  const secret = await secretKey(isk);
  const challenge = await crypto.subtle.digest("SHA-256", concat(utf8("rab1 passkey\0"), salt));
  return {
    salt,
    tb: await cpace.tag(sent.sid, isk, message),
    outgoing: new Direction(secret, salt, utf8("rab1 c2a"), limits),
    incoming: new Direction(secret, salt, utf8("rab1 a2c"), limits),
    resume: await derive(secret, salt, utf8("rab1 resume"), RESUME),
    words: indexes(await derive(secret, salt, utf8("rab1 words"), 4), WORDS),
    challenge: new Uint8Array(challenge),
  };
}

/**
 * Whether a signature is the key's; without a key, whether it is empty.
 * @param {Bytes} publicKey
 * @param {Bytes} message
 * @param {Bytes} signature
 */
export async function signed(publicKey, message, signature) {
  if (publicKey.length === 0) return signature.length === 0;
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, signature, message);
  } catch {
    // Bytes that are no key have signed nothing.
    return false;
  }
}
