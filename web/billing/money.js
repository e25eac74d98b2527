/** Amounts, days and months as people read them. Pure. */

/**
 * An amount of whole cents, in euro.
 * @param {number} cents
 * @param {string} language
 */
export function euro(cents, language) {
  return written(cents, language, 2);
}

/**
 * The same without cents, where there is little room.
 * @param {number} cents
 * @param {string} language
 */
export function wholeEuro(cents, language) {
  return written(cents, language, 0);
}

/**
 * "1.234,56 €", and in English "€1,234.56".
 * @param {number} cents
 * @param {string} language
 * @param {number} digits
 */
function written(cents, language, digits) {
  const shape = { style: "currency", currency: "EUR", useGrouping: "always", minimumFractionDigits: digits, maximumFractionDigits: digits };
  const format = new Intl.NumberFormat(language, /** @type {any} */ (shape));
  return format.format(cents / 100);
}

/**
 * A day of the calendar, which has no zone.
 * @param {string} iso YYYY-MM-DD
 * @param {string} language
 */
export function day(iso, language) {
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${iso}T00:00:00Z`),
  );
}

/**
 * A day of every year.
 * @param {string} monthDay MM-DD
 * @param {string} language
 */
export function yearly(monthDay, language) {
  const format = { day: "numeric", month: "long", timeZone: "UTC" };
  return new Intl.DateTimeFormat(language, /** @type {any} */ (format)).format(
    new Date(`2000-${monthDay}T00:00:00Z`),
  );
}

/**
 * A month: its letter, its name cut short, or its name with the year.
 * @param {string} month YYYY-MM
 * @param {string} language
 * @param {"short" | "brief" | "whole"} [form]
 */
export function monthName(month, language, form = "whole") {
  /** @type {Intl.DateTimeFormatOptions} */
  const options = {
    short: { month: /** @type {const} */ ("narrow") },
    brief: { month: /** @type {const} */ ("short") },
    whole: { month: /** @type {const} */ ("long"), year: /** @type {const} */ ("numeric") },
  }[form];
  return new Intl.DateTimeFormat(language, { ...options, timeZone: "UTC" }).format(
    new Date(`${month}-01T00:00:00Z`),
  );
}

/**
 * The parts of a row of words, as a reader of the language joins them: "a, b and c".
 * @param {string[]} parts
 * @param {string} language
 */
export function joined(parts, language) {
  return new Intl.ListFormat(language, { type: "conjunction" }).format(parts);
}
