/**
 * What signed documents and device requests share, and the device request itself: a technician's
 * wish to have this browser in the roster. The same rules as broker/wire/documents.py and requests.py.
 */

import { hex, unhex } from "../bytes.js";
import { canonical, hasFields, parsed } from "./canonical.js";
import { isName } from "../wire.js";

/** @typedef {import("../bytes.js").Bytes} Bytes */
/** A passkey's ID and public key (COSE), both in hexadecimal digits, and the host it belongs to. */
/** @typedef {Readonly<{id: string, key: string, rp: string}>} Passkey */
/**
 * @typedef {Readonly<{key: Bytes, technician: string, organisation: string,
 *   passkey: Passkey | null}>} DeviceRequest
 */

/** Bytes of a public key. */
export const KEY_SIZE = 32;
/** Bytes of a signature. */
export const SIGNATURE_SIZE = 64;
/** Longest device request, bytes of UTF-8. */
export const REQUEST_MAX = 4096;

const KIND = "affianco device request";
const FORMAT = 1;
const CREDENTIAL_MAX = 1023;
const COSE_MAX = 1024;
const HOST = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const HOST_MAX = 253;

/** A text that is not the document that it should be. */
export class BadDocument extends Error {}

/**
 * So many bytes out of hexadecimal digits.
 * @param {unknown} value
 * @param {number} least
 * @param {number} most
 * @returns {Bytes}
 * @throws {BadDocument}
 */
export function bytesOf(value, least, most) {
  const bytes = unhex(value);
  if (bytes === null || bytes.length < least || bytes.length > most) {
    throw new BadDocument("not bytes in hexadecimal digits");
  }
  return bytes;
}

/**
 * @param {unknown} value
 * @returns {string}
 * @throws {BadDocument}
 */
export function nameOf(value) {
  if (typeof value !== "string" || !isName(value)) throw new BadDocument("not a name");
  return value;
}

/**
 * The passkey that a value is; null for null.
 * @param {unknown} value
 * @returns {Passkey | null}
 * @throws {BadDocument}
 */
export function passkeyOf(value) {
  if (value === null) return null;
  if (!hasFields(value, ["id", "key", "rp"])) throw new BadDocument("passkey: other fields");
  const { id, key, rp } = value;
  if (typeof rp !== "string" || rp.length > HOST_MAX || !HOST.test(rp)) {
    throw new BadDocument("passkey: not a host name");
  }
  return { id: hex(bytesOf(id, 1, CREDENTIAL_MAX)), key: hex(bytesOf(key, 1, COSE_MAX)), rp };
}

/**
 * The text of a request.
 * @param {DeviceRequest} request
 */
export function encodeRequest({ key, technician, organisation, passkey }) {
  return canonical({ v: FORMAT, kind: KIND, key: hex(key), technician, organisation, passkey });
}

/**
 * The request that a text is.
 * @param {string} text
 * @returns {DeviceRequest}
 * @throws {BadDocument}
 */
export function decodeRequest(text) {
  const names = ["key", "kind", "organisation", "passkey", "technician", "v"];
  const value = new TextEncoder().encode(text).length > REQUEST_MAX ? undefined : parsed(text);
  if (!hasFields(value, names) || value.kind !== KIND || value.v !== FORMAT) {
    throw new BadDocument("not a device request");
  }
  return {
    key: bytesOf(value.key, KEY_SIZE, KEY_SIZE),
    technician: nameOf(value.technician),
    organisation: nameOf(value.organisation),
    passkey: passkeyOf(value.passkey),
  };
}
