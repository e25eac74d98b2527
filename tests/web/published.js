// Published vectors against the console's own use of WebCrypto. No node here: a browser runs it too.

import { same } from "../../web/bytes.js";
import { derive, secretKey } from "../../web/channel.js";
import * as cpace from "../../web/cpace.js";
import { signed } from "../../web/transcript.js";
import { hex, unhex } from "./rab1.js";

/** @typedef {import("../../web/bytes.js").Bytes} Bytes */
/** @typedef {Record<string, number>} Counts how many cases came out in which way */
/** @typedef {(group: any, test: any) => Promise<string>} Judge */

/**
 * @param {boolean} holds
 * @param {string} what
 */
function check(holds, what) {
  if (!holds) throw new Error(what);
}

/**
 * What a promise gives, or null where it is refused.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T | null>}
 */
function orNothing(promise) {
  return promise.catch(() => null);
}

/**
 * X25519 as RFC 7748 has it; the neutral element is refused. A point that is not canonical never
 * gets so far in a handshake: NSS (Firefox) refuses some of them, too.
 * @param {CryptoKey} key
 * @param {Bytes} point
 * @param {string} shared
 */
async function multiplied(key, point, shared) {
  const result = await orNothing(cpace.multiply(key, point));
  if (/^0+$/u.test(shared)) {
    check(result === null, "the neutral element was taken");
    return "refused: of low order";
  }
  const canonical = cpace.isCanonical(point);
  check(result ? hex(result) === shared : !canonical, "another result");
  return canonical ? "agreed" : "refused before: not canonical";
}

/** How a case of each file must come out; the answer says which of the rules was the one. */
export const JUDGES = Object.freeze(
  /** @type {Record<string, Judge>} */ ({
    "wycheproof_x25519_test.json": async (_group, test) => {
      const key = await cpace.scalar(unhex(test.private));
      return multiplied(key, unhex(test.public), test.shared);
    },
    "wycheproof_ed25519_test.json": async ({ publicKey }, test) => {
      const good = await signed(unhex(publicKey.pk), unhex(test.msg), unhex(test.sig));
      check(good === (test.result === "valid"), "judged otherwise");
      return good ? "agreed" : "refused";
    },
    "wycheproof_hkdf_sha512_test.json": async (_group, test) => {
      const secret = await secretKey(unhex(test.ikm));
      const made = await orNothing(derive(secret, unhex(test.salt), unhex(test.info), test.size));
      if (test.result === "valid") check(made !== null && hex(made) === test.okm, "another key");
      else check(made === null, "made a key longer than there is");
      return made ? "agreed" : "refused";
    },
    "wycheproof_hmac_sha512_test.json": async ({ tagSize }, test) => {
      const algorithm = { name: "HMAC", hash: "SHA-512" };
      const bytes = unhex(test.key);
      const key = await crypto.subtle.importKey("raw", bytes, algorithm, false, ["sign"]);
      const made = new Uint8Array(await crypto.subtle.sign("HMAC", key, unhex(test.msg)));
      const good = same(made.slice(0, tagSize / 8), unhex(test.tag));
      check(good === (test.result === "valid"), "judged otherwise");
      return good ? "agreed" : "refused";
    },
    "wycheproof_aes_gcm_test.json": gcm,
  }),
);

/**
 * The records' own sizes must agree; others may be more than a browser has.
 * @type {Judge}
 */
async function gcm({ keySize, ivSize }, test) {
  const [iv, additionalData, tagLength] = [unhex(test.iv), unhex(test.aad), 128];
  const parameters = { name: "AES-GCM", iv, additionalData, tagLength };
  const [bytes, uses] = [unhex(test.key), /** @type {KeyUsage[]} */ (["encrypt", "decrypt"])];
  const key = await orNothing(crypto.subtle.importKey("raw", bytes, "AES-GCM", false, uses));
  const sealed = unhex(test.ct + test.tag);
  const opened = key && (await orNothing(crypto.subtle.decrypt(parameters, key, sealed)));
  const ours = keySize === 256 && ivSize === 96;
  if (opened === null) {
    check(!ours || test.result === "invalid", "not opened");
    return test.result === "invalid" ? "refused" : "refused: a size that no record has";
  }
  check(test.result === "valid" && hex(new Uint8Array(opened)) === test.msg, "opened otherwise");
  const again = key && (await crypto.subtle.encrypt(parameters, key, unhex(test.msg)));
  check(again !== null && hex(new Uint8Array(again)) === test.ct + test.tag, "sealed otherwise");
  return ours ? "agreed" : "agreed: a size that no record has";
}

/**
 * Every case of a file; an Error that names those that came out wrong.
 * @param {string} file
 * @param {any} vectors
 * @returns {Promise<Counts>}
 */
export async function judged(file, vectors) {
  const judge = /** @type {Judge} */ (JUDGES[file]);
  /** @type {Counts} */
  const counts = {};
  const wrong = [];
  for (const group of vectors.testGroups) {
    for (const test of group.tests) {
      try {
        const how = await judge(group, test);
        counts[how] = (counts[how] ?? 0) + 1;
      } catch (error) {
        wrong.push(`${test.tcId} (${test.comment}): ${error}`);
      }
    }
  }
  check(wrong.length === 0, `${file}: ${wrong.join("; ")}`);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  check(all === vectors.numberOfTests, `${file}: ${all} cases of ${vectors.numberOfTests}`);
  return counts;
}

/**
 * The run of the draft and its points that must be refused.
 * @param {any} vectors
 */
export async function draft({ G_25519: run, X25519_points: points }) {
  /** @param {string} name */
  const bytes = (name) => unhex(run[name]);
  /** @param {Bytes} value @param {string} name */
  const equal = (value, name) => check(hex(value) === run[name].toLowerCase(), `another ${name}`);
  const point = await cpace.generator(bytes("PRS"), bytes("CI"), bytes("sid"));
  equal(point, "g");
  const [a, b] = [await cpace.scalar(bytes("ya")), await cpace.scalar(bytes("yb"))];
  equal(await cpace.multiply(a, point), "Ya");
  equal(await cpace.multiply(b, point), "Yb");
  const k = await cpace.multiply(a, bytes("Yb"));
  equal(k, "K");
  equal(await cpace.multiply(b, bytes("Ya")), "K");
  const messageA = /** @type {const} */ ([bytes("Ya"), bytes("ADa")]);
  const messageB = /** @type {const} */ ([bytes("Yb"), bytes("ADb")]);
  equal(await cpace.intermediateKey(bytes("sid"), k, messageA, messageB), "ISK_IR");
  const names = Object.keys(points);
  check(names.length === 12, "not all the points");
  for (const name of names) {
    const share = unhex(points[name]);
    const taken = cpace.isCanonical(share) && (await orNothing(cpace.multiply(a, share)));
    check(!taken, `${name} was taken`);
  }
}

/**
 * Points of low order, and what the draft says that comes of them.
 * @param {{s: string, u: Record<string, string>, q: Record<string, string>}} vectors
 */
export async function lowOrder({ s, u, q }) {
  const key = await cpace.scalar(unhex(s));
  for (const [name, text] of Object.entries(u)) {
    await multiplied(key, unhex(text), String(q[name]));
  }
}

/**
 * Whatever a file of published vectors asks for; how many cases came out in which way.
 * @param {string} file
 * @param {any} vectors
 * @returns {Promise<Counts>}
 */
export async function published(file, vectors) {
  if (file in JUDGES) return judged(file, vectors);
  if (file === "cpace_draft21.json") await draft(vectors);
  else await lowOrder(vectors);
  return { agreed: 1 };
}
