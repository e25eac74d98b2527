// A session by quick access: no password, one PC that is meant, a passkey where there is one.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as control from "../../web/frames/control.js";
import { Kind } from "../../web/frames/kinds.js";
import { connect, say, shake, socketOf } from "./client_steps.js";
import { DEVICE, JOINED, settle, world } from "./fake_world.js";

/** @typedef {import("./client_steps.js").World} World */
/** @typedef {import("../../web/frames/control.js").Passkey} Passkey */

const EXPECTS = new Uint8Array(32).fill(3);
const ANSWER = { client: "01", credential: "02", data: "03", signature: "04" };

/** @param {import("../../web/tunnel.js").Quick["passkey"]} [passkey] */
async function joined(passkey = null) {
  const made = world({ quick: { expects: EXPECTS, passkey }, reason: "#4711" });
  made.client.start();
  await connect(made);
  socketOf(made).text(JOINED);
  return made;
}

/** The control records sent. @param {World} made */
function said(made) {
  const records = socketOf(made).sent.filter((frame) => frame[0] === Kind.CONTROL);
  return records.map((frame) => control.decode(/** @type {Uint8Array} */ (frame).slice(1)));
}

test("joins for a reason, without a password, with both keys, and asks for the same reason", async () => {
  const made = await joined();
  assert.deepEqual(socketOf(made).said[0], {
    ...{ type: "join", v: 1, ticket: "t1", session: "123456789", customer: 0, resume: "" },
    ...{ quick: true, reason: "#4711" },
  });
  const names = made.runs[0]?.names;
  assert.equal(names?.mode, "quick");
  assert.equal(names?.secret.length, 0);
  assert.equal(names?.expects, EXPECTS);
  assert.equal(names?.device, DEVICE);
  await shake(made);
  assert.equal(made.client.view.proved, true);
  assert.deepEqual(said(made), [{ type: "ask", asks: "control", reason: "#4711" }]);
});

test("the ten seconds of the countdown, then in", async () => {
  const made = await joined();
  await shake(made);
  await made.clock.pass(500);
  socketOf(made).text({ type: "state", state: "asking", billable_ms: 0 });
  assert.equal(made.client.view.deadline, 10_500);
  await say(made, { type: "allowed", asks: "control" });
  socketOf(made).text({ type: "state", state: "active", billable_ms: 0 });
  assert.equal(made.client.controls, true);
});

test("a passkey is given over the challenge of this run, right before the question", async () => {
  /** @type {Uint8Array[]} */
  const challenges = [];
  /** @type {(answer: Passkey) => void} */
  let give = () => {};
  const made = await joined((challenge) => {
    challenges.push(challenge);
    return new Promise((resolve) => (give = resolve));
  });
  await shake(made);
  assert.deepEqual(challenges, [new Uint8Array(32).fill(5)]);
  assert.equal(made.client.view.confirming, true);
  assert.deepEqual(said(made), []);
  give(ANSWER);
  await settle();
  assert.equal(made.client.view.confirming, false);
  const ask = { type: "ask", asks: "control", reason: "#4711" };
  assert.deepEqual(said(made), [{ type: "passkey", ...ANSWER }, ask]);
});

test("a passkey that is not given ends the session by the technician", async () => {
  const made = await joined(() => Promise.reject(new Error("closed")));
  await shake(made);
  assert.deepEqual(made.client.view.ending, { outcome: "left_by_technician", why: "why.passkey" });
  assert.deepEqual(said(made), []);
  assert.deepEqual(socketOf(made).said.at(-1), { type: "end", outcome: "left_by_technician" });
});

test("a passkey given after the end says nothing more", async () => {
  /** @type {(answer: Passkey) => void} */
  let give = () => {};
  const made = await joined(() => new Promise((resolve) => (give = resolve)));
  await shake(made);
  made.client.end();
  give(ANSWER);
  await settle();
  assert.deepEqual(said(made), []);
  assert.equal(made.client.view.ending?.why, null);
});

test("a cut leg comes back with the same PC expected and no second passkey", async () => {
  let asked = 0;
  const made = await joined(async () => {
    asked += 1;
    return ANSWER;
  });
  await shake(made);
  socketOf(made).text({ type: "state", state: "asking", billable_ms: 0 });
  await say(made, { type: "allowed", asks: "control" });
  socketOf(made).text({ type: "state", state: "active", billable_ms: 0 });
  socketOf(made).end(1006);
  await made.clock.pass(300);
  socketOf(made).open();
  socketOf(made).text({ ...JOINED, resumed: true });
  await shake(made);
  const names = made.runs[1]?.names;
  assert.equal(names?.mode, "resume");
  assert.equal(names?.expects, EXPECTS);
  assert.equal(names?.device, DEVICE);
  assert.equal(asked, 1);
  assert.deepEqual(said(made), []);
});

for (const why of control.WHY) {
  test(`the agent's refusal says why: ${why}`, async () => {
    const made = await joined();
    await shake(made);
    const word = /** @type {import("../../web/frames/control.js").Why} */ (why);
    await say(made, { type: "refused", why: word });
    const ended = { type: "ended", outcome: "declined", billable_ms: 0, again: false, enrol: "" };
    socketOf(made).text(ended);
    const said = why === "silence" ? "refused.silence_quick" : `refused.${why}`;
    assert.deepEqual(made.client.view.ending, { outcome: "declined", why: said });
  });
}

test("by password the device's key goes along and the customer's no needs no more words", async () => {
  const made = world();
  made.client.start();
  await connect(made);
  socketOf(made).text(JOINED);
  await shake(made);
  const names = made.runs[0]?.names;
  assert.equal(names?.device, DEVICE);
  assert.equal(names?.expects, undefined);
  assert.deepEqual(made.client.view.words, [1, 2, 3]);
  assert.deepEqual(made.client.view.agentKey, new Uint8Array(32).fill(3));
  await say(made, { type: "refused", why: "customer" });
  const ended = { type: "ended", outcome: "declined", billable_ms: 0, again: false, enrol: "" };
  socketOf(made).text(ended);
  assert.deepEqual(made.client.view.ending, { outcome: "declined", why: null });
});
