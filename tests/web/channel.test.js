// The console's end: what the vectors cannot say. Order, ends, and any byte changed on the way.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  Channel,
  Direction,
  OVERHEAD,
  PLAINTEXT_MAX,
  RECORD_MAX,
  secretKey,
} from "../../web/channel.js";
import { Handshake, supported } from "../../web/handshake.js";
import { consoleOf, faultOf, hex, play, unhex } from "./rab1.js";

/** @typedef {import("../../web/channel.js").Limits} Limits */

const VALID = JSON.parse(readFileSync(new URL("../vectors/rab1/valid.json", import.meta.url), "utf8"));
const [PLAIN] = VALID;

const INPUTS = Object.freeze({
  mode: /** @type {const} */ ("password"),
  session: "123456789",
  broker: "Affianco",
  secret: new Uint8Array(8),
  technician: "Ada",
  organisation: "Macchine",
});

const DEVICE = { publicKey: new Uint8Array(32), sign: async () => new Uint8Array(64) };

/** Two ends that talk to each other, the agent's seen as a console's mirror. */
async function pair(limits = { records: 3, octets: 1000, sequence: 2 ** 53 }) {
  const secret = await secretKey(new Uint8Array(64));
  const make = () => new Direction(secret, new Uint8Array(64), new Uint8Array(1), limits);
  const [incoming, outgoing] = [make(), make()];
  const channel = new Channel({ incoming, outgoing, resume: new Uint8Array(32).fill(7) });
  return { channel, agentSeals: make(), agentOpens: make() };
}

/** @param {Handshake} handshake */
async function runOf(handshake) {
  /** @type {Uint8Array[][]} */
  const answers = [];
  for (const { from, frame } of PLAIN.flights) {
    if (from === "agent") answers.push(await handshake.receive(unhex(frame)));
  }
  return answers;
}

test("X25519 is supported here", async () => {
  assert.equal(await supported(), true);
});

test("records sealed ahead of one another come out in order and open in order", async () => {
  const { channel, agentOpens } = await pair();
  /** @type {number[]} */
  const order = [];
  const sizes = [60000, 0, 30000, 1, 2, 3, 40000, 5];
  const sealed = sizes.map((size, index) => {
    const frame = channel.seal(0x14, new Uint8Array(size).fill(index));
    void frame.then(() => order.push(index));
    return frame;
  });
  for (const [index, frame] of (await Promise.all(sealed)).entries()) {
    const { plaintext } = await agentOpens.open(frame);
    assert.equal(plaintext.length, sizes[index]);
    assert.ok(plaintext.every((byte) => byte === index));
  }
  assert.deepEqual(order, [...sizes.keys()]);
});

/**
 * WebCrypto may finish a later call first: here the first one ends after all the others.
 * @param {import("node:test").TestContext} context
 * @param {"encrypt" | "decrypt"} name
 * @param {number} calls
 */
function firstLast(context, name, calls) {
  const real = crypto.subtle[name].bind(crypto.subtle);
  let begun = 0;
  let ended = 0;
  /** @type {() => void} */
  let release = () => undefined;
  const others = new Promise((resolve) => (release = () => resolve(undefined)));
  /** @param {AesGcmParams} algorithm @param {CryptoKey} key @param {BufferSource} data */
  const slow = async (algorithm, key, data) => {
    begun += 1;
    const first = begun === 1;
    const result = await real(algorithm, key, data);
    ended += 1;
    if (ended === calls) release();
    if (first) await others;
    return result;
  };
  context.mock.method(crypto.subtle, name, slow);
}

test("records opened ahead of one another come out in order", async (context) => {
  const { channel, agentSeals } = await pair();
  const frames = [];
  for (const size of [3, 2, 1, 0]) frames.push(await agentSeals.seal(0x12, new Uint8Array(size)));
  firstLast(context, "decrypt", frames.length);
  /** @type {number[]} */
  const order = [];
  await Promise.all(
    frames.map(async (frame) => order.push((await channel.open(frame)).plaintext.length)),
  );
  assert.deepEqual(order, [3, 2, 1, 0]);
});

test("a record sealed slowly is not overtaken", async (context) => {
  const { channel } = await pair();
  firstLast(context, "encrypt", 3);
  /** @type {number[]} */
  const order = [];
  await Promise.all(
    [2, 1, 0].map(async (size) => {
      order.push((await channel.seal(0x14, new Uint8Array(size))).length - OVERHEAD);
    }),
  );
  assert.deepEqual(order, [2, 1, 0]);
});

test("a plaintext changed after the call is sealed as it was", async () => {
  const { channel, agentOpens } = await pair();
  const plaintext = new Uint8Array([1, 2, 3]);
  const sealed = channel.seal(0x14, plaintext);
  plaintext.fill(0);
  assert.deepEqual((await agentOpens.open(await sealed)).plaintext, new Uint8Array([1, 2, 3]));
});

test("a spoilt record ends those opened behind it", async () => {
  const { channel, agentSeals } = await pair();
  const [one, two, three] = [
    await agentSeals.seal(0x12, new Uint8Array(1)),
    await agentSeals.seal(0x12, new Uint8Array(2)),
    await agentSeals.seal(0x12, new Uint8Array(3)),
  ];
  two[5] = /** @type {number} */ (two[5]) ^ 1;
  const opened = [one, two, three].map((frame) => faultOf(() => channel.open(frame)));
  assert.deepEqual(await Promise.all(opened), ["none", "tampered", "dropped"]);
  assert.equal(await faultOf(() => channel.seal(0x14, new Uint8Array())), "dropped");
  assert.equal(await faultOf(() => channel.takeResume()), "dropped");
});

test("what is under way when the channel is dropped does not come out", async () => {
  const { channel, agentSeals } = await pair();
  const frame = await agentSeals.seal(0x12, new Uint8Array(1));
  const waiting = [
    faultOf(() => channel.open(frame)),
    faultOf(() => channel.seal(0x14, new Uint8Array(1))),
  ];
  channel.drop();
  assert.deepEqual(await Promise.all(waiting), ["dropped", "dropped"]);
});

test("the resume secret is given once and wiped where nobody took it", async () => {
  const { channel } = await pair();
  assert.deepEqual(channel.takeResume(), new Uint8Array(32).fill(7));
  assert.equal(await faultOf(() => channel.takeResume()), "unexpected");
  assert.equal(await faultOf(() => channel.takeResume()), "dropped");
  const resume = new Uint8Array(32).fill(7);
  const other = await pair();
  const kept = new Channel({ incoming: other.agentOpens, outgoing: other.agentSeals, resume });
  kept.drop();
  assert.deepEqual(resume, new Uint8Array(32));
});

test("the longest record, and one byte more", async () => {
  const { channel, agentOpens } = await pair();
  const frame = await channel.seal(0x14, new Uint8Array(PLAINTEXT_MAX));
  assert.equal(frame.length, RECORD_MAX);
  await assert.rejects(channel.seal(0x14, new Uint8Array(PLAINTEXT_MAX + 1)), RangeError);
  assert.equal((await agentOpens.open(frame)).plaintext.length, PLAINTEXT_MAX);
});

test("the console seals only its own types", async () => {
  const { channel } = await pair();
  for (const kind of [0x10, 0x12, 0x13, 0x16, 0, 256, -1, Number.NaN]) {
    await assert.rejects(channel.seal(kind, new Uint8Array()), RangeError);
  }
  assert.equal((await channel.seal(0x11, new Uint8Array()))[0], 0x11);
});

test("frames of the handshake given ahead of one another are worked off in order", async () => {
  const handshake = await consoleOf(PLAIN);
  const frames = PLAIN.flights.filter((/** @type {any} */ flight) => flight.from === "agent");
  const answers = await Promise.all(
    frames.map((/** @type {any} */ flight) => handshake.receive(unhex(flight.frame))),
  );
  const own = PLAIN.flights.filter((/** @type {any} */ flight) => flight.from === "console");
  assert.deepEqual(answers.flat().map(hex), own.map((/** @type {any} */ flight) => flight.frame));
  assert.ok(handshake.channel);
});

test("a handshake dropped at any moment opens nothing", async () => {
  for (let after = 0; after < 4; after += 1) {
    const handshake = await consoleOf(PLAIN);
    const frames = PLAIN.flights.filter((/** @type {any} */ flight) => flight.from === "agent");
    for (const { frame } of frames.slice(0, after)) await handshake.receive(unhex(frame));
    const last = faultOf(() => handshake.receive(unhex(frames[after].frame)));
    await Promise.resolve();
    handshake.drop();
    // Nothing is awaited while tb is looked at, so that one step is over before the drop.
    assert.equal(await last, after === 2 ? "none" : "dropped");
    assert.equal(handshake.channel, null);
  }
});

test("a frame after the handshake does not end the channel", async () => {
  const handshake = await consoleOf(PLAIN);
  await runOf(handshake);
  assert.equal(await faultOf(() => handshake.receive(new Uint8Array([1]))), "dropped");
  assert.equal((await handshake.channel?.seal(0x11, new Uint8Array()))?.[0], 0x11);
});

test("two runs with the same inputs share no random value", async () => {
  const offer = unhex(PLAIN.flights[0].frame);
  const [one, other] = await Promise.all(
    [new Handshake(INPUTS), new Handshake(INPUTS)].map((handshake) => handshake.receive(offer)),
  );
  assert.notDeepEqual(one, other);
});

test("inputs out of form are the caller's fault", () => {
  /** @type {Record<string, any>[]} */
  const wrong = [
    { session: "12345678" },
    { session: "١٢٣٤٥٦٧٨٩" },
    { session: "123456789\n" },
    { broker: "" },
    { technician: "a\nb" },
    { organisation: "x".repeat(65) },
    { organisation: "\ud800" },
    { secret: new Uint8Array(7) },
    { mode: "resume" },
    { mode: "quick", secret: new Uint8Array() },
    { mode: "quick", secret: new Uint8Array(), device: DEVICE },
    { mode: "quick", secret: new Uint8Array(), expects: new Uint8Array(32) },
    { mode: "quick", secret: new Uint8Array(8), device: DEVICE, expects: new Uint8Array(32) },
    { expects: new Uint8Array(31) },
    { device: { publicKey: new Uint8Array(31), sign: async () => new Uint8Array() } },
  ];
  for (const values of wrong) {
    assert.throws(() => new Handshake({ ...INPUTS, ...values }), RangeError, JSON.stringify(values));
  }
});

test("the caller's secret is left alone", async () => {
  const secret = new Uint8Array(8).fill(65);
  const handshake = new Handshake({ ...INPUTS, secret });
  handshake.drop();
  assert.deepEqual(secret, new Uint8Array(8).fill(65));
});

test("any byte of the agent's frames changed keeps the channel shut", async () => {
  for (const wanted of VALID.slice(0, 5)) {
    for (const [index, { from, frame }] of wanted.flights.entries()) {
      if (from !== "agent") continue;
      const bytes = unhex(frame);
      for (const at of bytes.keys()) {
        const changed = bytes.slice();
        changed[at] = /** @type {number} */ (changed[at]) ^ (1 << (at % 8));
        const flights = [...wanted.flights];
        flights[index] = { from, frame: hex(changed) };
        await assert.rejects(play({ ...wanted, flights }), `flight ${index}, byte ${at}`);
      }
    }
  }
});
