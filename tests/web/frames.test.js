import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as control from "../../web/frames/control.js";
import * as cursor from "../../web/frames/cursor.js";
import { AREA_FACTOR, Gathering, IMAGE_FACTOR, OPERATIONS_MAX, PARTS_MAX } from "../../web/frames/gathering.js";
import * as input from "../../web/frames/input.js";
import { BadFrame, PLAINTEXT_MAX } from "../../web/frames/kinds.js";
import * as picture from "../../web/frames/picture.js";
import { whole } from "../../web/frames/webp.js";

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
  picture: (data, { picture: [width, height] }) => picture.decode(data, { width, height }),
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

/** One line's gathering, fed with the steps of the vectors. */
class Line {
  gathering = new Gathering();
  size = { width: 0, height: 0 };
  /** @type {any[]} */
  frames = [];

  /** @param {any} step */
  go(step) {
    if (step.size) {
      [this.size.width, this.size.height] = step.size;
      this.gathering.resize(this.size);
      return;
    }
    const data = bytes(step.hex + (step.body ?? "").repeat(step.times ?? 0));
    for (let turn = 0; turn < step.again; turn += 1) {
      const frame = this.gathering.add(picture.decode(data, this.size));
      if (frame !== null) this.frames.push(frame);
    }
  }
}

test("gathering: gives the frames", () => {
  for (const given of load("gathering").valid) {
    const line = new Line();
    given.steps.forEach((/** @type {any} */ step) => line.go(step));
    const frames = line.frames.map((frame, at) => {
      const counted = typeof given.frames[at]?.operations === "number";
      return { ...frame, operations: counted ? frame.operations.length : plain(frame.operations) };
    });
    assert.deepEqual(frames, given.frames, given.name);
  }
});

test("gathering: rejects", () => {
  for (const given of load("gathering").reject) {
    const line = new Line();
    const last = given.steps.pop();
    given.steps.forEach((/** @type {any} */ step) => line.go(step));
    assert.throws(() => line.go(last), BadFrame, given.name);
  }
});

test("gathering: the limits", () => {
  assert.deepEqual([PARTS_MAX, OPERATIONS_MAX, AREA_FACTOR, IMAGE_FACTOR], [64, 4096, 8, 4]);
});

test("the longest piece fills a part, and no part is longer", () => {
  const place = "050000000000400030" + "02";
  const head = bytes("0000000100" + "0000" + place + picture.IMAGE_MAX.toString(16));
  const data = new Uint8Array(PLAINTEXT_MAX);
  data.set(head);
  const size = { width: 64, height: 48 };
  const part = picture.decode(data, size);
  assert.equal(head.length + picture.IMAGE_MAX, PLAINTEXT_MAX);
  assert.equal(part.operations.length, 1);
  assert.throws(() => picture.decode(new Uint8Array(PLAINTEXT_MAX + 1), size), BadFrame);
});

test("a bare webp is a file again", () => {
  const images = load("images");
  for (const name of ["webp_5x3", "webp_1x1", "webp_48x32"]) {
    const file = whole(bytes(images[name]));
    const length = images[name].length / 2;
    const view = new DataView(file.buffer);
    assert.equal(Buffer.from(file.subarray(0, 4)).toString(), "RIFF");
    assert.equal(view.getUint32(4, true), file.length - 8);
    assert.equal(Buffer.from(file.subarray(8, 16)).toString(), "WEBPVP8L");
    assert.equal(view.getUint32(16, true), length);
    assert.equal(file.length, 20 + length + (length % 2));
    assert.equal(hex(file.subarray(20, 20 + length)), images[name]);
  }
});
