import assert from "node:assert/strict";
import { test } from "node:test";

import { ChannelError } from "../../web/channel.js";
import * as control from "../../web/frames/control.js";
import { Kind } from "../../web/frames/kinds.js";
import { active, connect, say, shake, socketOf } from "./client_steps.js";
import { JOINED, settle, world } from "./fake_world.js";

/** @typedef {ReturnType<typeof world>} World */

const PLAIN = { type: "view", quality: "auto", half: false, grey: false, video: false };
const LIGHT = { quality: /** @type {const} */ ("light"), half: true, grey: false, video: true };

/** @param {World} made every view that went out on the last socket */
function views(made) {
  return socketOf(made)
    .sent.filter((frame) => frame instanceof Uint8Array && frame[0] === Kind.CONTROL)
    .map((frame) => control.decode(/** @type {Uint8Array} */ (frame).slice(1)))
    .filter(({ type }) => type === "view");
}

/** @param {World} made the line is back, and allowed once more */
async function back(made) {
  await made.clock.pass(300);
  socketOf(made).open();
  socketOf(made).text({ ...JOINED, resumed: true });
  await shake(made);
  await say(made, { type: "allowed", asks: "control" });
  socketOf(made).text({ type: "state", state: "active", billable_ms: 0 });
}

/** @param {World} made the next record does not open */
async function garbled(made) {
  const channel = made.runs.at(-1)?.channel;
  assert.ok(channel);
  channel.open = async () => {
    throw new ChannelError("tampered");
  };
  socketOf(made).binary(Uint8Array.of(Kind.PICTURE, 1));
  await settle();
}

test("how to see is said once it is allowed, when it changes, and on every new line", async () => {
  const made = world();
  made.client.look(LIGHT);
  made.client.start();
  await connect(made);
  socketOf(made).text(JOINED);
  await shake(made);
  socketOf(made).text({ type: "state", state: "asking", billable_ms: 0 });
  assert.deepEqual(views(made), []);
  await say(made, { type: "allowed", asks: "control" });
  socketOf(made).text({ type: "state", state: "active", billable_ms: 0 });
  assert.deepEqual(views(made), [{ type: "view", ...LIGHT }]);
  made.client.look({ ...LIGHT, grey: true });
  await settle();
  assert.deepEqual(views(made).at(-1), { type: "view", ...LIGHT, grey: true });
  socketOf(made).end(1006);
  made.client.look(LIGHT);
  await back(made);
  assert.deepEqual(views(made), [{ type: "view", ...LIGHT }]);
});

test("a record that does not open is a cut line, which comes back by itself", async () => {
  const made = await active();
  assert.deepEqual(views(made), [PLAIN]);
  const old = socketOf(made);
  await garbled(made);
  assert.equal(made.client.view.state, "reconnecting");
  assert.equal(old.code, 4999);
  assert.deepEqual(old.said.filter(({ type }) => type === "end"), []);
  await back(made);
  assert.equal(made.runs.at(-1)?.mode, "resume");
  assert.ok(made.runs.at(-1)?.secret.every((byte) => byte === 9));
  assert.equal(made.client.view.state, "active");
});

test("twice in a minute; a third time it ends with what was wrong", async () => {
  const made = await active();
  for (let times = 0; times < 2; times += 1) {
    await garbled(made);
    await back(made);
  }
  await garbled(made);
  assert.deepEqual(made.client.view.ending, { outcome: "failed", why: "fault.tampered" });
});

test("a picture that cannot be shown counts the same, and a minute later not any more", async () => {
  const made = await active();
  for (let times = 0; times < 4; times += 1) {
    made.client.broken();
    assert.equal(made.client.view.state, "reconnecting");
    await back(made);
    for (let seconds = 0; seconds < 35; seconds += 5) {
      await made.clock.pass(5_000);
      socketOf(made).text({ type: "state", state: "active", billable_ms: 0 });
    }
  }
  assert.equal(made.client.view.state, "active");
  made.client.broken();
  await back(made);
  made.client.broken();
  assert.deepEqual(made.client.view.ending, { outcome: "failed", why: "fault.malformed" });
});

test("before it is allowed, such a record ends the session", async () => {
  const made = world();
  made.client.start();
  await connect(made);
  socketOf(made).text(JOINED);
  await shake(made);
  await garbled(made);
  assert.deepEqual(made.client.view.ending, { outcome: "failed", why: "fault.tampered" });
});

test("what the protocol does not allow ends it at once, and no key is left", async () => {
  const made = await active();
  socketOf(made).binary(Uint8Array.of(Kind.CONTROL, 0, 0));
  await settle();
  assert.deepEqual(made.client.view.ending, { outcome: "failed", why: "fault.malformed" });
  assert.equal(made.runs.at(-1)?.channel?.dropped, true);
  await made.clock.pass(60_000);
  assert.equal(made.sockets.length, 1);
});
