/** The one JSON encoding of what is signed: keys sorted, nothing between the signs, UTF-8 as it is. */

/**
 * @param {unknown} value of plain objects, lists, texts, whole numbers, truth values and null
 * @returns {string}
 */
export function canonical(value) {
  return JSON.stringify(value, (_, part) => (isPlain(part) ? sorted(part) : part));
}

/**
 * The value whose canonical encoding a text is; undefined for every other text.
 * @param {string} text
 * @returns {unknown}
 */
export function parsed(text) {
  try {
    const value = JSON.parse(text);
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a value is an object with exactly these fields.
 * @param {unknown} value
 * @param {readonly string[]} names
 * @returns {value is Record<string, unknown>}
 */
export function hasFields(value, names) {
  return isPlain(value) && Object.keys(value).sort().join() === [...names].sort().join();
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isPlain(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {Record<string, unknown>} value */
function sorted(value) {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
