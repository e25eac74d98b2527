/** Where the parts of a session stand on a line of time. Pure. */

/** Size of the picture in its own units. */
export const WIDTH = 600;
export const HEIGHT = 34;

/**
 * `joined`, `began` and `ended` are x positions; `work` the stretches that are billed, `pauses` what
 * lies between them.
 * @typedef {{x: number, width: number, ms: number, at: number}} Stretch
 * @typedef {{joined: number, began: number, ended: number, work: Stretch[], pauses: Stretch[]}} Line
 */

/**
 * @param {number} joined when the technician joined, in milliseconds; `began` where not known
 * @param {number} ended
 * @param {readonly {at: number, ms: number}[]} intervals in order, not empty
 * @returns {Line}
 */
export function line(joined, ended, intervals) {
  const began = intervals[0]?.at ?? joined;
  const last = intervals.at(-1);
  const start = Math.min(joined, began);
  const end = Math.max(ended, last ? last.at + last.ms : ended);
  const scale = WIDTH / Math.max(1, end - start);
  const x = (/** @type {number} */ at) => Math.round((at - start) * scale * 10) / 10;
  const stretch = (/** @type {number} */ at, /** @type {number} */ ms) => ({ x: x(at), width: width(x(at), x(at + ms)), ms, at });
  const pauses = intervals.slice(1).map(({ at }, index) => {
    const before = intervals[index];
    const from = before ? before.at + before.ms : at;
    return stretch(from, at - from);
  });
  return {
    joined: x(start),
    began: x(began),
    ended: x(end),
    work: intervals.map(({ at, ms }) => stretch(at, ms)),
    pauses: pauses.filter(({ ms }) => ms > 0),
  };
}

/**
 * Never so thin that it cannot be seen.
 * @param {number} from
 * @param {number} to
 */
function width(from, to) {
  return Math.max(1.5, Math.round((to - from) * 10) / 10);
}
