/** Lengths of time and amounts as people say them. Pure. */

/** @typedef {import("./hours.js").Say} Say */

/**
 * A length in hours, minutes and seconds, without what is nought: "1 h 10 min".
 * @param {number} ms
 * @param {Say} say
 */
export function span(ms, say) {
  const seconds = Math.floor(ms / 1000);
  /** @type {[string, number][]} */
  const parts = [
    ["hours", Math.floor(seconds / 3600)],
    ["minutes", Math.floor(seconds / 60) % 60],
    ["seconds", seconds % 60],
  ];
  const said = parts.filter(([, count]) => count > 0);
  const shown = said.length > 0 ? said : [/** @type {[string, number]} */ (["seconds", 0])];
  return shown.map(([unit, count]) => say(`span.${unit}`, { count })).join(" ");
}

/**
 * The same for sums, where seconds say nothing: rounded down to minutes.
 * @param {number} ms
 * @param {Say} say
 */
export function longSpan(ms, say) {
  const minutes = Math.floor(ms / 60_000);
  if (minutes === 0) return say("span.minutes", { count: 0 });
  return span(minutes * 60_000, say);
}

/**
 * How two amounts differ: 1 dearer, -1 cheaper, 0 the same.
 * @param {number} before
 * @param {number} after
 */
export function sense(before, after) {
  return Math.sign(after - before);
}

/**
 * A time of day in the reader's own zone.
 * @param {number} at milliseconds since 1970
 * @param {string} language
 */
export function timeOfDay(at, language) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(at);
}

/**
 * So many units taken from packs.
 * @param {number} count
 * @param {Say} say
 */
export function fromPacks(count, say) {
  return count === 1 ? say("item.one_unit") : say("item.units", { count });
}
