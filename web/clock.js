/** Times and sizes as people read them. */

/**
 * A length as h:mm:ss, cut to whole seconds as the ledger does.
 * @param {number} milliseconds
 */
export function length(milliseconds) {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  const pair = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${pair(Math.floor(seconds / 60) % 60)}:${pair(seconds % 60)}`;
}

/**
 * A moment in the reader's own time zone, day and minute.
 * @param {string} iso UTC, as ISO 8601
 * @param {string} language
 * @param {string} [zone] time zone; the reader's where left out
 */
export function moment(iso, language, zone) {
  const format = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: zone,
  });
  return format.format(new Date(iso));
}

/**
 * Whole seconds left until a deadline, never below 0.
 * @param {number} deadline milliseconds
 * @param {number} now milliseconds
 */
export function secondsLeft(deadline, now) {
  return Math.max(0, Math.ceil((deadline - now) / 1000));
}
