/**
 * What the broker and the console say to each other: the browser's copy of broker/wire.
 * A test compares every value here with Python's.
 */

export const VERSION = 1;
/** Longest text frame, bytes of UTF-8. */
export const TEXT_MAX = 4096;
/** Longest binary frame, bytes. */
export const RECORD_MAX = 64 * 1024;
/** How long each handshake message may take. */
export const HANDSHAKE_STEP_SECONDS = 10;
/** Silence of the customer after which the answer is Refuse. */
export const ASK_SECONDS = 60;
/** How long a session waits for a leg that was cut. */
export const RECONNECT_SECONDS = 60;
/** How often at least the broker says where a joined session stands. */
export const STATE_SECONDS = 5;
/** Symbols that are not taken for one another, read or heard. */
export const PASSWORD_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
export const PASSWORD_LENGTH = 8;
/** Wrong passwords for one ID after which the console refuses until told of a new password. */
export const TRIES_EACH_PASSWORD = 3;
export const SESSION_DIGITS = 9;
/** Longest name of a person, organisation, customer or PC, in characters. */
export const NAME_MAX = 64;
/** How long the customer sees who comes in by quick access before they are in. */
export const COUNTDOWN_SECONDS = 10;
/** Longest reason of a join, in characters. */
export const REASON_MAX = 120;
/** Longest text of a receipt, bytes of UTF-8. */
export const RECEIPT_MAX = 16 * 1024;
/** How often the running receipt of an active session is told and agreed on. */
export const TALLY_SECONDS = 60;
/** Longest roster document, bytes of UTF-8. */
export const ROSTER_MAX = 48 * 1024;

/** @typedef {"waiting" | "joined" | "asking" | "active" | "paused" | "reconnecting" | "ended"} State */

/**
 * @typedef {"completed" | "stopped_by_customer" | "left_by_technician" | "declined" | "expired"
 *   | "wrong_password" | "lost" | "failed"} Outcome
 */

/** @typedef {"see" | "control"} Asks */

/** @typedef {"unknown" | "free" | "hourly" | "steps" | "units"} CostKind */

/** @type {readonly State[]} */
export const STATES = ["waiting", "joined", "asking", "active", "paused", "reconnecting", "ended"];

/** @type {readonly Outcome[]} */
export const OUTCOMES = [
  "completed",
  "stopped_by_customer",
  "left_by_technician",
  "declined",
  "expired",
  "wrong_password",
  "lost",
  "failed",
];

/** How a session is priced. @type {readonly CostKind[]} */
export const COST_KINDS = ["unknown", "free", "hourly", "steps", "units"];

/** The outcomes that a console may report. @type {readonly Outcome[]} */
export const CONSOLE_OUTCOMES = ["completed", "left_by_technician", "wrong_password", "failed"];

/** Why the broker closed this leg: close code to reason. @type {Readonly<Record<number, string>>} */
export const CLOSE = Object.freeze({
  4000: "session_ended",
  4001: "bad_message",
  4002: "too_big",
  4003: "wrong_version",
  4004: "silent",
  4005: "signed_out",
  4006: "no_answer",
  4007: "too_many_tries",
  4008: "expired",
  4009: "stalled",
  4010: "peer_lost",
  4011: "shutting_down",
  4012: "full",
  4013: "replaced",
  4014: "broker_fault",
});

/** Error codes of the HTTP API. */
export const PROBLEMS = [
  "bad_request",
  "sign_in_failed",
  "not_signed_in",
  "foreign_origin",
  "not_allowed",
  "not_found",
  "conflict",
  "too_many_tries",
  "too_big",
  "wrong_method",
  "broker_fault",
];

/**
 * @typedef {{type: "joined", entry: number, broker: string, pc: string, technician: string,
 *   organisation: string, token: string, resumed: boolean}} Joined
 * @typedef {{type: "state", state: State, billable_ms: number}} SessionState
 * @typedef {{type: "ended", outcome: Outcome, billable_ms: number, again: boolean,
 *   enrol: string}} Ended
 * @typedef {{type: "cost", kind: CostKind, tariff: string, cents: number, minutes: number,
 *   quarter_cents: number, half_hour_cents: number, hour_cents: number, two_hours_cents: number,
 *   four_hours_cents: number, base_cents: number, minimum_minutes: number, free_minutes: number,
 *   units: number, left: number, surcharge_percent: number, urgent_percent: number,
 *   outside: boolean, vat_percent: number, known_minutes: number}} Cost
 * @typedef {{type: "tally", number: number, text: string, key: string, signature: string}} Tally
 * @typedef {{type: "receipt", text: string, key: string, signature: string,
 *   ticket: string}} ReceiptCame
 * @typedef {Cost | Tally | ReceiptCame} BillMessage
 * @typedef {Joined | SessionState | Ended | BillMessage} Message
 */

/** A text frame that the wire does not allow. */
export class BadMessage extends Error {}

/**
 * The text frame of `join`, the console's first message.
 * @param {{ticket: string, session: string, customer: number, resume: string, quick: boolean,
 *   reason: string}} join
 */
export function encodeJoin({ ticket, session, customer, resume, quick, reason }) {
  const values = { v: VERSION, ticket, session, customer, resume, quick, reason };
  return JSON.stringify({ type: "join", ...values });
}

/**
 * The text frame of `end`.
 * @param {Outcome} outcome one of CONSOLE_OUTCOMES
 */
export function encodeEnd(outcome) {
  return JSON.stringify({ type: "end", outcome });
}

/**
 * The text frame of `agreed`.
 * @param {{number: number, key: string, signature: string}} agreed in hexadecimal digits
 */
export function encodeAgreed({ number, key, signature }) {
  return JSON.stringify({ type: "agreed", number, key, signature });
}

/** @type {Readonly<Record<string, (value: unknown) => boolean>>} */
const FIELDS = {
  entry: isCount,
  broker: isName,
  pc: isName,
  technician: isName,
  organisation: isName,
  token: isToken,
  resumed: isFlag,
  state: (value) => STATES.includes(/** @type {State} */ (value)),
  billable_ms: isCount,
  outcome: (value) => OUTCOMES.includes(/** @type {Outcome} */ (value)),
  again: isFlag,
  enrol: isToken,
  kind: (value) => COST_KINDS.includes(/** @type {CostKind} */ (value)),
  tariff: (value) => value === "" || isName(value),
  cents: isCount,
  minutes: isCount,
  quarter_cents: isCount,
  half_hour_cents: isCount,
  hour_cents: isCount,
  two_hours_cents: isCount,
  four_hours_cents: isCount,
  base_cents: isCount,
  minimum_minutes: isCount,
  free_minutes: isCount,
  units: isCount,
  left: isCount,
  surcharge_percent: isCount,
  urgent_percent: isCount,
  outside: isFlag,
  vat_percent: isCount,
  known_minutes: isCount,
  number: isCount,
  text: (value) => typeof value === "string" && bytes(value) <= RECEIPT_MAX,
  key: (value) => typeof value === "string" && /^[0-9a-f]{64}$/.test(value),
  signature: (value) => typeof value === "string" && /^[0-9a-f]{128}$/.test(value),
  ticket: isToken,
};

const COST = [
  ...["kind", "tariff", "cents", "minutes", "quarter_cents", "half_hour_cents", "hour_cents"],
  ...["two_hours_cents", "four_hours_cents", "base_cents", "minimum_minutes", "free_minutes"],
  ...["units", "left", "surcharge_percent", "urgent_percent", "outside", "vat_percent"],
  "known_minutes",
];

/** The messages that may be longer than TEXT_MAX. @type {Readonly<Record<string, number>>} */
const LONGER = { tally: 2 * RECEIPT_MAX + 1024, receipt: 2 * RECEIPT_MAX + 1024 };

/** The fields of each message to a console. @type {Readonly<Record<string, readonly string[]>>} */
export const TO_CONSOLE = {
  joined: ["entry", "broker", "pc", "technician", "organisation", "token", "resumed"],
  state: ["state", "billable_ms"],
  cost: COST,
  tally: ["number", "text", "key", "signature"],
  receipt: ["text", "key", "signature", "ticket"],
  ended: ["outcome", "billable_ms", "again", "enrol"],
};

/**
 * Whether a message is about the bill.
 * @param {Message} message
 * @returns {message is BillMessage}
 */
export function isBill(message) {
  return message.type === "cost" || message.type === "tally" || message.type === "receipt";
}

/**
 * The message in a text frame from the broker.
 * @param {string} text
 * @returns {Message}
 * @throws {BadMessage}
 */
export function decode(text) {
  const size = bytes(text);
  if (size > Math.max(...Object.values(LONGER))) throw new BadMessage("too long");
  const { type, ...values } = object(text);
  const names = typeof type === "string" && Object.hasOwn(TO_CONSOLE, type) && TO_CONSOLE[type];
  if (!names) throw new BadMessage("type: not expected here");
  if (size > (LONGER[/** @type {string} */ (type)] ?? TEXT_MAX)) throw new BadMessage("too long");
  if (Object.keys(values).sort().join() !== [...names].sort().join()) {
    throw new BadMessage(`${type}: needs exactly ${names.join(", ")}`);
  }
  for (const name of names) {
    if (!FIELDS[name]?.(values[name])) throw new BadMessage(`${name}: not allowed`);
  }
  return /** @type {Message} */ ({ type, ...values });
}

/**
 * @param {string} text
 * @returns {Record<string, unknown>}
 */
function object(text) {
  try {
    const value = JSON.parse(text);
    if (value !== null && typeof value === "object" && !Array.isArray(value)) return value;
  } catch {
    throw new BadMessage("not JSON");
  }
  throw new BadMessage("not a JSON object");
}

/** @param {string} text */
function bytes(text) {
  return new TextEncoder().encode(text).length;
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
}

/** @param {unknown} value */
function isFlag(value) {
  return typeof value === "boolean";
}

/** @param {unknown} value */
function isToken(value) {
  return typeof value === "string" && /^[\x00-\x7f]{0,64}$/.test(value);
}

/** @param {unknown} value */
export function isName(value) {
  if (typeof value !== "string" || !value.trim()) return false;
  return [...value].length <= NAME_MAX && isPrintable(value);
}

/**
 * Whether a text may be shown as the reason of a join: printable, not too long, maybe empty.
 * @param {unknown} value
 * @returns {value is string}
 */
export function isReason(value) {
  return typeof value === "string" && [...value].length <= REASON_MAX && isPrintable(value);
}

/** @param {string} text */
function isPrintable(text) {
  return !/\p{C}|\p{Z}/u.test(text.replaceAll(" ", ""));
}
