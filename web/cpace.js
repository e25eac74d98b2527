// CPACE-X25519-SHA512 of draft-irtf-cfrg-cpace-21, initiator-responder, over WebCrypto.
// Party a, the initiator, is the console; party b the agent. BigInt does not compute in constant
// time: what a stopwatch could tell is bound to one random sid (draft, section 10.10).

import { concat, lvCat, same, utf8 } from "./bytes.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {readonly [share: Bytes, associated: Bytes]} Message */

/** Bytes of a scalar, a generator, a share and the shared point. */
export const SIZE = 32;

/** Bytes of a confirmation tag (HMAC-SHA512). */
export const TAG_SIZE = 64;

const Q = 2n ** 255n - 19n;
const A = 486662n;
const Z = 2n;
const HASH_BLOCK = 128;
const DSI = utf8("CPace255");
const REFUSALS = Object.freeze(["OperationError", "DataError"]);

// The fixed head of an X25519 private key in PKCS #8 (RFC 8410, section 7): WebCrypto takes no
// bare 32 bytes for a private key.
const PKCS8_HEAD = new Uint8Array([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20,
]);

/**
 * The generator that password, channel and session lead to (sections 8.1, 8.2, A.2).
 * @param {Bytes} prs
 * @param {Bytes} ci
 * @param {Bytes} sid
 * @returns {Promise<Bytes>}
 */
export async function generator(prs, ci, sid) {
  const padding = Math.max(0, HASH_BLOCK - 1 - lvCat(prs).length - lvCat(DSI).length);
  const hashed = await sha512(lvCat(DSI, prs, new Uint8Array(padding), ci, sid));
  return encode(elligator2(BigInt.asUintN(255, decode(hashed.subarray(0, SIZE)))));
}

/**
 * Appendix A.5. epsilon is 1 or -1 (the Legendre symbol), never 0 on this curve.
 * @param {bigint} r
 * @returns {bigint}
 */
function elligator2(r) {
  const v = modulo(-A * power(1n + Z * r * r, Q - 2n));
  const epsilon = power(v ** 3n + A * v ** 2n + v, (Q - 1n) / 2n);
  return modulo(epsilon * v - (1n - epsilon) * A * power(2n, Q - 2n));
}

/** @param {bigint} number */
function modulo(number) {
  return ((number % Q) + Q) % Q;
}

/**
 * @param {bigint} base
 * @param {bigint} exponent
 */
function power(base, exponent) {
  let result = 1n;
  let square = modulo(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % Q;
    square = (square * square) % Q;
  }
  return result;
}

/**
 * @param {Bytes} bytes
 * @returns {bigint}
 */
function decode(bytes) {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/**
 * @param {bigint} number
 * @returns {Bytes}
 */
function encode(number) {
  return Uint8Array.from({ length: SIZE }, (_, at) => Number((number >> BigInt(8 * at)) & 0xffn));
}

/**
 * Whether a share is 32 bytes and the one encoding of its u-coordinate (below 2^255 - 19).
 * @param {Bytes} share
 * @returns {boolean}
 */
export function isCanonical(share) {
  return share.length === SIZE && decode(share) < Q;
}

/**
 * A scalar as a key that no script can read back; its bytes are wiped.
 * @param {Bytes} bytes
 * @returns {Promise<CryptoKey>}
 */
export async function scalar(bytes) {
  const key = concat(PKCS8_HEAD, bytes);
  bytes.fill(0);
  try {
    return await crypto.subtle.importKey("pkcs8", key, "X25519", false, ["deriveBits"]);
  } finally {
    key.fill(0);
  }
}

/**
 * X25519 (scalar_mult_vfy, section 8.2); RangeError where the result is the neutral element.
 * @param {CryptoKey} key
 * @param {Bytes} point
 * @returns {Promise<Bytes>}
 */
export async function multiply(key, point) {
  const result = await deriveOrNothing(key, point);
  if (result.every((byte) => byte === 0)) throw new RangeError("the neutral element");
  return result;
}

/**
 * WebCrypto refuses an all-zero result: with an OperationError, Firefox with a DataError.
 * @param {CryptoKey} key
 * @param {Bytes} point
 * @returns {Promise<Bytes>}
 */
async function deriveOrNothing(key, point) {
  try {
    const other = await crypto.subtle.importKey("raw", point, "X25519", false, []);
    const bits = await crypto.subtle.deriveBits({ name: "X25519", public: other }, key, 8 * SIZE);
    return new Uint8Array(bits);
  } catch (error) {
    const refused = error instanceof DOMException && REFUSALS.includes(error.name);
    if (refused) return new Uint8Array();
    throw error;
  }
}

/**
 * The intermediate session key, 64 bytes (section 7.2).
 * @param {Bytes} sid
 * @param {Bytes} k
 * @param {Message} messageA
 * @param {Message} messageB
 * @returns {Promise<Bytes>}
 */
export function intermediateKey(sid, k, messageA, messageB) {
  const label = concat(DSI, utf8("_ISK"));
  return sha512(concat(lvCat(label, sid, k), lvCat(...messageA), lvCat(...messageB)));
}

/**
 * The tag with which the sender of a message confirms the intermediate key (section 10.4).
 * @param {Bytes} sid
 * @param {Bytes} isk
 * @param {Message} message
 * @returns {Promise<Bytes>}
 */
export async function tag(sid, isk, message) {
  const macKey = await sha512(concat(utf8("CPaceMac"), sid, isk));
  const algorithm = { name: "HMAC", hash: "SHA-512" };
  const key = await crypto.subtle.importKey("raw", macKey, algorithm, false, ["sign"]);
  macKey.fill(0);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, lvCat(...message)));
}

/**
 * SHA-512 of some bytes.
 * @param {Bytes} data
 * @returns {Promise<Bytes>}
 */
export async function sha512(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-512", data));
}

// RFC 7748, section 5.2, first test vector (written with the first byte first).
const KNOWN_SCALAR = 0xa546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4n;
const KNOWN_POINT = 0xe6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4cn;
const KNOWN_RESULT = 0xc3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552n;

/**
 * Whether this browser has X25519 in WebCrypto and computes it right.
 * @returns {Promise<boolean>}
 */
export async function supported() {
  try {
    const key = await scalar(encode(KNOWN_SCALAR).reverse());
    const result = await multiply(key, encode(KNOWN_POINT).reverse());
    return same(result, encode(KNOWN_RESULT).reverse());
  } catch {
    // Without a secure context there is no crypto.subtle; older engines do not know the name.
    return false;
  }
}
