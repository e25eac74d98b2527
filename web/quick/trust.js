/** What this browser may believe and is believed: its own key, and the roster of the organisation. */

import { devicesIn } from "./device.js";
import { same } from "../bytes.js";
import { entryOf, RosterError, verify } from "./roster.js";

/** @typedef {import("./device.js").Device} Device */
/** @typedef {import("./roster.js").Roster} Roster */
/**
 * How this browser stands: "none" (no key), "no_roster" (the broker has none), "missing" (not in the
 * roster), "left" (no longer counted), "other_name" (in it under another name), "enrolled", or what
 * is wrong with the roster.
 * @typedef {"none" | "no_roster" | "missing" | "left" | "other_name" | "enrolled"
 *   | import("./roster.js").Fault} State
 */
/**
 * `roster` is there only where it holds; `offered`: the broker has one at all.
 * @typedef {Readonly<{state: State, device: Device | null, roster: Roster | null,
 *   offered: boolean}>} Standing
 */
/**
 * @typedef {{devices: import("./device.js").Devices, now: () => number,
 *   roster: () => Promise<string | null>, technician: string}} Parts
 */

/** Every state that has a sentence. @type {readonly State[]} */
export const STATES = [
  "none",
  "no_roster",
  "missing",
  "left",
  "other_name",
  "enrolled",
  "malformed",
  "wrong_root",
  "bad_signature",
  "expired",
  "rolled_back",
];

/** One technician's trust in this browser. */
export class Trust {
  #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /** This browser's key; null where there is none, or the browser keeps nothing. */
  async device() {
    const { devices, technician } = this.#parts;
    try {
      return await devices.get(technician);
    } catch (error) {
      if (error instanceof DOMException) return null;
      throw error;
    }
  }

  /**
   * Where this browser stands now. A root or version newer than the one known is kept.
   * @returns {Promise<Standing>}
   * @throws {import("../api.js").ApiError}
   */
  async look() {
    const { roster, now, devices } = this.#parts;
    const text = await roster();
    const device = await this.device();
    const offered = text !== null;
    if (device === null) return { state: "none", device, roster: null, offered };
    if (text === null) return { state: "no_roster", device, roster: null, offered };
    try {
      const found = await verify(text, { ...device, now: now() });
      const { version } = found.roster;
      const known = { ...device, root: found.root, version };
      if (version !== device.version || !same(found.root, device.root)) await devices.put(known);
      return { state: judged(known, found.roster), device: known, roster: found.roster, offered };
    } catch (error) {
      if (!(error instanceof RosterError)) throw error;
      return { state: error.fault, device, roster: null, offered };
    }
  }
}

/**
 * The trust of whoever is signed in.
 * @param {{api: import("../api.js").Api, me: import("../api.js").Me}} app
 */
export function trustOf({ api, me }) {
  return new Trust({
    devices: devicesIn(indexedDB),
    now: () => Date.now(),
    roster: () => api.roster(),
    technician: me.technician,
  });
}

/**
 * @param {Device} device
 * @param {Roster} roster
 * @returns {State}
 */
function judged(device, roster) {
  const entry = entryOf(roster, device.publicKey);
  if (!entry) return "missing";
  const named = entry.name === device.technician && roster.organisation === device.organisation;
  if (!named) return "other_name";
  return entry.state === "left" ? "left" : "enrolled";
}
