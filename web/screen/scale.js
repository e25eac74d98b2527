/** Sizes and places on the canvas: pure arithmetic. */

/** @typedef {{width: number, height: number}} Size */

/**
 * The canvas's size in CSS pixels. At 1:1 one remote pixel is one pixel of this display; to fit,
 * the whole screen is shown, no larger than one CSS pixel for each of its own.
 * @param {Size} screen remote pixels
 * @param {Size} room CSS pixels
 * @param {number} ratio device pixels in a CSS pixel
 * @param {"fit" | "whole"} view `whole` is 1:1
 * @returns {Size}
 */
export function shownSize(screen, room, ratio, view) {
  const whole = { width: screen.width / ratio, height: screen.height / ratio };
  if (view === "whole") return whole;
  const factor = Math.min(Math.max(1, ratio), room.width / whole.width, room.height / whole.height);
  return { width: whole.width * factor, height: whole.height * factor };
}

/**
 * Where something begins that stands in the middle of a room: on a whole pixel of the display,
 * since anywhere else every remote pixel would be smeared over two. All in CSS pixels.
 * @param {number} room
 * @param {number} size
 * @param {number} origin where the room begins on the page
 * @param {number} ratio device pixels in a CSS pixel
 */
export function middle(room, size, origin, ratio) {
  const begin = origin + Math.max(0, (room - size) / 2);
  return Math.ceil(begin * ratio - 0.001) / ratio - origin;
}

/**
 * The remote pixel under a place of the page; outside the canvas, the nearest one.
 * @param {{x: number, y: number}} place CSS pixels
 * @param {{left: number, top: number, width: number, height: number}} canvas CSS pixels
 * @param {Size} screen remote pixels
 * @returns {{x: number, y: number}}
 */
export function remotePlace(place, canvas, screen) {
  const x = Math.floor(((place.x - canvas.left) / canvas.width) * screen.width);
  const y = Math.floor(((place.y - canvas.top) / canvas.height) * screen.height);
  return { x: within(x, screen.width), y: within(y, screen.height) };
}

/**
 * @param {number} value
 * @param {number} size
 */
function within(value, size) {
  return Math.min(size - 1, Math.max(0, value));
}
