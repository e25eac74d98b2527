/** A receipt with its signatures as a file: the same form as the agent's (docs/receipts.md). Pure. */

import { concat, unhex } from "../bytes.js";
import { signed } from "../receipts.js";

/** @typedef {import("./answers.js").Kept} Kept */

/** What stands before an Ed25519 key in its usual form (RFC 8410, 4: SubjectPublicKeyInfo). */
const SPKI = /** @type {Uint8Array<ArrayBuffer>} */ (unhex("302a300506032b6570032100"));

/**
 * The content of the file.
 * @param {Kept} kept
 * @returns {string}
 */
export function receiptFile(kept) {
  const values = {
    kind: "affianco receipt file",
    v: 1,
    text: kept.text,
    signed: base64(signed(kept.text)),
    ...side("broker", kept.key, kept.signature),
    ...side("agent", kept.agent_key, kept.agent_signature),
    ...side("console", kept.console_key, kept.console_signature),
    verdict: kept.verdict,
    note: kept.note,
  };
  return `${JSON.stringify(values, null, 1)}\n`;
}

/**
 * The name of the file, as the agent calls its own.
 * @param {import("../receipts.js").Receipt} receipt
 */
export function receiptName({ joined, entry }) {
  const at = joined.local.slice(0, 16).replace("T", " ").replace(":", ".");
  return `${at} session ${entry}.json`;
}

/**
 * @param {string} name
 * @param {string} key in hexadecimal digits
 * @param {string} signature empty where that side has not signed
 */
function side(name, key, signature) {
  const [bytes, proof] = [unhex(key), unhex(signature)];
  const has = signature !== "" && bytes && proof;
  return {
    [`${name}_key`]: has ? base64(concat(SPKI, bytes)) : "",
    [`${name}_signature`]: has ? base64(proof) : "",
  };
}

/** @param {Uint8Array} bytes */
function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}
