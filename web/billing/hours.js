/** Opening hours in words: days that are alike stand together. Pure. */

/** @typedef {import("./answers.js").Days} Days */
/** @typedef {(key: string, values?: Record<string, string | number>) => string} Say */

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const ALWAYS = ["00:00-24:00"];

/**
 * The name of a weekday.
 * @param {number} at Monday is 0
 * @param {string} language
 */
export function weekday(at, language) {
  // 5 January 2026 is a Monday.
  const date = new Date(Date.UTC(2026, 0, 5 + at));
  return new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(date);
}

/**
 * One line for each row of days with the same hours; days that are closed are left out.
 * @param {Days} days intervals by weekday
 * @param {Say} say
 * @param {string} language
 * @returns {string[]}
 */
export function hoursLines(days, say, language) {
  const rows = alike(days).filter(({ intervals }) => intervals.length > 0);
  if (rows.length === 0) return [say("tariff.never_open")];
  const [first] = rows;
  if (rows.length === 1 && first?.to === 6 && first.from === 0 && same(first.intervals, ALWAYS)) {
    return [say("tariff.always_open")];
  }
  return rows.map(({ from, to, intervals }) => {
    const name = { first: weekday(from, language), last: weekday(to, language) };
    const span = from === to ? name.first : say(to - from === 1 ? "tariff.two_days" : "tariff.days_to", name);
    return say("tariff.hours_line", { days: span, hours: intervals.map(dashed).join(", ") });
  });
}

/** @param {Days} days */
function alike(days) {
  /** @type {{from: number, to: number, intervals: string[]}[]} */
  const rows = [];
  for (const [at, word] of WEEKDAYS.entries()) {
    const intervals = days[word] ?? [];
    const before = rows.at(-1);
    if (before && same(before.intervals, intervals)) before.to = at;
    else rows.push({ from: at, to: at, intervals });
  }
  return rows;
}

/**
 * @param {readonly string[]} one
 * @param {readonly string[]} other
 */
function same(one, other) {
  return one.join() === other.join();
}

/**
 * With a dash at which no line breaks (word joiners, U+2060, around it).
 * @param {string} interval
 */
function dashed(interval) {
  return interval.replace("-", "\u2060–\u2060");
}
