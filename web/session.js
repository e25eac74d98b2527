/**
 * Where a session stands, in the words of broker/session.py, as the console follows it.
 * No clock here: times are passed in, in milliseconds.
 */

import { ASK_SECONDS, COUNTDOWN_SECONDS, RECONNECT_SECONDS } from "./wire.js";

/** @typedef {import("./wire.js").State} State */
/** @typedef {import("./wire.js").Outcome} Outcome */
/** @typedef {import("./consent.js").Consent} Consent */

/**
 * How it ended. `outcome` is the ledger's word, null where the broker could not say it; `why` is a
 * key of the texts that says more, where there is more to say.
 * @typedef {{outcome: Outcome | null, why: string | null}} Ending
 */

/**
 * What the page shows. Times are milliseconds of `now()`. `proved`: the password was right, or by
 * quick access the PC is the one meant. `confirming`: the technician's passkey is asked for.
 * `words`: three for both people to compare. `agentKey`: empty where the agent has none.
 * `deadline`: of the customer's answer, or of coming back after a cut.
 * @typedef {{state: State, told: {state: State, billable_ms: number, at: number}, quick: boolean,
 *   proved: boolean, confirming: boolean, words: number[], agentKey: import("./bytes.js").Bytes,
 *   consent: Consent, broker: string, pc: string, entry: number, deadline: number,
 *   ending: Ending | null} & import("./bill.js").Billed} View
 */

/**
 * `reason`: why the technician comes, or empty. `device`: this browser's key, where it has one.
 * `quick`: by quick access; there is then no password, a device and a reason.
 * @typedef {{session: string, customer: number, asks: import("./wire.js").Asks, reason: string,
 *   password: import("./bytes.js").Bytes, device: import("./handshake.js").DeviceKey | null,
 *   quick: import("./tunnel.js").Quick | null}} Wish
 */

/**
 * @typedef {object} Watcher
 * @property {(view: View) => void} changed
 * @property {(bytes: number) => void} received
 * @property {() => void} anew a new line: frames are counted anew
 * @property {(size: {width: number, height: number, scale: number}) => void} screen
 * @property {(plaintext: import("./bytes.js").Bytes) => void} picture may throw BadFrame
 * @property {(plaintext: import("./bytes.js").Bytes) => void} cursor may throw BadFrame
 */

/**
 * What a session needs of the world.
 * @typedef {object} Tools
 * @property {() => import("./leg.js").Socket} socket a new one to /ws/console
 * @property {() => Promise<string>} ticket rejects with an error whose `code` is a Problem
 * @property {(names: import("./tunnel.js").Names) => import("./tunnel.js").Run} handshake
 * @property {() => number} now monotonic milliseconds
 * @property {(milliseconds: number, call: () => void) => () => void} after calls back unless its
 *   answer is called before
 */

/**
 * What may follow what; a pair that is not here is a fault of the other end.
 * @type {Readonly<Record<State, readonly State[]>>}
 */
export const FOLLOWERS = Object.freeze({
  waiting: ["joined"],
  joined: ["asking", "ended"],
  asking: ["active", "ended"],
  active: ["paused", "reconnecting", "ended"],
  paused: ["active", "reconnecting", "ended"],
  reconnecting: ["active", "paused", "ended"],
  ended: [],
});

/** The states in which a cut leg is worth bringing back. @type {readonly State[]} */
export const RESUMABLE = ["active", "paused", "reconnecting"];

/**
 * Close reasons after which coming back is of no use, with the outcome that follows.
 * @type {Readonly<Record<string, Outcome | null>>}
 */
const FINAL = Object.freeze({
  session_ended: null,
  bad_message: "failed",
  too_big: "failed",
  wrong_version: "failed",
  silent: "failed",
  signed_out: "lost",
  no_answer: null,
  expired: "expired",
  peer_lost: "lost",
  replaced: null,
});

/** A move between states that the table does not have. */
export class BadMove extends Error {}

/**
 * The state after a word from the broker; the same word again changes nothing.
 * @param {State} from
 * @param {State} to
 * @returns {State}
 * @throws {BadMove}
 */
export function move(from, to) {
  if (from === to || FOLLOWERS[from].includes(to)) return to;
  throw new BadMove(`${from} to ${to}`);
}

/**
 * The outcome that the technician's End reports in a state.
 * @param {boolean} allowed whether the customer had allowed
 * @returns {"completed" | "left_by_technician"}
 */
export function outcomeOfEnd(allowed) {
  return allowed ? "completed" : "left_by_technician";
}

/**
 * The length of the session so far: what the broker counted, and the time since where it counts.
 * @param {{state: State, billable_ms: number, at: number}} told `at`: when the broker said so
 * @param {number} now
 */
export function lengthSoFar({ state, billable_ms, at }, now) {
  return billable_ms + (state === "active" ? Math.max(0, now - at) : 0);
}

/**
 * The outcome that a close reason means: null where there is none to tell, undefined where the
 * leg may come back.
 * @param {string | null} reason
 * @returns {Outcome | null | undefined}
 */
export function outcomeOfClose(reason) {
  return reason === null ? undefined : FINAL[reason];
}

/**
 * The key of the sentence that says why it ended, now that the broker closed with a reason.
 * @param {Ending} ending
 * @param {string | null} reason
 * @returns {string | null}
 */
export function explained({ outcome, why }, reason) {
  if (reason === "signed_out") return "close.signed_out";
  const says = reason === "shutting_down" || reason === "peer_lost";
  return outcome === "lost" && says ? (why ?? `close.${reason}`) : why;
}

/**
 * Whether it ended because nobody is signed in here any more.
 * @param {Ending | null} ending
 */
export function endedSignedOut(ending) {
  return ending?.why === "close.signed_out" || ending?.why === "problem.not_signed_in";
}

/**
 * The key of the sentence that says why the agent declined; null where the outcome says it all.
 * @param {Outcome} outcome
 * @param {View} view
 * @returns {string | null}
 */
export function whyDeclined(outcome, { consent: { refused }, quick }) {
  if (outcome !== "declined" || refused === null) return null;
  if (refused === "silence" && quick) return "refused.silence_quick";
  return refused === "customer" && !quick ? null : `refused.${refused}`;
}

/**
 * Seconds that a state lasts at most, where it ends by itself.
 * @param {State} state
 * @param {boolean} quick
 * @returns {number | null}
 */
export function lasts(state, quick) {
  if (state === "asking") return quick ? COUNTDOWN_SECONDS : ASK_SECONDS;
  return state === "reconnecting" ? RECONNECT_SECONDS : null;
}

/**
 * What is shown before anything is heard.
 * @param {Consent} consent
 * @param {boolean} quick
 * @returns {View}
 */
export function fresh(consent, quick) {
  return {
    state: "waiting",
    told: { state: "waiting", billable_ms: 0, at: 0 },
    quick,
    proved: false,
    confirming: false,
    words: [],
    agentKey: new Uint8Array(),
    consent,
    broker: "",
    pc: "",
    entry: 0,
    deadline: 0,
    ending: null,
    cost: null,
    tally: null,
    disagreed: null,
    final: null,
  };
}
