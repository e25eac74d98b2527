import assert from "node:assert/strict";
import { test } from "node:test";

import * as control from "../../web/frames/control.js";
import { Kind } from "../../web/frames/kinds.js";
import { JOINED, settle, world } from "./fake_world.js";

/** @typedef {ReturnType<typeof world>} World */

/** @param {World} made */
function socketOf(made) {
  const socket = made.sockets.at(-1);
  assert.ok(socket);
  return socket;
}

/** @param {World} made */
async function connect(made) {
  await settle();
  socketOf(made).open();
}

/** @param {World} made @param {import("../../web/frames/control.js").Message} message */
async function say(made, message) {
  socketOf(made).binary(Uint8Array.of(Kind.CONTROL, ...control.encode(message)));
  await settle();
}

/** @param {World} made */
async function shake(made) {
  socketOf(made).binary(Uint8Array.of(0x01));
  socketOf(made).binary(Uint8Array.of(0x05));
  await settle();
}

/** @param {{asks?: string, allows?: "see" | "control"}} [options] */
async function active({ asks = "control", allows = "control" } = {}) {
  const made = world({ asks });
  made.client.start();
  await connect(made);
  socketOf(made).text(JOINED);
  await shake(made);
  socketOf(made).text({ type: "state", state: "asking", billable_ms: 0 });
  await say(made, { type: "allowed", asks: allows });
  socketOf(made).text({ type: "state", state: "active", billable_ms: 0 });
  return made;
}

test("joins, proves the password, asks, and wipes the password", async () => {
  const made = world();
  made.client.start();
  await connect(made);
  assert.deepEqual(socketOf(made).said, [
    { type: "join", v: 1, ticket: "t1", session: "123456789", customer: 2, resume: "" },
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
  assert.deepEqual(control.decode(asked.slice(1)), { type: "ask", asks: "control" });
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

test("a cut leg comes back with a new ticket, the token and the resume key", async () => {
  const made = await active();
  await made.clock.pass(3000);
  socketOf(made).end(1006);
  assert.equal(made.client.view.state, "reconnecting");
  assert.equal(made.client.controls, false);
  await made.clock.pass(300);
  assert.equal(made.sockets.length, 2);
  socketOf(made).open();
  assert.equal(socketOf(made).said[0].resume, "tok");
  assert.equal(socketOf(made).said[0].ticket, "t2");
  socketOf(made).text({ ...JOINED, token: "tok2", resumed: true });
  socketOf(made).binary(Uint8Array.of(Kind.PICTURE, 1));
  await shake(made);
  assert.equal(made.runs[1]?.mode, "resume");
  assert.ok(made.runs[1]?.secret.every((byte) => byte === 9));
  assert.equal(made.client.view.consent.allowed, null);
  assert.ok(!socketOf(made).sent.some((frame) => frame[0] === Kind.CONTROL));
  await say(made, { type: "allowed", asks: "control" });
  socketOf(made).text({ type: "state", state: "active", billable_ms: 3000 });
  assert.equal(made.client.controls, true);
  for (let seconds = 0; seconds < 120; seconds += 5) {
    await made.clock.pass(5_000);
    socketOf(made).text({ type: "state", state: "active", billable_ms: 3000 });
  }
  assert.equal(made.client.view.state, "active");
  assert.equal(made.sockets.length, 2);
});

test("a leg does not come back without a sign-in: lost, and why", async () => {
  const made = await active();
  made.made.problem = "not_signed_in";
  await made.clock.pass(5_000);
  assert.equal(made.client.view.state, "active");
  socketOf(made).end(1006);
  await made.clock.pass(300);
  assert.deepEqual(made.client.view.ending, { outcome: "lost", why: "problem.not_signed_in" });
  await made.clock.pass(60_000);
  assert.equal(made.sockets.length, 1);
});

test("a leg that does not come back within 60 s is lost", async () => {
  const made = await active();
  socketOf(made).end(1006);
  made.made.problem = "unreachable";
  await made.clock.pass(59_999);
  assert.equal(made.client.view.ending, null);
  await made.clock.pass(1);
  assert.deepEqual(made.client.view.ending, { outcome: "lost", why: "why.lost" });
});

test("the agent's side is cut: its next offer is answered in mode resume, once", async () => {
  const made = await active();
  socketOf(made).text({ type: "state", state: "reconnecting", billable_ms: 10 });
  socketOf(made).binary(Uint8Array.of(Kind.PICTURE, 7));
  await settle();
  assert.equal(made.runs.length, 1);
  await shake(made);
  assert.equal(made.runs[1]?.mode, "resume");
  await say(made, { type: "allowed", asks: "see" });
  socketOf(made).text({ type: "state", state: "active", billable_ms: 10 });
  assert.equal(made.client.view.state, "active");
  assert.equal(made.client.view.consent.allowed, "see");
});

test("End: keys first, then the word, then the broker's answer counts", async () => {
  const made = await active();
  made.client.end();
  assert.deepEqual(socketOf(made).said.at(-1), { type: "end", outcome: "completed" });
  assert.equal(made.client.view.ending?.outcome, "completed");
  const before = socketOf(made).sent.length;
  made.client.input([{ kind: "release" }]);
  socketOf(made).binary(Uint8Array.of(Kind.PICTURE, 1));
  await settle();
  assert.equal(socketOf(made).sent.length, before);
  socketOf(made).text({ type: "ended", outcome: "stopped_by_customer", billable_ms: 9, again: false });
  assert.equal(made.client.view.ending?.outcome, "stopped_by_customer");
  assert.equal(made.client.view.told.billable_ms, 9);
});

test("End before the customer answered, and leaving the page", async () => {
  const made = world();
  made.client.start();
  await connect(made);
  socketOf(made).text(JOINED);
  await shake(made);
  made.client.end();
  assert.deepEqual(socketOf(made).said.at(-1), { type: "end", outcome: "left_by_technician" });
  const leaving = await active();
  leaving.client.leave();
  assert.deepEqual(socketOf(leaving).said.at(-1), { type: "end", outcome: "left_by_technician" });
  assert.equal(socketOf(leaving).closed, true);
});

test("a wrong password is the broker's word", async () => {
  const made = world();
  made.client.start();
  await connect(made);
  socketOf(made).text(JOINED);
  socketOf(made).text({ type: "ended", outcome: "wrong_password", billable_ms: 0, again: false });
  socketOf(made).end(4000);
  assert.deepEqual(made.client.view.ending, { outcome: "wrong_password", why: null });
  assert.equal(made.runs[0]?.dropped, true);
});

test("silence of the customer is told apart from a refusal", async () => {
  const made = world();
  made.client.start();
  await connect(made);
  socketOf(made).text(JOINED);
  await shake(made);
  await say(made, { type: "refused", why: "silence" });
  socketOf(made).text({ type: "ended", outcome: "declined", billable_ms: 0, again: false });
  assert.deepEqual(made.client.view.ending, { outcome: "declined", why: "why.silence" });
});
