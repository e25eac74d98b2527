// What the office and this browser show each other: root code, words, requests, cards of PCs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { hex, unhex, utf8 } from "../../web/bytes.js";
import { keyOf as keyOfCard, makeCard } from "../../web/quick/card.js";
import { BadDocument, decodeRequest, encodeRequest } from "../../web/quick/documents.js";
import { requestName } from "../../web/download.js";
import { decode } from "../../web/quick/roster.js";
import { rootOf } from "../../web/quick/rootcode.js";
import { fingerprint, indexes, load, spelled } from "../../web/words.js";
import { keyOf } from "./office.js";

/** @typedef {import("../../web/bytes.js").Bytes} Bytes */

const OFFICE = JSON.parse(readFileSync(new URL("../vectors/quick/office.json", import.meta.url), "utf8"));
const bytes = (/** @type {string} */ digits) => /** @type {Bytes} */ (unhex(digits));

test("a root code is read however it is pasted, and only whole", async () => {
  const { code, key } = OFFICE.root;
  for (const written of [code, ` ${code}\n`, code.toUpperCase(), code.replace(/(.{10})/g, "$1 ")]) {
    assert.equal(hex((await rootOf(written)) ?? new Uint8Array()), key);
  }
  const wrong = [...code].map((letter, at) => code.slice(0, at) + (letter === "a" ? "b" : "a") + code.slice(at + 1));
  for (const written of ["", "ar1", code.slice(3), code.slice(0, -1), `${code}a`, ...wrong]) {
    if (written !== code) assert.equal(await rootOf(written), null, written);
  }
  // The last letter holds two bits that mean nothing: only zeros are the one encoding.
  for (const last of "rstuvwxyz") assert.equal(await rootOf(code.slice(0, -1) + last), null, last);
});

test("fingerprints have the words that the office has", async () => {
  assert.deepEqual(await fingerprint(bytes(OFFICE.root.key)), OFFICE.root.words);
  assert.deepEqual(await fingerprint(utf8(OFFICE.request.text)), OFFICE.request.words);
});

test("words are the first bits, ten each, the first the highest", () => {
  assert.deepEqual(indexes(Uint8Array.of(0xff, 0xc0, 0x00, 0x07), 3), [1023, 0, 1]);
  assert.deepEqual(indexes(Uint8Array.of(0, 0, 0, 3), 3), [0, 0, 0]);
});

test("words are shown in both languages, the reader's first, and read from their file", async () => {
  /** @type {string[]} */
  const asked = [];
  const lists = await load(async (url) => {
    asked.push(url.pathname);
    return { json: async () => ({ it: ["luna", "sole"], en: ["moon", "sun"] }) };
  });
  assert.ok(asked[0]?.endsWith("/web/texts/pairs.json"));
  assert.deepEqual(spelled(lists, [1, 0], "it"), ["sole / sun", "luna / moon"]);
  assert.deepEqual(spelled(lists, [1, 0], "en"), ["sun / sole", "moon / luna"]);
});

test("a device request is written as the office reads it, and read back", () => {
  const request = decodeRequest(OFFICE.request.text);
  assert.equal(request.technician, "Ada Bianchi");
  assert.equal(request.organisation, "Studio Pontè");
  assert.equal(encodeRequest(request), OFFICE.request.text);
  const bare = { ...request, passkey: null };
  assert.deepEqual(decodeRequest(encodeRequest(bare)), bare);
});

test("a device request of another form is refused", () => {
  const { text } = OFFICE.request;
  for (const wrong of [
    "",
    "null",
    `${text}\n`,
    text.replace('"v":1', '"v":2'),
    text.replace("device request", "device"),
    text.replace('"Ada Bianchi"', '"Ada\\nBianchi"'),
    text.replace('"Ada Bianchi"', "7"),
    text.replace('"key":"8139', '"key":"81'),
    text.replace('"rp":"console', '"rp":"Console'),
    text.replace('"v":1', `"v":1,"x":"${"x".repeat(4000)}"`),
  ]) {
    assert.notEqual(wrong, text);
    assert.throws(() => decodeRequest(wrong), BadDocument, wrong);
  }
});

test("a request's file has a name that every file system takes", () => {
  assert.equal(requestName("Nicolò d'Ambrì"), "affianco-nicolo-d-ambri.json");
  assert.equal(requestName("日本"), "affianco-device.json");
  assert.equal(requestName("../.."), "affianco-device.json");
});

/** @param {Record<string, unknown>} [changed] */
function pcOf(changed = {}) {
  const { customer, name, key, signer, signature } = OFFICE.card;
  const rest = { pc: 1, opted_at: "", seen_at: null, session: null };
  return /** @type {import("../../web/api.js").QuickPc} */ ({
    ...rest, customer, name, key, signer, signature, ...changed,
  });
}

test("a card is made as the broker checks it, and holds", async () => {
  const { broker, customer, name, key, signer, signature } = OFFICE.card;
  const subject = { broker, customer, name, key: bytes(key) };
  const made = await makeCard(subject, await keyOf(2));
  assert.deepEqual(made, { customer_name: customer.name, key, name, signer, signature });
  const { roster } = decode(OFFICE.roster);
  assert.equal(hex((await keyOfCard(pcOf(), broker, roster)) ?? new Uint8Array()), key);
});

test("a card of somebody who has left still holds, one of a stranger does not", async () => {
  const { roster } = decode(OFFICE.roster);
  const { broker, customer, name, key } = OFFICE.card;
  const subject = { broker, customer, name, key: bytes(key) };
  const left = await makeCard(subject, await keyOf(3));
  assert.notEqual(await keyOfCard(pcOf(left), broker, roster), null);
  const stranger = await makeCard(subject, await keyOf(4));
  assert.equal(await keyOfCard(pcOf(stranger), broker, roster), null);
});

test("a card with anything changed does not hold", async () => {
  const { roster } = decode(OFFICE.roster);
  const { broker, customer, signature } = OFFICE.card;
  const wrong = [
    { name: "CASSA-2" },
    { customer: { ...customer, id: 13 } },
    { customer: { ...customer, name: "Altri" } },
    { key: "00".repeat(32) },
    { key: "00" },
    { key: 7 },
    { signer: "zz" },
    { signature: `00${signature.slice(2)}` },
    { signature: "" },
  ];
  for (const changed of wrong) {
    assert.equal(await keyOfCard(pcOf(changed), broker, roster), null, JSON.stringify(changed));
  }
  assert.equal(await keyOfCard(pcOf(), "Altro broker", roster), null);
});
