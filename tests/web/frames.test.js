import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as control from "../../web/frames/control.js";
import * as cursor from "../../web/frames/cursor.js";
import * as input from "../../web/frames/input.js";
import { BadFrame } from "../../web/frames/kinds.js";
import * as picture from "../../web/frames/picture.js";

/** @param {string} name */
function load(name) {
  const url = new URL(`../vectors/frames/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8"));
}

/** @param {string} text */
const bytes = (text) => new Uint8Array(Buffer.from(text, "hex"));
/** @param {Uint8Array} data */
const hex = (data) => Buffer.from(data).toString("hex");

/** @param {any} value @returns {any} the value with its bytes as hex */
function plain(value) {
  if (value instanceof Uint8Array) return hex(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, plain(it)]));
}

/** @type {Record<string, (data: Uint8Array, given: any) => any>} */
const decoders = {
  control: (data) => control.decode(data),
  picture: (data, { screen: [width, height] }) => picture.decode(data, { width, height }),
  cursor: (data) => cursor.decode(data),
};

/** @type {Record<string, (value: any) => Uint8Array>} */
const encoders = {
  control: control.encode,
  shown: picture.encodeShown,
  input: input.encode,
};

for (const [name, decode] of Object.entries(decoders)) {
  const { valid, reject } = load(name);
  test(`${name}: decodes`, () => {
    for (const given of valid) {
      assert.deepEqual(plain(decode(bytes(given.hex), given)), given.value, given.name);
    }
  });
  test(`${name}: rejects`, () => {
    for (const given of reject) {
      assert.throws(() => decode(bytes(given.hex), given), BadFrame, given.name);
    }
  });
}

for (const [name, encode] of Object.entries(encoders)) {
  const { valid, refuse } = load(name);
  test(`${name}: encodes`, () => {
    for (const given of valid) assert.equal(hex(encode(given.value)), given.hex, given.name);
  });
  test(`${name}: refuses to encode`, () => {
    for (const given of refuse) assert.throws(() => encode(given.value), BadFrame, given.name);
  });
}

test("half of a surrogate pair and too many events are refused", () => {
  assert.throws(() => input.encode([{ kind: "text", text: "a\ud800" }]), BadFrame);
  assert.throws(() => input.encode(Array(65520).fill({ kind: "release" })), BadFrame);
});
