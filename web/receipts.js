/**
 * The receipt of a session: the one text that the broker, the customer and the technician sign.
 * Form only: exactly one text for one meaning, and every bound, as broker/wire/receipts.py reads it
 * (tests/vectors/receipts has what both take and refuse). docs/receipts.md describes the fields.
 */

import { concat } from "./bytes.js";
import { hasFields, parsed } from "./quick/canonical.js";
import { isName, isReason, OUTCOMES, RECEIPT_MAX, SESSION_DIGITS } from "./wire.js";

/** @typedef {import("./bytes.js").Bytes} Bytes */
/** @typedef {{utc: string, local: string}} Moment */
/**
 * @typedef {{broker: string, organisation: string, entry: number, session: string,
 *   technician: string, pc: string, customer: string, mode: string, reason: string,
 *   language: string, zone: string, joined: Moment, until: Moment,
 *   intervals: (Moment & {ms: number})[], more_intervals: number, more_ms: number, seconds: number,
 *   outcome: string, final: boolean, tariff: string, tariff_version: number,
 *   vat_percent: number | null, cents: number | null, currency: string, units: number,
 *   units_left: number | null, lines: string[], more_lines: number, agent_key: string,
 *   console_key: string, kind: string, v: number}} Receipt
 */

/** Most intervals that are told one by one, and most sentences, in a text. */
export const INTERVALS_MAX = 100;
export const LINES_MAX = 24;
/** Longest sentence, in characters. */
export const LINE_MAX = 240;

const LABEL = new TextEncoder().encode("affianco receipt\0");
const UTC = /^[2-8]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const LOCAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-])(\d\d):(\d\d)$/;
const MINUTE_MS = 60_000;

/** @type {Readonly<Record<string, (value: any) => boolean>>} */
const CHECKS = {
  agent_key: isKeyOrNone,
  broker: isName,
  cents: (value) => value === null || isCount(value),
  console_key: isKeyOrNone,
  currency: (value) => value === "EUR",
  customer: isNameOrNone,
  entry: isCount,
  final: (value) => typeof value === "boolean",
  intervals: (value) => isList(value, INTERVALS_MAX) && value.every(isInterval),
  joined: (value) => isMoment(value),
  kind: (value) => value === "affianco receipt",
  language: (value) => value === "it" || value === "en",
  lines: (value) => isList(value, LINES_MAX) && value.every(isLine),
  mode: (value) => value === "password" || value === "quick",
  more_intervals: isCount,
  more_lines: isCount,
  more_ms: isCount,
  organisation: isName,
  outcome: (value) => value === "" || OUTCOMES.includes(value),
  pc: isName,
  reason: isReason,
  seconds: isCount,
  session: (value) => typeof value === "string" && new RegExp(`^[0-9]{${SESSION_DIGITS}}$`).test(value),
  tariff: isNameOrNone,
  tariff_version: isCount,
  technician: isName,
  units: isCount,
  units_left: (value) => value === null || isCount(value),
  until: (value) => isMoment(value),
  v: (value) => value === 1,
  vat_percent: (value) => value === null || (isCount(value) && value <= 100),
  zone: (value) => typeof value === "string" && /^[A-Za-z0-9_+/-]{1,64}$/.test(value),
};

/** The fields of the text. */
export const FIELDS = Object.keys(CHECKS);

/**
 * What the broker, the agent and the console sign, each with its own Ed25519 key.
 * @param {string} text
 * @returns {Bytes}
 */
export function signed(text) {
  return concat(LABEL, new TextEncoder().encode(text));
}

/**
 * The receipt that a text is; null for any other text.
 * @param {string} text
 * @returns {Receipt | null}
 */
export function read(text) {
  if (new TextEncoder().encode(text).length > RECEIPT_MAX) return null;
  const value = parsed(text);
  if (!hasFields(value, FIELDS)) return null;
  if (!Object.entries(CHECKS).every(([name, check]) => check(value[name]))) return null;
  const receipt = /** @type {Receipt} */ (/** @type {unknown} */ (value));
  return isWhole(receipt) ? receipt : null;
}

/**
 * Whether the fields go together.
 * @param {Receipt} receipt
 */
function isWhole({ intervals, seconds, more_ms, final, outcome, tariff, tariff_version }) {
  const ms = intervals.reduce((sum, one) => sum + BigInt(one.ms), BigInt(more_ms));
  if (BigInt(seconds) !== ms / 1000n || final !== (outcome !== "")) return false;
  return (tariff === "") === (tariff_version === 0);
}

/** @param {unknown} value */
function isInterval(value) {
  return isMoment(value, "ms") && isCount(/** @type {{ms: unknown}} */ (value).ms);
}

/**
 * Whether both texts are one instant: in UTC, and on a clock so far ahead of it.
 * @param {unknown} value
 * @param {string[]} more fields beside them
 */
function isMoment(value, ...more) {
  if (!hasFields(value, ["local", "utc", ...more])) return false;
  const { utc, local } = value;
  if (typeof utc !== "string" || typeof local !== "string" || !UTC.test(utc)) return false;
  const [, sign, hours, minutes] = LOCAL.exec(local) ?? [];
  const at = new Date(utc);
  if (sign === undefined || Number(hours) > 23 || Number(minutes) > 59) return false;
  if (Number.isNaN(at.getTime()) || at.toISOString() !== utc) return false;
  const offset = (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1);
  const clock = new Date(at.getTime() + offset * MINUTE_MS).toISOString().slice(0, 19);
  return local === `${clock}${offset < 0 ? "-" : "+"}${hours}:${minutes}`;
}

/** @param {unknown} value */
function isLine(value) {
  if (typeof value !== "string" || value === "" || [...value].length > LINE_MAX) return false;
  return isPrintable(value);
}

/** @param {string} text */
function isPrintable(text) {
  return !/\p{C}|\p{Z}/u.test(text.replaceAll(" ", ""));
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
}

/** @param {unknown} value */
function isNameOrNone(value) {
  return value === "" || isName(value);
}

/** @param {unknown} value */
function isKeyOrNone(value) {
  return value === "" || (typeof value === "string" && /^[0-9a-f]{64}$/.test(value));
}

/**
 * @param {unknown} value
 * @param {number} most
 */
function isList(value, most) {
  return Array.isArray(value) && value.length <= most;
}
