/** Sizes and places on the canvas: pure arithmetic. */

/** @typedef {{width: number, height: number}} Size */

/**
 * The shown screen's size in CSS pixels. At 1:1 one remote pixel is one pixel of this display; to fit,
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
 * A picture's size beside its screen's: pictures `scale` times smaller go over the edge by the part
 * of their last row and column that no remote pixel stands behind.
 * @param {Size} screen remote pixels
 * @param {number} scale
 * @returns {Size} 1 is the screen's own
 */
export function pictureShare({ width, height }, scale) {
  const share = (/** @type {number} */ side) => (Math.ceil(side / scale) * scale) / side;
  return { width: share(width), height: share(height) };
}

/**
 * Whether each pixel of a picture is one pixel of this display.
 * @param {number} shown width of the screen in CSS pixels
 * @param {number} width of the screen in remote pixels
 * @param {number} scale remote pixels in one of the picture's, in each direction
 * @param {number} ratio device pixels in a CSS pixel
 */
export function isExact(shown, width, scale, ratio) {
  return Math.abs(shown * ratio - width / scale) < 0.5;
}

/**
 * The remote pixel under a place of the page; outside the screen, the nearest one.
 * @param {{x: number, y: number}} place CSS pixels
 * @param {{left: number, top: number, width: number, height: number}} shown CSS pixels
 * @param {Size} screen remote pixels
 * @returns {{x: number, y: number}}
 */
export function remotePlace(place, shown, screen) {
  const x = Math.floor(((place.x - shown.left) / shown.width) * screen.width);
  const y = Math.floor(((place.y - shown.top) / shown.height) * screen.height);
  return { x: within(x, screen.width), y: within(y, screen.height) };
}

/**
 * @param {number} value
 * @param {number} size
 */
function within(value, size) {
  return Math.min(size - 1, Math.max(0, value));
}
