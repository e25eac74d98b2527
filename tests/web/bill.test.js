import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Bill } from "../../web/bill.js";
import { hex, unhex } from "../../web/bytes.js";
import { canonical } from "../../web/quick/canonical.js";
import { signed } from "../../web/receipts.js";

/** @typedef {import("../../web/bill.js").Billed} Billed */

const SAMPLE = readFileSync(new URL("../vectors/receipts/running.txt", import.meta.url), "utf8");
const FINAL = readFileSync(new URL("../vectors/receipts/final.txt", import.meta.url), "utf8");
const BROKER = await keys();
const JOINED = {
  ...{ type: /** @type {const} */ ("joined"), entry: 1, broker: "Prova", pc: "PC-CASSA" },
  ...{ technician: "Anna Rossi", organisation: "Aiuto SRL", token: "t", resumed: false },
};

async function keys() {
  const made = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
  const pair = /** @type {CryptoKeyPair} */ (made);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  /** @param {Uint8Array<ArrayBuffer>} message */
  const sign = async (message) =>
    new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, message));
  return { publicKey, sign };
}

/** @param {string} text @param {Partial<import("../../web/wire.js").Tally>} [changed] */
async function tally(text, changed = {}) {
  const signature = hex(await BROKER.sign(signed(text)));
  const key = hex(BROKER.publicKey);
  return { type: /** @type {const} */ ("tally"), number: 1, text, key, signature, ...changed };
}

/** @param {string} text */
async function receipt(text) {
  const { key, signature } = await tally(text);
  return { type: /** @type {const} */ ("receipt"), text, key, signature, ticket: "" };
}

/**
 * A session that has been active for so many seconds.
 * @param {number} [seconds]
 * @param {object} [changed]
 */
function bill(seconds = 61, changed = {}) {
  const heard = { sent: /** @type {string[]} */ ([]), known: /** @type {Partial<Billed>} */ ({}) };
  const made = new Bill({
    ...{ device: null, session: "123456789", reason: "", quick: false },
    send: (frame) => void heard.sent.push(frame),
    changed: (change) => void Object.assign(heard.known, change),
    ...changed,
  });
  made.join(JOINED);
  made.follow({ state: "active" }, 0);
  const now = seconds * 1000;
  /** @param {any} message */
  const hear = (message) => made.hear(message, now);
  return { made, heard, hear };
}

/** @param {Record<string, unknown>} changed */
function changedText(changed) {
  return canonical({ ...JSON.parse(SAMPLE), ...changed });
}

test("a tally that is right is signed, by a key that stays", async () => {
  const { heard, hear } = bill();
  await hear(await tally(SAMPLE));
  await hear(await tally(SAMPLE, { number: 2 }));
  const [first, second] = heard.sent.map((frame) => JSON.parse(frame));
  assert.deepEqual([first.type, first.number, second.number], ["agreed", 1, 2]);
  assert.equal(first.key, second.key);
  const known = await crypto.subtle.importKey("raw", unhex(first.key) ?? BROKER.publicKey, "Ed25519", true, ["verify"]);
  const proof = unhex(first.signature) ?? new Uint8Array();
  assert.ok(await crypto.subtle.verify("Ed25519", known, proof, signed(SAMPLE)));
  assert.deepEqual([heard.known.tally?.seconds, heard.known.disagreed], [61, null]);
});

test("where this browser has a key, that one signs", async () => {
  const device = await keys();
  const { heard, hear } = bill(61, { device });
  await hear(await tally(changedText({ console_key: hex(device.publicKey) })));
  assert.equal(JSON.parse(heard.sent[0] ?? "{}").key, hex(device.publicKey));
});

const OTHER = "22".repeat(32);
const FAULTS = /** @type {[string, number, Record<string, unknown>, object][]} */ ([
  ["too_long", 58, {}, {}],
  ["not_signed", 61, {}, { signature: "00".repeat(64) }],
  ["not_signed", 61, {}, { key: OTHER }],
  ["not_one", 61, { more: 1 }, {}],
  ["not_one", 61, { seconds: 62 }, {}],
  ["not_one", 61, { final: true, outcome: "completed" }, {}],
  ["other_session", 61, { session: "987654321" }, {}],
  ["other_session", 61, { entry: 2 }, {}],
  ["other_session", 61, { technician: "Ada Bianchi" }, {}],
  ["other_session", 61, { pc: "PC-CASS4" }, {}],
  ["other_session", 61, { broker: "Altro" }, {}],
  ["other_session", 61, { organisation: "Altro SRL" }, {}],
  ["other_session", 61, { mode: "quick" }, {}],
  ["other_session", 61, { reason: "Stampante" }, {}],
  ["other_key", 61, { console_key: OTHER }, {}],
]);

test("a tally that is not right is not signed, and the page hears why", async () => {
  for (const [fault, seconds, fields, message] of FAULTS) {
    const { heard, hear } = bill(seconds);
    await hear(await tally(changedText(fields), message));
    assert.deepEqual([heard.sent, heard.known.disagreed], [[], fault], JSON.stringify(fields));
    assert.equal(heard.known.tally, undefined);
    await hear(await tally(changedText({ seconds: 1, intervals: [], more_ms: 1000 })));
    assert.deepEqual([heard.sent.length, heard.known.disagreed], [1, null]);
  }
});

test("a byte that is another is never signed", async () => {
  const { heard, hear } = bill(1000);
  const right = await tally(SAMPLE);
  for (let at = 0; at < SAMPLE.length; at += 7) {
    const code = SAMPLE.charCodeAt(at) ^ 1;
    await hear({ ...right, text: SAMPLE.slice(0, at) + String.fromCharCode(code) + SAMPLE.slice(at + 1) });
  }
  assert.deepEqual(heard.sent, []);
});

test("the agent's key is that of the handshake, where it showed one", async () => {
  const named = await tally(changedText({ agent_key: OTHER }));
  for (const [shown, signs] of /** @type {[string, boolean][]} */ ([
    ["", true],
    [OTHER, true],
    ["33".repeat(32), false],
  ])) {
    const { made, heard, hear } = bill();
    made.follow({ agentKey: unhex(shown) ?? new Uint8Array() }, 0);
    await hear(named);
    assert.equal(heard.sent.length === 1, signs, shown);
  }
});

test("another broker's key in the middle of a session is not taken, nor a first one unproved", async () => {
  const { heard, hear } = bill();
  await hear(await tally(SAMPLE, { key: OTHER }));
  await hear(await tally(SAMPLE));
  const other = await keys();
  const signature = hex(await other.sign(signed(SAMPLE)));
  await hear(await tally(SAMPLE, { key: hex(other.publicKey), signature, number: 2 }));
  assert.equal(heard.sent.length, 1);
  assert.equal(heard.known.disagreed, "not_signed");
});

test("what never changes has not changed", async () => {
  const { heard, hear } = bill();
  await hear(await tally(SAMPLE));
  const joined = { local: "2026-01-05T09:00:00+01:00", utc: "2026-01-05T08:00:00.000Z" };
  await hear(await tally(changedText({ joined }), { number: 2 }));
  assert.deepEqual([heard.sent.length, heard.known.disagreed], [1, "other_session"]);
});

test("what is heard is dealt with in order, whatever takes longer", async () => {
  const { heard, hear } = bill();
  const all = await Promise.all([1, 2, 3, 4].map((number) => tally(SAMPLE, { number })));
  await Promise.all(all.map((one) => hear(one)));
  assert.deepEqual(heard.sent.map((frame) => JSON.parse(frame).number), [1, 2, 3, 4]);
});

test("the final receipt comes with this console's signature", async () => {
  const { heard, hear } = bill();
  await hear(await receipt(FINAL));
  const { final } = heard.known;
  assert.deepEqual([final?.receipt.outcome, final?.fault, final?.text], ["completed", null, FINAL]);
  assert.equal(final?.proof?.signature.length, 128);
  assert.deepEqual(heard.sent, []);
});

test("a final one that is not right is shown and not signed", async () => {
  const { heard, hear } = bill(50);
  await hear(await receipt(FINAL));
  assert.deepEqual([heard.known.final?.fault, heard.known.final?.proof], ["too_long", null]);
  const none = bill();
  await none.hear(await receipt(SAMPLE));
  assert.deepEqual([none.heard.known.final, none.heard.known.disagreed], [undefined, "not_one"]);
});

test("a browser that cannot sign does without", async () => {
  const device = { publicKey: new Uint8Array(32), sign: () => Promise.reject(new Error("gone")) };
  const { heard, hear } = bill(61, { device });
  await hear(await tally(SAMPLE));
  assert.deepEqual(heard.sent, []);
});
