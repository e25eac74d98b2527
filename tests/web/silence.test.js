import assert from "node:assert/strict";
import { test } from "node:test";

import { Leg } from "../../web/leg.js";
import { SILENCE_MS, Silence } from "../../web/silence.js";
import { FakeClock, FakeSocket, JOINED, settle, world } from "./fake_world.js";

const STATE = { type: "state", state: "joined", billable_ms: 0 };

/** @param {FakeClock} clock */
function timed(clock) {
  return {
    now: () => clock.time,
    after: (/** @type {number} */ ms, /** @type {() => void} */ call) => clock.after(ms, call),
  };
}

test("silence is told once, so long after the last that was heard", async () => {
  const clock = new FakeClock();
  let told = 0;
  const silence = new Silence(timed(clock), () => (told += 1));
  await clock.pass(SILENCE_MS - 1);
  silence.heard();
  await clock.pass(SILENCE_MS - 1);
  assert.equal(told, 0);
  await clock.pass(1);
  assert.equal(told, 1);
  await clock.pass(10 * SILENCE_MS);
  assert.equal(told, 1);
});

test("after stop nothing is told", async () => {
  const clock = new FakeClock();
  const silence = new Silence(timed(clock), () => assert.fail());
  silence.stop();
  await clock.pass(10 * SILENCE_MS);
});

test("a silent leg is cut, by text and records alike", async () => {
  const clock = new FakeClock();
  const socket = new FakeSocket();
  /** @type {(string | null)[]} */
  const closed = [];
  const listener = { opened() {}, text() {}, binary() {}, closed: closed.push.bind(closed) };
  new Leg(socket, listener, timed(clock));
  socket.open();
  for (const say of [() => socket.text(STATE), () => socket.binary(Uint8Array.of(1))]) {
    await clock.pass(SILENCE_MS - 1);
    say();
  }
  await clock.pass(SILENCE_MS - 1);
  assert.deepEqual(closed, []);
  await clock.pass(1);
  assert.deepEqual(closed, [null]);
  assert.equal(socket.closed, true);
});

test("a leg that never opens, and one that never hears joined, are told as unreachable", async () => {
  for (const opens of [false, true]) {
    const made = world();
    made.client.start();
    await settle();
    if (opens) made.sockets[0]?.open();
    await made.clock.pass(SILENCE_MS);
    assert.deepEqual(made.client.view.ending, { outcome: null, why: "close.unreachable" });
  }
});

test("silence before the customer allowed is the end, said as a cut", async () => {
  const made = world();
  made.client.start();
  await settle();
  const [socket] = made.sockets;
  socket?.open();
  socket?.text(JOINED);
  socket?.binary(Uint8Array.of(0x01));
  socket?.binary(Uint8Array.of(0x05));
  await settle();
  await made.clock.pass(SILENCE_MS);
  assert.deepEqual(made.client.view.ending, { outcome: "lost", why: "close.cut" });
});
