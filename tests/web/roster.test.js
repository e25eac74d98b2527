import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { hex, unhex } from "../../web/bytes.js";
import { decode, entryOf, ownSignature, RosterError, verify } from "../../web/quick/roster.js";
import { changes } from "../../web/quick/rosterchanges.js";
import { entry, handover, keyOf, rosterText, values } from "./office.js";

const OFFICE = JSON.parse(readFileSync(new URL("../vectors/quick/office.json", import.meta.url), "utf8"));
const NOW = Date.parse("2026-12-01T00:00:00Z");
const [ROOT, NEXT, LAST, OTHER, ADA] = await Promise.all([1, 2, 3, 4, 5].map(keyOf));
/** @typedef {import("./office.js").Key} Key */

/**
 * The fault with which a text is refused, or "none".
 * @param {string} text
 * @param {{root?: Key, version?: number, now?: number}} [known]
 */
async function faultOf(text, { root = ROOT, version = 0, now = NOW } = {}) {
  try {
    await verify(text, { root: /** @type {Key} */ (root).publicKey, version, now });
    return "none";
  } catch (error) {
    if (!(error instanceof RosterError)) throw error;
    return error.fault;
  }
}

/** @param {Record<string, unknown>} [changed] */
const good = (changed) =>
  rosterText(values({ technicians: [entry(/** @type {Key} */ (ADA))], ...changed }), /** @type {Key} */ (ROOT));

test("the roster that the office writes is read, by its root and by the one before", async () => {
  const text = OFFICE.roster;
  const { roster, root: first, handovers } = decode(text);
  assert.equal(handovers.length, 1);
  assert.equal(await ownSignature(decode(text)), true);
  for (const root of [first, /** @type {any} */ (unhex(OFFICE.root.key))]) {
    const accepted = await verify(text, { root, version: 3, now: NOW });
    assert.deepEqual(accepted, { roster, root: first });
  }
  assert.equal(roster.organisation, "Studio Pontè");
  assert.equal(roster.expires, Date.parse("2027-02-20T00:00:00Z"));
  const [one, two] = roster.technicians;
  assert.deepEqual(one?.passkey, { id: "0102", key: "a501", rp: "console.example.org" });
  assert.deepEqual([one?.state, two?.state, two?.name], ["active", "left", 'Bruno "il" Conti']);
  assert.equal(entryOf(roster, /** @type {any} */ (two?.key)), two);
});

test("a good roster is accepted until the moment it expires", async () => {
  const text = await good();
  const expires = Date.parse("2027-02-20T00:00:00Z");
  assert.equal(await faultOf(text), "none");
  assert.equal(await faultOf(text, { now: expires - 1 }), "none");
  assert.equal(await faultOf(text, { now: expires }), "expired");
});

test("a version below the highest seen is a roll-back, the same one is not", async () => {
  const text = await good();
  assert.equal(await faultOf(text, { version: 5 }), "none");
  assert.equal(await faultOf(text, { version: 6 }), "rolled_back");
});

test("another root and a broken chain are refused", async () => {
  const [root, next, last, other] = /** @type {Key[]} */ ([ROOT, NEXT, LAST, OTHER]);
  if (!root || !next || !last || !other) throw new Error("no keys");
  const chain = [await handover(root, next), await handover(next, last)];
  const text = await rosterText(values(), last, chain);
  for (const pinned of [root, next, last]) assert.equal(await faultOf(text, { root: pinned }), "none");
  assert.equal(await faultOf(text, { root: other }), "wrong_root");
  assert.equal(await faultOf(await rosterText(values(), other)), "wrong_root");
  const forged = [await handover(root, next, other), await handover(next, last)];
  const behind = await rosterText(values(), last, forged);
  assert.equal(await faultOf(behind), "bad_signature");
  // Nobody who knows the later root needs the word of the first.
  assert.equal(await faultOf(behind, { root: next }), "none");
  const swapped = await rosterText(values(), last, [chain[1], chain[0]]);
  assert.equal(await faultOf(swapped), "malformed");
});

test("a roster changed after it was signed is refused", async () => {
  const text = await good();
  assert.equal(await faultOf(text.replace('"Ada"', '"Eve"')), "bad_signature");
  assert.equal(await faultOf(text.replace('"version":5', '"version":6')), "bad_signature");
  const [inner, outer] = text.split("\n");
  const other = (await good({ version: 9 })).split("\n");
  assert.equal(await faultOf(`${other[0]}\n${outer}\n`), "bad_signature");
  assert.equal(await faultOf(`${inner}\n${other[1]}\n`), "bad_signature");
});

const ADA_ENTRY = entry(/** @type {Key} */ (ADA));
/** @type {[string, Record<string, unknown>][]} */
const OUT_OF_FORM = [
  ["a later form", { v: 2 }],
  ["a field too many", { more: 1 }],
  ["version 0", { version: 0 }],
  ["half a version", { version: 1.5 }],
  ["a version over the bound", { version: 2 ** 31 }],
  ["a version as text", { version: "5" }],
  ["no name", { organisation: "" }],
  ["a name of two lines", { organisation: "a\nb" }],
  ["a name that turns the text", { organisation: "a\u202eb" }],
  ["half a character", { organisation: "a\ud800" }],
  ["expires before it is made", { expires: "2026-11-21T00:00:00Z" }],
  ["no such day", { expires: "2027-02-30T00:00:00Z" }],
  ["a time of another form", { expires: "2027-02-20" }],
  ["a time of another zone", { expires: "2027-02-20T00:00:00+01:00" }],
  ["no list", { technicians: {} }],
  ["a key twice", { technicians: [ADA_ENTRY, { ...ADA_ENTRY, name: "Eve" }] }],
  ["a short key", { technicians: [{ ...ADA_ENTRY, key: "00" }] }],
  ["a key in capitals", { technicians: [{ ...ADA_ENTRY, key: "AB".repeat(32) }] }],
  ["another state", { technicians: [{ ...ADA_ENTRY, state: "gone" }] }],
  ["a passkey without a host", { technicians: [{ ...ADA_ENTRY, passkey: { id: "01", key: "a5" } }] }],
  ["a passkey of a bad host", { technicians: [{ ...ADA_ENTRY, passkey: { id: "01", key: "a5", rp: "A b" } }] }],
  ["a passkey without a key", { technicians: [{ ...ADA_ENTRY, passkey: { id: "01", key: "", rp: "x" } }] }],
  ["too many", { technicians: Array.from({ length: 401 }, (_, at) => ({ ...ADA_ENTRY, key: hex(new Uint8Array(32).fill(1).fill(at & 255, 0, 1).fill(at >> 8, 1, 2)) })) }],
];
for (const [name, changed] of OUT_OF_FORM) {
  test(`a roster out of form: ${name}`, async () => {
    assert.equal(await faultOf(await good(changed)), "malformed");
  });
}

test("only the one encoding of a roster is taken", async () => {
  const text = await good();
  const [inner, outer] = text.split("\n");
  for (const other of [
    "",
    "{}",
    text.slice(0, -1),
    `${text}\n`,
    ` ${text}`,
    text.replace(/\n/g, "\r\n"),
    text.replace('"v":1', '"v": 1'),
    text.replace('"Ada"', '"\\u0041da"'),
    text.replace('"version":5', '"version":5.0'),
    text.replace('"v":1', '"v":1,"v":1'),
    `${inner}\n${outer?.toUpperCase()}\n`,
    `${inner}\n${outer?.replace('"handovers":[]', '"handovers":{}')}\n`,
  ]) {
    assert.equal(await faultOf(other), "malformed", other.slice(0, 80));
  }
});

test("a roster over its bound is refused, and one near it is not", async () => {
  const people = (/** @type {number} */ count) =>
    Array.from({ length: count }, (_, at) => ({
      ...ADA_ENTRY,
      key: hex(new Uint8Array(32).fill(7).fill(at & 255, 0, 1).fill(at >> 8, 1, 2)),
      name: "à".repeat(20),
    }));
  assert.equal(await faultOf(await good({ technicians: people(300) })), "none");
  const long = await good({ technicians: people(400).map((one) => ({ ...one, name: "à".repeat(60) })) });
  assert.ok(new TextEncoder().encode(long).length > 48 * 1024);
  assert.equal(await faultOf(long), "malformed");
});

test("what a roster changes is told by device", async () => {
  const before = decode(await good()).roster;
  const [ada, next] = [ADA, NEXT];
  if (!ada || !next) throw new Error("no keys");
  const told = async (/** @type {unknown[]} */ technicians) =>
    changes(before, decode(await good({ technicians })).roster).map(({ what }) => what);
  assert.deepEqual(changes(before, before), []);
  assert.deepEqual(changes(null, before).map(({ what }) => what), ["added"]);
  assert.deepEqual(await told([]), ["removed"]);
  assert.deepEqual(await told([entry(next)]), ["added", "removed"]);
  assert.deepEqual(await told([entry(ada, { state: "left" })]), ["left"]);
  assert.deepEqual(await told([entry(ada, { name: "Eve" })]), ["renamed"]);
  const passkey = { id: "01", key: "a5", rp: "x.org" };
  assert.deepEqual(await told([entry(ada, { passkey })]), ["passkey"]);
  const left = decode(await good({ technicians: [entry(ada, { state: "left" })] })).roster;
  assert.deepEqual(changes(left, before).map(({ what }) => what), ["back"]);
});
