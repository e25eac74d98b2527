import assert from "node:assert/strict";

import * as control from "../../web/frames/control.js";
import { Kind } from "../../web/frames/kinds.js";
import { JOINED, settle, world } from "./fake_world.js";

/** @typedef {ReturnType<typeof world>} World */

/** @param {World} made */
export function socketOf(made) {
  const socket = made.sockets.at(-1);
  assert.ok(socket);
  return socket;
}

/** @param {World} made */
export async function connect(made) {
  await settle();
  socketOf(made).open();
}

/** @param {World} made @param {import("../../web/frames/control.js").Message} message */
export async function say(made, message) {
  socketOf(made).binary(Uint8Array.of(Kind.CONTROL, ...control.encode(message)));
  await settle();
}

/** @param {World} made */
export async function shake(made) {
  socketOf(made).binary(Uint8Array.of(0x01));
  socketOf(made).binary(Uint8Array.of(0x05));
  await settle();
}

/** @param {{asks?: string, allows?: "see" | "control"}} [options] */
export async function active({ asks = "control", allows = "control" } = {}) {
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
