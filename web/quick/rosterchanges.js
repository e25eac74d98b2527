/** What one roster changes against another. */

import { hex } from "../bytes.js";

/** @typedef {import("./roster.js").Roster} Roster */
/** @typedef {import("./roster.js").Entry} Entry */
/** @typedef {"added" | "removed" | "left" | "back" | "renamed" | "passkey"} Change */

/** @type {readonly Change[]} */
export const CHANGES = ["added", "removed", "left", "back", "renamed", "passkey"];

/**
 * The devices that differ, in the order of the new roster, those that are gone last.
 * @param {Roster | null} before
 * @param {Roster} after
 * @returns {{what: Change, entry: Entry}[]}
 */
export function changes(before, after) {
  const old = new Map((before?.technicians ?? []).map((entry) => [hex(entry.key), entry]));
  const now = new Set(after.technicians.map(({ key }) => hex(key)));
  const changed = after.technicians.flatMap((entry) => {
    const what = changeOf(old.get(hex(entry.key)), entry);
    return what === null ? [] : [{ what, entry }];
  });
  const gone = [...old.values()].filter(({ key }) => !now.has(hex(key)));
  return [...changed, ...gone.map((entry) => ({ what: /** @type {const} */ ("removed"), entry }))];
}

/**
 * @param {Entry | undefined} before
 * @param {Entry} after
 * @returns {Change | null}
 */
function changeOf(before, after) {
  if (before === undefined) return "added";
  if (before.state !== after.state) return after.state === "left" ? "left" : "back";
  if (before.name !== after.name) return "renamed";
  return JSON.stringify(before.passkey) === JSON.stringify(after.passkey) ? null : "passkey";
}
