/** The picture of a pack's consumption: a bar for each month, and a line of what is left. Pure. */

/** @typedef {import("./answers.js").Month} Month */

/** Size of the picture in its own units, and the room below the bars for the months' letters. */
export const WIDTH = 280;
export const HEIGHT = 96;
export const FOOT = 14;
const GAP = 3;

/**
 * @typedef {{x: number, y: number, width: number, height: number, month: string}} Bar
 * @typedef {{bars: Bar[], line: string, most: number}} Bars
 */

/**
 * Where the bars stand, and the line that falls from all units to what is left today; one scale.
 * @param {readonly Month[]} months none left out
 * @param {number} total units at the start
 * @param {"units" | "tickets"} what
 * @param {string} today YYYY-MM-DD; the line ends with this month
 * @returns {Bars}
 */
export function bars(months, total, what, today) {
  const room = HEIGHT - FOOT;
  const most = Math.max(1, total, ...months.map((month) => month[what]));
  const step = months.length > 0 ? WIDTH / months.length : WIDTH;
  const found = months.map((month, at) => {
    const height = (Math.max(0, month[what]) / most) * room;
    const x = rounded(at * step + GAP / 2);
    return { x, y: rounded(room - height), width: rounded(step - GAP), height: rounded(height), month: month.month };
  });
  return { bars: found, line: line(months, total, what, { today, step, room }), most };
}

/**
 * @param {readonly Month[]} months
 * @param {number} total
 * @param {"units" | "tickets"} what
 * @param {{today: string, step: number, room: number}} place
 */
function line(months, total, what, { today, step, room }) {
  if (total <= 0) return "";
  const height = (/** @type {number} */ left) => rounded(room - (Math.max(0, left) / total) * room);
  let left = total;
  const points = [`M0 ${height(total)}`];
  for (const [at, month] of months.entries()) {
    if (month.month > today.slice(0, 7)) break;
    left -= month[what];
    points.push(`L${rounded((at + 1) * step)} ${height(left)}`);
  }
  return points.length > 1 ? points.join("") : "";
}

/** @param {number} value */
function rounded(value) {
  return Math.round(value * 10) / 10;
}
