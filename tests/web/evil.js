// The console's end for tests/evil: many runs in one process, told what to do by lines of JSON.

import { createInterface } from "node:readline";

import { BadFrame, Kind } from "../../web/frames/kinds.js";
import * as control from "../../web/frames/control.js";
import * as cursor from "../../web/frames/cursor.js";
import * as picture from "../../web/frames/picture.js";
import { ChannelError, Handshake } from "../../web/handshake.js";
import { deviceOf, hex, unhex } from "./rab1.js";

/** @typedef {import("../../web/bytes.js").Bytes} Bytes */
/** @typedef {{run: Handshake, open: boolean}} End */

const SCREEN = Object.freeze({ width: 64, height: 64 });

/** @type {Map<number, End>} */
const ends = new Map();
/** @type {Map<string, ReturnType<typeof deviceOf>>} */
const devices = new Map();

/** @param {string} seed */
function device(seed) {
  const known = devices.get(seed) ?? deviceOf(seed);
  devices.set(seed, known);
  return known;
}

/** @param {any} terms */
async function begin(terms) {
  const values = [unhex(terms.nt), unhex(terms.ya)];
  const { mode, session, broker, technician, organisation, limits } = terms;
  const run = new Handshake({
    ...{ mode, session, broker, technician, organisation, limits },
    secret: unhex(terms.secret),
    random: () => /** @type {Bytes} */ (values.shift()),
    ...(terms.expects ? { expects: unhex(terms.expects) } : {}),
    ...(terms.device_seed ? { device: await device(terms.device_seed) } : {}),
  });
  ends.set(terms.id, { run, open: false });
  return {};
}

/**
 * @param {End} end
 * @param {Bytes} frame
 */
async function take(end, frame) {
  const { channel } = end.run;
  if (channel === null) {
    const frames = (await end.run.receive(frame)).map(hex);
    return { frames, ...opening(end) };
  }
  const { kind, plaintext } = await channel.open(frame);
  decode(kind, plaintext);
  return { got: [kind, hex(plaintext)] };
}

/** @param {End} end */
function opening(end) {
  const { channel, words, agentKey } = end.run;
  if (channel === null || end.open) return {};
  end.open = true;
  return { opened: { resume: hex(channel.takeResume()), words, agent_key: hex(agentKey) } };
}

/**
 * @param {number} kind
 * @param {Bytes} plaintext
 */
function decode(kind, plaintext) {
  if (kind === Kind.CONTROL) control.decode(plaintext);
  else if (kind === Kind.PICTURE) picture.decode(plaintext, SCREEN);
  else cursor.decode(plaintext);
}

/** @param {any} order */
async function obey(order) {
  if (order.do === "new") return begin(order);
  const end = /** @type {End} */ (ends.get(order.id));
  if (order.do === "end") {
    ends.delete(order.id);
    return {};
  }
  try {
    if (order.do === "take") return await take(end, unhex(order.frame));
    const sealed = await end.run.channel?.seal(order.kind, unhex(order.plaintext));
    return { frames: sealed ? [hex(sealed)] : [] };
  } catch (error) {
    if (error instanceof ChannelError) return { fault: error.fault };
    if (error instanceof BadFrame) return { fault: "bad_frame" };
    throw error;
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await obey(JSON.parse(line)))}\n`);
}
