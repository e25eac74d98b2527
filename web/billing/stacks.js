/** The chart of months: a stack for each, a layer for each of the largest customers. Pure. */

/** @typedef {import("./monthanswers.js").MonthSums} MonthSums */

/** Size of the picture in its own units, with the room below for the months' names. */
export const WIDTH = 720;
export const HEIGHT = 190;
export const FOOT = 18;
const GAP = 14;
/** Customers with a layer of their own; the others share one. */
const OWN = 5;

/**
 * `key`: 0 for work of nobody, -1 for the others together.
 * @typedef {{key: number, name: string}} Series
 * @typedef {{key: number, x: number, y: number, width: number, height: number, value: number}} Layer
 * @typedef {{month: string, x: number, width: number, top: number, total: number, values: number[],
 *   layers: Layer[]}} Stack
 * @typedef {{series: Series[], stacks: Stack[], most: number}} Chart
 */

/**
 * @param {readonly MonthSums[]} months in order
 * @param {"cents" | "ms"} what
 * @returns {Chart} names are empty for nobody and for the others
 */
export function chart(months, what) {
  const series = largest(months, what);
  const own = new Set(series.map(({ key }) => key));
  const valued = months.map((month) => series.map(({ key }) => sum(month, what, key, own)));
  const most = Math.max(1, ...valued.map((values) => values.reduce((all, value) => all + Math.max(0, value), 0)));
  const step = WIDTH / Math.max(1, months.length);
  const stacks = months.map((month, at) => {
    const place = { x: round(at * step + GAP / 2), width: round(step - GAP) };
    return stack(month, valued[at] ?? [], { ...place, series, most, total: month[what] });
  });
  return { series, stacks, most };
}

/**
 * @param {MonthSums} month
 * @param {readonly number[]} values
 * @param {{x: number, width: number, series: Series[], most: number, total: number}} place
 * @returns {Stack}
 */
function stack({ month }, values, { x, width, series, most, total }) {
  const room = HEIGHT - FOOT;
  let top = room;
  /** @type {Layer[]} */
  const layers = [];
  for (const [at, value] of values.entries()) {
    const height = (Math.max(0, value) / most) * (room - 14);
    top -= height;
    const key = series[at]?.key ?? 0;
    if (height > 0) layers.push({ key, x, y: round(top), width, height: round(height), value });
  }
  return { month, x, width, top: round(top), total, values: [...values], layers };
}

/**
 * The customers with the largest sums over all months, and one for the rest where there are more.
 * @param {readonly MonthSums[]} months
 * @param {"cents" | "ms"} what
 * @returns {Series[]}
 */
function largest(months, what) {
  /** @type {Map<number, {key: number, name: string, value: number}>} */
  const all = new Map();
  for (const { customers } of months) {
    for (const { customer, ...sums } of customers) {
      const key = customer?.id ?? 0;
      const known = all.get(key) ?? { key, name: customer?.name ?? "", value: 0 };
      all.set(key, { ...known, value: known.value + sums[what] });
    }
  }
  const ordered = [...all.values()].sort((one, other) => other.value - one.value);
  const own = ordered.slice(0, ordered.length === OWN + 1 ? OWN + 1 : OWN).map(({ key, name }) => ({ key, name }));
  return ordered.length > own.length ? [...own, { key: -1, name: "" }] : own;
}

/**
 * @param {MonthSums} month
 * @param {"cents" | "ms"} what
 * @param {number} key
 * @param {Set<number>} own
 */
function sum({ customers }, what, key, own) {
  const mine = customers.filter(({ customer }) => {
    const id = customer?.id ?? 0;
    return key === -1 ? !own.has(id) : id === key;
  });
  return mine.reduce((all, one) => all + one[what], 0);
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
