import assert from "node:assert/strict";
import { test } from "node:test";

import { Kind } from "../../web/frames/kinds.js";
import { active, connect, say, shake, socketOf } from "./client_steps.js";
import { JOINED, settle, world } from "./fake_world.js";

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

test("a leg that comes back to a session that has ended says so, and not that the ID is wrong", async () => {
  const made = await active();
  socketOf(made).end(1006);
  await made.clock.pass(300);
  socketOf(made).open();
  socketOf(made).end(4006);
  assert.deepEqual(made.client.view.ending, { outcome: null, why: "why.meanwhile" });
});

test("a network that is gone is no goodbye: the leg closes with neither 1000, 1001 nor no code", async () => {
  const made = await active();
  const old = socketOf(made);
  made.client.offline();
  assert.equal(made.client.view.state, "reconnecting");
  assert.equal(old.code, 4999);
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
  socketOf(made).text({ type: "ended", outcome: "stopped_by_customer", billable_ms: 9, again: false, enrol: "" });
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
  socketOf(made).text({ type: "ended", outcome: "wrong_password", billable_ms: 0, again: false, enrol: "" });
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
  socketOf(made).text({ type: "ended", outcome: "declined", billable_ms: 0, again: false, enrol: "" });
  assert.deepEqual(made.client.view.ending, { outcome: "declined", why: "refused.silence" });
});
