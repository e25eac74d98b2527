import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";

import { Decoding, Undecoded } from "../../web/screen/decoder.js";
import { POLICY, Starter } from "../../web/screen/starter.js";
import { Stream } from "../../web/screen/worker.js";
import { source } from "../../web/workers/text.js";
import { settle } from "./fake_world.js";

/** @typedef {import("../../web/screen/worker.js").Coded} Coded */

/** @returns {Coded} */
const image = (width = 4, height = 2) => ({ kind: "image", type: "image/webp", width, height, data: Uint8Array.of(1) });

/** A picture that knows whether it was closed. */
function bitmap(width = 4, height = 2) {
  return { width, height, closed: false, close() { this.closed = true; } };
}

/** The other end of a worker. */
class FakeWorker {
  /** @type {any[]} */
  got = [];
  ended = false;
  /** @type {(event: any) => void} */
  onmessage = () => {};
  /** @type {(event: any) => void} */
  onerror = () => {};

  /** @param {any} message */
  postMessage(message) {
    this.got.push(message);
  }

  terminate() {
    this.ended = true;
  }

  /** @param {any} data */
  say(data) {
    this.onmessage({ data });
  }
}

/** @param {any} worker */
const starter = (worker) => ({ start: () => worker });

test("a worker decodes: asked in order, answered by number, its faults by name", async () => {
  const worker = new FakeWorker();
  const decoding = new Decoding(starter(worker));
  const first = decoding.decode(image());
  const second = decoding.decode(image());
  await settle();
  assert.deepEqual(worker.got, []);
  worker.say({ video: true });
  assert.equal(await decoding.video(), true);
  await settle();
  assert.deepEqual(worker.got.map(({ id }) => id), [1, 2]);
  const given = bitmap();
  worker.say({ id: 2, fault: "EncodingError" });
  worker.say({ id: 1, picture: given });
  assert.equal(await first, given);
  await assert.rejects(second, (error) => error instanceof Undecoded && error.name === "EncodingError");
  const nobodys = bitmap();
  worker.say({ id: 9, picture: nobodys });
  assert.equal(nobodys.closed, true);
  const late = decoding.decode(image());
  decoding.close();
  await assert.rejects(late, Undecoded);
  await settle();
  assert.equal(worker.ended, true);
});

test("without a worker, or where it does not begin, the page decodes", async () => {
  const own = bitmap();
  Object.assign(globalThis, { createImageBitmap: async () => own });
  const broken = new FakeWorker();
  const decodings = [new Decoding(starter(null)), new Decoding(starter(broken))];
  broken.onerror(new Event("error"));
  for (const decoding of decodings) {
    assert.equal(await decoding.video(), false);
    assert.equal(await decoding.decode(image()), own);
    await assert.rejects(decoding.decode(image(5, 2)), RangeError);
    assert.equal(own.closed, true);
    own.closed = false;
  }
  assert.equal(broken.ended, true);
});

test("a worker that breaks later: what was under way fails, the page goes on", async () => {
  const own = bitmap();
  Object.assign(globalThis, { createImageBitmap: async () => own });
  const worker = new FakeWorker();
  const decoding = new Decoding(starter(worker));
  worker.say({ video: true });
  const under = decoding.decode(image());
  await settle();
  worker.onerror(new Event("error"));
  await assert.rejects(under, Undecoded);
  assert.equal(await decoding.decode(image()), own);
});

test("the policy answers whatever it is asked with the worker's own text", async () => {
  /** @type {any[]} */
  const made = [];
  const types = {
    createPolicy: (/** @type {string} */ name, /** @type {any} */ rules) => {
      made.push([name, rules]);
      return rules;
    },
  };
  const starter = new Starter(types);
  const [[name, rules]] = made;
  assert.equal(name, POLICY);
  const address = rules.createScriptURL("https://example.org/x.js");
  assert.equal(rules.createScriptURL("data:,x"), address);
  assert.equal(await (await fetch(address)).text(), source());
  assert.equal(starter.start("serve"), null);
  const refused = { createPolicy: () => assert.fail() };
  assert.equal(new Starter(/** @type {any} */ (refused)).start("carry"), null);
});

test("the worker's text needs nothing of its module: it runs alone, and serves", async () => {
  /** @type {any[]} */
  const said = [];
  const own = bitmap();
  /** @type {any} */
  const scope = { Blob, Promise, setTimeout, clearTimeout, createImageBitmap: async () => own };
  scope.self = { onmessage: null, postMessage: (/** @type {any} */ message) => said.push(message) };
  /** @type {any[]} */
  const broadcast = [];
  scope.BroadcastChannel = class {
    /** @param {string} name */
    constructor(name) {
      this.postMessage = (/** @type {any} */ message) => broadcast.push([name, message]);
    }
  };
  vm.runInNewContext(source(), scope);
  assert.equal(said.length, 0);
  scope.self.onmessage({ data: { role: "serve", channel: "unguessed" } });
  await settle();
  assert.equal(said[0].video, false);
  scope.self.onmessage({ data: { id: 1, coded: image() } });
  scope.self.onmessage({ data: { id: 2, coded: image(1, 1) } });
  scope.self.onmessage({ data: { id: 3, coded: { ...image(), kind: "video", begins: false } } });
  await settle();
  const answers = new Map(said.slice(1).map(({ id, picture, fault }) => [id, fault ?? picture]));
  assert.deepEqual(Object.fromEntries(answers), { 1: own, 2: "RangeError", 3: "Error" });
  assert.equal(broadcast.length, 0);
  scope.self.onmessage({ data: { id: 4, coded: image(), soon: true } });
  await settle();
  assert.deepEqual(broadcast.map(([name, { id, picture }]) => [name, id, picture]), [["unguessed", 4, own]]);
  assert.equal(said.length, 4);
});

test("what is wanted at once is broadcast: small images, not large ones and no video", async () => {
  const worker = new FakeWorker();
  let hurried = false;
  const decoding = new Decoding(starter(worker), () => hurried);
  worker.say({ video: true });
  /** @type {Coded} */
  const video = { kind: "video", width: 4, height: 2, begins: true, data: Uint8Array.of(1) };
  const wanted = [image(128, 128), image(128, 129), video];
  for (hurried of [false, true]) {
    for (const coded of wanted) decoding.decode(coded).catch(() => {});
    await settle();
  }
  assert.deepEqual(worker.got.map(({ soon }) => soon), [false, false, false, true, false, false]);
  decoding.close();
});

/** A VideoDecoder whose pictures come when the test says. */
class FakeDecoder {
  /** @type {FakeDecoder[]} */
  static made = [];
  state = "configured";
  /** @type {any[]} */
  chunks = [];

  /** @param {{output: (frame: any) => void, error: (error: any) => void}} parts */
  constructor(parts) {
    this.parts = parts;
    FakeDecoder.made.push(this);
  }

  configure() {}

  /** @param {any} chunk */
  decode(chunk) {
    if (this.state === "closed") throw new Error("closed");
    this.chunks.push(chunk);
  }

  close() {
    this.state = "closed";
  }
}

test("a stream: one picture for each frame, in order; one that is left out breaks it", async () => {
  Object.assign(globalThis, { VideoDecoder: FakeDecoder, EncodedVideoChunk: class {
    /** @param {any} parts */
    constructor(parts) { Object.assign(this, parts); }
  } });
  const frame = (/** @type {number} */ timestamp) => ({ ...bitmap(), timestamp, close() { this.closed = true; } });
  const stream = new Stream(Stream.wanted(640, 360, "no-preference"));
  const decoder = FakeDecoder.made.at(-1) ?? assert.fail();
  const wanted = [stream.decode(true, Uint8Array.of(1)), stream.decode(false, Uint8Array.of(2))];
  assert.deepEqual(decoder.chunks.map(({ type, timestamp }) => [type, timestamp]), [["key", 0], ["delta", 1]]);
  const [zero, again, one] = [frame(0), frame(0), frame(1)];
  [zero, again, one].forEach((each) => decoder.parts.output(each));
  assert.deepEqual(await Promise.all(wanted), [zero, one]);
  assert.deepEqual([zero.closed, again.closed, one.closed], [false, true, false]);
  const left = stream.decode(false, Uint8Array.of(3));
  const next = stream.decode(false, Uint8Array.of(4));
  decoder.parts.output(frame(3));
  await assert.rejects(left);
  await assert.rejects(next);
  stream.close();
  await assert.rejects(stream.decode(false, Uint8Array.of(5)));
});

test("a level that fits the size", () => {
  const codec = (/** @type {number} */ width, /** @type {number} */ height) => Stream.wanted(width, height, "no-preference").codec;
  assert.equal(codec(64, 64), "vp09.01.10.08.03.01.13.06.00");
  assert.equal(codec(1920, 1080), "vp09.01.40.08.03.01.13.06.00");
  assert.equal(codec(3840, 2160), "vp09.01.50.08.03.01.13.06.00");
  assert.equal(codec(16384, 16384), "vp09.01.62.08.03.01.13.06.00");
});
