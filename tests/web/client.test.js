import assert from "node:assert/strict";
import { test } from "node:test";

import * as control from "../../web/frames/control.js";
import { Kind } from "../../web/frames/kinds.js";
import { active, connect, say, shake, socketOf } from "./client_steps.js";
import { JOINED, settle, world } from "./fake_world.js";

test("joins, proves the password, asks, and wipes the password", async () => {
  const made = world();
  made.client.start();
  await connect(made);
  assert.deepEqual(socketOf(made).said, [
    { type: "join", v: 1, ticket: "t1", session: "123456789", customer: 2, resume: "", quick: false, reason: "" },
  ]);
  socketOf(made).text(JOINED);
  assert.equal(made.client.view.pc, "UFFICIO-2");
  assert.equal(new TextDecoder().decode(made.runs[0]?.secret), "ABCD2345");
  assert.ok(made.password.every((byte) => byte === 0));
  assert.equal(made.client.view.proved, false);
  await shake(made);
  assert.equal(made.client.view.proved, true);
  const asked = socketOf(made).sent.at(-1);
  assert.ok(asked instanceof Uint8Array && asked[0] === Kind.CONTROL);
  assert.deepEqual(control.decode(asked.slice(1)), { type: "ask", asks: "control", reason: "" });
});

test("input goes out only while it is allowed, active and not held", async () => {
  const made = await active();
  const count = () => socketOf(made).sent.filter((frame) => frame[0] === Kind.INPUT).length;
  made.client.input([{ kind: "release" }]);
  await settle();
  assert.equal(count(), 1);
  await say(made, { type: "paused" });
  made.client.input([{ kind: "release" }]);
  await say(made, { type: "resumed" });
  socketOf(made).text({ type: "state", state: "paused", billable_ms: 5 });
  made.client.input([{ kind: "release" }]);
  await settle();
  assert.equal(count(), 1);
  socketOf(made).text({ type: "state", state: "active", billable_ms: 5 });
  made.client.input([{ kind: "release" }]);
  await settle();
  assert.equal(count(), 2);
});

test("see only sends nothing", async () => {
  const made = await active({ allows: "see" });
  made.client.input([{ kind: "text", text: "x" }]);
  await settle();
  assert.ok(!socketOf(made).sent.some((frame) => frame[0] === Kind.INPUT));
});

test("records come out in order, and none before it is allowed", async () => {
  const made = await active();
  for (let n = 0; n < 5; n += 1) socketOf(made).binary(Uint8Array.of(Kind.PICTURE, n));
  await settle();
  const pictures = made.heard.filter((one) => one[0] === "picture").map((one) => one[1]);
  assert.deepEqual(pictures, [0, 1, 2, 3, 4]);
  const early = world();
  early.client.start();
  await connect(early);
  socketOf(early).text(JOINED);
  await shake(early);
  socketOf(early).binary(Uint8Array.of(Kind.PICTURE, 1));
  await settle();
  assert.deepEqual(early.client.view.ending, { outcome: "failed", why: "fault.malformed" });
  assert.deepEqual(socketOf(early).said.at(-1), { type: "end", outcome: "failed" });
});

test("an agent that allows more than was asked for ends the session", async () => {
  const made = await active({ asks: "see", allows: "control" });
  assert.equal(made.client.view.ending?.outcome, "failed");
});

const WRONG = [
  ["not JSON", "{"],
  ["an unknown type", JSON.stringify({ type: "hello" })],
  ["an unknown state", JSON.stringify({ type: "state", state: "x", billable_ms: 0 })],
  ["a state out of its turn", JSON.stringify({ type: "state", state: "active", billable_ms: 0 })],
  ["joined twice", JSON.stringify(JOINED)],
];
for (const [name, text] of WRONG) {
  test(`a broker that says something wrong: ${name}`, async () => {
    const made = world();
    made.client.start();
    await connect(made);
    socketOf(made).text(JOINED);
    socketOf(made).raw(/** @type {string} */ (text));
    await settle();
    assert.deepEqual(made.client.view.ending, { outcome: "failed", why: "fault.broker" });
  });
}

test("an agent that says nothing for 10 s at any step of the handshake", async () => {
  for (const frames of [[], [Uint8Array.of(0x01)]]) {
    const made = world();
    made.client.start();
    await connect(made);
    socketOf(made).text(JOINED);
    frames.forEach((frame) => socketOf(made).binary(frame));
    await settle();
    await made.clock.pass(9_999);
    assert.equal(made.client.view.ending, null);
    await made.clock.pass(1);
    assert.deepEqual(made.client.view.ending, { outcome: "failed", why: "fault.silent" });
  }
});

test("refusals before joined are told with the broker's reason", async () => {
  for (const [code, why] of /** @type {[number, string][]} */ ([
    [4006, "close.no_answer"],
    [4007, "close.too_many_tries"],
    [4005, "close.signed_out"],
    [1006, "close.unreachable"],
  ])) {
    const made = world();
    made.client.start();
    await connect(made);
    socketOf(made).end(code);
    assert.deepEqual(made.client.view.ending, { outcome: null, why });
  }
});

test("no ticket: the problem is told", async () => {
  const made = world();
  made.made.problem = "not_signed_in";
  made.client.start();
  await settle();
  assert.deepEqual(made.client.view.ending, { outcome: null, why: "problem.not_signed_in" });
});
