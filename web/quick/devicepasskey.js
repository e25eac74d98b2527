/**
 * The technician's passkey for sessions by quick access: it stands in the roster beside this
 * browser's key, and the customer's PC, not the broker, checks what it signs.
 */

import { hex, unhex } from "../bytes.js";
import { readItem } from "./cbor.js";
import { createPasskey, fromBase64Url, toBase64Url, usePasskey } from "../passkeys.js";

/** @typedef {import("../bytes.js").Bytes} Bytes */
/** @typedef {import("./documents.js").Passkey} Passkey */

/** COSE numbers of the signatures taken: ES256, EdDSA, RS256. */
const ALGORITHMS = [-7, -8, -257];

/** How long the browser asks; the customer's PC waits a little longer. */
const ASK_MS = 50_000;

/** Bytes of authenticator data before the credential's ID (WebAuthn level 3, 6.1 and 6.5.1). */
const HEAD = 37;
const AAGUID = 16;
/** Flag: there is a credential in the authenticator data. */
const ATTESTED = 0x40;

/**
 * Lets the technician make a passkey for this host.
 * @param {{technician: string, organisation: string, host: string}} whose
 * @returns {Promise<Passkey>}
 * @throws {import("../passkeys.js").NoPasskey}
 */
export async function makePasskey({ technician, organisation, host }) {
  const random = (/** @type {number} */ size) => crypto.getRandomValues(new Uint8Array(size));
  const { response } = await createPasskey({
    rp: { id: host, name: `Affianco · ${organisation}` },
    // A person of its own, so that the passkey to sign in with is not written over.
    user: { id: toBase64Url(random(32)), name: technician, displayName: technician },
    challenge: toBase64Url(random(32)),
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ type: "public-key", alg })),
    authenticatorSelection: { userVerification: "required", residentKey: "discouraged" },
    attestation: "none",
    timeout: ASK_MS,
  });
  const { attestationObject } = /** @type {{attestationObject: string}} */ (response);
  return { ...credentialIn(fromBase64Url(attestationObject)), rp: host };
}

/**
 * Lets the technician confirm one session.
 * @param {Passkey} passkey
 * @param {Bytes} challenge
 * @returns {Promise<import("../frames/control.js").Passkey>}
 * @throws {import("../passkeys.js").NoPasskey}
 */
export async function confirm({ id, rp }, challenge) {
  const credential = toBase64Url(unhex(id) ?? new Uint8Array());
  const answer = await usePasskey({
    rpId: rp,
    challenge: toBase64Url(challenge),
    allowCredentials: [{ type: "public-key", id: credential }],
    userVerification: "required",
    timeout: ASK_MS,
  });
  const { clientDataJSON, authenticatorData, signature } = answer.response;
  const digits = (/** @type {string} */ text) => hex(fromBase64Url(text));
  return {
    client: digits(clientDataJSON),
    credential: digits(answer.rawId),
    data: digits(authenticatorData),
    signature: digits(signature),
  };
}

/**
 * ID and public key (COSE) of the credential in an attestation, in hexadecimal digits.
 * @param {Bytes} attestation
 * @returns {{id: string, key: string}}
 * @throws {RangeError} where there is none
 */
export function credentialIn(attestation) {
  const { item } = readItem(attestation);
  const data = item instanceof Map ? item.get("authData") : null;
  if (!(data instanceof Uint8Array)) throw new RangeError("no authenticator data");
  const bytes = data.slice();
  const length = (bytes[HEAD + AAGUID] ?? 0) * 256 + (bytes[HEAD + AAGUID + 1] ?? 0);
  const start = HEAD + AAGUID + 2;
  const flags = bytes[HEAD - 5] ?? 0;
  if (!(flags & ATTESTED) || length === 0 || bytes.length <= start + length) {
    throw new RangeError("no credential");
  }
  // Extensions may follow the key, so its end is where its CBOR ends.
  const { end } = readItem(bytes, start + length);
  return { id: hex(bytes.slice(start, start + length)), key: hex(bytes.slice(start + length, end)) };
}
