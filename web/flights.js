// The messages of the `rab1` handshake, byte by byte (docs/protocol.md, "Handshake").

import { ChannelError } from "./channel.js";
import { lvSplit, same, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {"password" | "quick" | "resume"} Mode */

export const OFFER = 0x01;
export const PAKE1 = 0x02;
export const PAKE2 = 0x03;
export const TA = 0x04;
export const TB = 0x05;
export const VERSION = utf8("rab1");

/** Bytes of each end's random nonce. */
export const NONCE = 32;

/** Bytes of an Ed25519 public key. */
export const KEY = 32;

const NAME_MAX = 64;

/**
 * Whether a text may be shown as somebody's name: printable, not blank, at most 64 characters.
 * The same rule as `is_name` in broker/wire/messages.py.
 * @param {string} text
 * @returns {boolean}
 */
export function isName(text) {
  return [...text].length <= NAME_MAX && /^(?:[^\p{C}\p{Z}]| )+$/u.test(text) && /[^ ]/u.test(text);
}

/**
 * The agent's nonce in an offer of this mode and session.
 * @param {Bytes} offer
 * @param {Mode} mode
 * @param {string} session
 */
export function offeredNonce(offer, mode, session) {
  const [version, offeredMode, offeredSession, nonce, ...rest] = split(offer.slice(1));
  if (version === undefined) throw new ChannelError("malformed");
  if (!same(version, VERSION)) throw new ChannelError("wrong_version");
  if (!offeredMode || !offeredSession || nonce?.length !== NONCE || rest.length > 0) {
    throw new ChannelError("malformed");
  }
  if (!same(offeredMode, utf8(mode)) || !same(offeredSession, utf8(session))) {
    throw new ChannelError("unexpected");
  }
  return nonce;
}

/**
 * The fields of a body: exactly so many; ChannelError "malformed".
 * @param {Bytes} body
 * @param {number} count
 */
export function fields(body, count) {
  const parts = split(body);
  if (parts.length !== count) throw new ChannelError("malformed");
  return parts;
}

/** @param {Bytes} body */
function split(body) {
  try {
    return lvSplit(body);
  } catch {
    throw new ChannelError("malformed");
  }
}
