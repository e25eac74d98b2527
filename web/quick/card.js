/**
 * The card of a PC: a technician's signed word that this key is this PC of this customer. The broker
 * keeps cards and hands them out; it can make none.
 */

import { concat, hex, lvCat, unhex, utf8 } from "../bytes.js";
import { KEY_SIZE } from "./documents.js";
import { entryOf } from "./roster.js";
import { signed } from "../transcript.js";

/** @typedef {import("../bytes.js").Bytes} Bytes */
/**
 * Which PC of whom: `broker` is the broker's name, `key` the PC's public key.
 * @typedef {{broker: string, customer: {id: number, name: string}, name: string, key: Bytes}} Subject
 */

/**
 * What the technician signs.
 * @param {Subject} subject
 * @returns {Bytes}
 */
export function cardOf({ broker, customer, name, key }) {
  const texts = [broker, String(customer.id), customer.name, name].map(utf8);
  return concat(utf8("affianco pc card\0"), lvCat(...texts, key));
}

/**
 * A card made and signed by this browser.
 * @param {Subject} subject
 * @param {import("../handshake.js").DeviceKey} device
 * @returns {Promise<import("../api.js").PcCard>}
 */
export async function makeCard(subject, { publicKey, sign }) {
  return {
    customer_name: subject.customer.name,
    key: hex(subject.key),
    name: subject.name,
    signature: hex(await sign(cardOf(subject))),
    signer: hex(publicKey),
  };
}

/**
 * The key of a PC whose card holds: signed by somebody of the roster, still there or not; else null.
 * @param {import("../api.js").QuickPc} pc as the broker says
 * @param {string} broker
 * @param {import("./roster.js").Roster} roster
 * @returns {Promise<Bytes | null>}
 */
export async function keyOf({ name, customer, key, signer, signature }, broker, roster) {
  const [own, whose, word] = [unhex(key), unhex(signer), unhex(signature)];
  if (own?.length !== KEY_SIZE || whose === null || word === null) return null;
  if (!entryOf(roster, whose)) return null;
  return (await signed(whose, cardOf({ broker, customer, name, key: own }), word)) ? own : null;
}
