// Any order of events, by seeded dice: the console sends, shows and keeps nothing it may not.

import assert from "node:assert/strict";
import { test } from "node:test";

import * as control from "../../web/frames/control.js";
import { Kind } from "../../web/frames/kinds.js";
import { STATES } from "../../web/wire.js";
import { JOINED, settle, world } from "./fake_world.js";

/** @typedef {ReturnType<typeof world>} World */
/** @typedef {() => number} Dice a number from 0 up to 1 */

const RUNS = Number(process.env.AFFIANCO_CLIENT_RUNS ?? "400");
const SEED = Number(process.env.AFFIANCO_CLIENT_SEED ?? "1");
const STEPS = 40;
const PASSWORD = "ABCD2345";
const EXPECTS = new Uint8Array(32).fill(3);
const OUTCOMES = ["completed", "stopped_by_customer", "declined", "lost", "failed"];
const CLOSES = [1000, 1006, 4000, 4001, 4004, 4005, 4006, 4009, 4010, 4011, 4013];

/**
 * Mulberry32: the same numbers for the same seed.
 * @param {number} seed
 * @returns {Dice}
 */
function diceOf(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * @template T
 * @param {Dice} dice
 * @param {readonly T[]} values
 * @returns {T}
 */
function pick(dice, values) {
  return /** @type {T} */ (values[Math.floor(dice() * values.length)]);
}

/**
 * The last socket, where it hears: a browser delivers nothing before `open` nor after `close`.
 * @param {World} made
 */
function hearing(made) {
  const socket = made.sockets.at(-1);
  return socket?.readyState === 1 && !socket.closed ? socket : undefined;
}

/** @param {World} made */
function opened(made) {
  const socket = made.sockets.at(-1);
  if (socket?.readyState === 0 && !socket.closed) socket.open();
}

/** @param {World} made @param {number} code */
function gone(made, code) {
  const socket = made.sockets.at(-1);
  if (socket && socket.readyState !== 3) socket.end(code);
}

/** @param {World} made @param {control.Message} message */
function told(made, message) {
  hearing(made)?.binary(Uint8Array.of(Kind.CONTROL, ...control.encode(message)));
}

/** @param {World} made @param {string} state */
function state(made, state) {
  hearing(made)?.text({ type: "state", state, billable_ms: 5 });
}

/** @type {Readonly<Record<string, (made: World, dice: Dice) => unknown>>} */
const EVENTS = Object.freeze({
  open: (made) => opened(made),
  joined: (made) => hearing(made)?.text(JOINED),
  joinedAgain: (made) => hearing(made)?.text({ ...JOINED, resumed: true }),
  state: (made, dice) => state(made, pick(dice, STATES)),
  ended: (made, dice) => {
    const ended = { type: "ended", outcome: pick(dice, OUTCOMES), billable_ms: 5 };
    hearing(made)?.text({ ...ended, again: false, enrol: "" });
  },
  offer: (made) => hearing(made)?.binary(Uint8Array.of(0x01)),
  proof: (made) => hearing(made)?.binary(Uint8Array.of(0x05)),
  allowed: (made, dice) => told(made, { type: "allowed", asks: pick(dice, ["see", "control"]) }),
  refused: (made) => told(made, { type: "refused", why: "customer" }),
  paused: (made) => told(made, { type: "paused" }),
  resumed: (made) => told(made, { type: "resumed" }),
  screen: (made) => told(made, { type: "screen", width: 64, height: 64, scale: 1 }),
  picture: (made) => hearing(made)?.binary(Uint8Array.of(Kind.PICTURE, 1)),
  cursor: (made) => hearing(made)?.binary(Uint8Array.of(Kind.CURSOR, 2, 0, 1, 0, 1)),
  garbage: (made, dice) => hearing(made)?.binary(Uint8Array.of(Math.floor(dice() * 256), 7)),
  words: (made) => hearing(made)?.raw("{"),
  closed: (made, dice) => gone(made, pick(dice, CLOSES)),
  input: (made) => made.client.input([{ kind: "text", text: "x" }]),
  shown: (made) => made.client.shown(1),
  look: (made) => made.client.look({ quality: "light", half: true, grey: false, video: true }),
  end: (made) => made.client.end(),
  leave: (made) => made.client.leave(),
  offline: (made) => made.client.offline(),
  broken: (made) => made.client.broken(),
  noTicket: (made, dice) => (made.made.problem = pick(dice, ["", "unreachable", "not_signed_in"])),
  time: (made, dice) => made.clock.pass(pick(dice, [100, 5_000, 10_000, 60_000])),
});
const ROUGH = Object.freeze(["ended", "words", "closed", "end", "leave", "broken", "garbage"]);

/** What is natural next, by where the client stands. @param {World} made @returns {string[]} */
function natural(made) {
  const { client, sockets, runs } = made;
  const socket = sockets.at(-1);
  if (!socket || socket.readyState === 3) return ["time"];
  if (socket.readyState === 0) return ["open"];
  if (client.view.state === "waiting") return ["joined"];
  if (client.view.state === "reconnecting") return ["joinedAgain", "offer", "proof", "allowed"];
  const [run] = runs.slice(-1);
  if (!run?.channel) return ["offer", "proof"];
  if (client.view.consent.allowed === null) return ["asking", "allowed"];
  if (client.view.state === "asking") return ["active"];
  return ["input", "picture", "paused", "resumed", "shown", "screen"];
}

/** What must hold of all that was sent and shown so far; how far it has looked is kept. */
class Judge {
  #made;
  #heard = 0;
  /** @type {Map<object, number>} */
  #sent = new Map();

  /** @param {World} made */
  constructor(made) {
    this.#made = made;
  }

  /** @param {{ended: boolean, controls: boolean, allowed: boolean}} before */
  look({ ended, controls, allowed }) {
    const { sockets, heard, runs, client, password } = this.#made;
    for (const socket of sockets) {
      const fresh = socket.sent.slice(this.#sent.get(socket) ?? 0);
      this.#sent.set(socket, socket.sent.length);
      for (const frame of fresh) {
        assert.ok(!ended, "something was sent after the end");
        if (typeof frame === "string") assert.ok(!frame.includes(PASSWORD));
        else if (frame[0] === Kind.INPUT) assert.ok(controls, "input that was not allowed");
      }
      const ends = socket.said.filter(({ type }) => type === "end");
      assert.ok(ends.length <= 1, "the end was said twice");
    }
    for (const one of heard.slice(this.#heard)) {
      const shows = Array.isArray(one) && (one[0] === "picture" || one[0] === "cursor");
      if (shows) assert.ok(allowed, "a picture before it was allowed");
    }
    this.#heard = heard.length;
    const first = runs.filter(({ mode }) => mode !== "resume");
    assert.ok(first.length <= 1, "the password was tried twice");
    assert.ok(first.length === 0 || password.every((byte) => byte === 0));
    if (runs.length > first.length) assert.ok(client.view.proved, "resumed before it was proved");
    assert.ok(STATES.includes(client.view.state));
    if (client.view.ending) assert.ok(runs.every(({ channel }) => !channel || channel.dropped));
  }
}

/** @param {World} made */
function now({ client }) {
  const { view } = client;
  const ended = view.ending !== null;
  return { ended, controls: client.controls, allowed: view.consent.allowed !== null };
}

/**
 * One run; how far it came.
 * @param {Dice} dice
 * @param {string[]} done what was done so far, for a failure to tell
 */
async function play(dice, done) {
  const quick = pick(dice, [null, null, { expects: EXPECTS, passkey: null }]);
  const made = world({ asks: pick(dice, ["see", "control"]), reason: "stampante", quick });
  const judge = new Judge(made);
  made.client.start();
  await settle();
  let reached = made.client.view.state;
  for (let step = 0; step < STEPS; step += 1) {
    const any = Object.keys(EVENTS).filter((name) => dice() < 0.1 || !ROUGH.includes(name));
    const names = dice() < 0.8 ? natural(made) : [pick(dice, any)];
    for (const name of names) {
      done.push(name);
      const before = now(made);
      if (name === "asking" || name === "active") state(made, name);
      else await EVENTS[name]?.(made, dice);
      await settle();
      const after = now(made);
      // What an event allows counts for what comes of it, and so does what it takes away.
      const controls = before.controls && name === "input";
      judge.look({ ended: before.ended, controls, allowed: before.allowed || after.allowed });
      if (made.client.view.state === "active") reached = "active";
    }
  }
  return reached;
}

test(`${RUNS} runs in any order, from seed ${SEED}`, async (context) => {
  let active = 0;
  for (let number = 0; number < RUNS; number += 1) {
    /** @type {string[]} */
    const done = [];
    try {
      if ((await play(diceOf(SEED * 1_000_003 + number), done)) === "active") active += 1;
    } catch (error) {
      throw new Error(`seed ${SEED}, run ${number}: ${done.join(" ")}: ${error}`, { cause: error });
    }
  }
  context.diagnostic(`${active} of ${RUNS} runs came to be active`);
  assert.ok(active > RUNS / 4);
});
