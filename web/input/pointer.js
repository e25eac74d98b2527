/**
 * Turns pointer and wheel events into the protocol's: at most one move for each animation frame,
 * and never past a button or a turn of the wheel.
 */

/** @typedef {import("../frames/input.js").Event} Event */
/** @typedef {{x: number, y: number}} Place */
/**
 * The part of a WheelEvent that matters here. Chromium and Firefox also count notches, each 120.
 * @typedef {{deltaX: number, deltaY: number, deltaMode: number,
 *   wheelDeltaX?: number, wheelDeltaY?: number}} Turn
 */

/** Wire button for each bit of MouseEvent.buttons. @type {readonly (readonly [number, number])[]} */
const BITS = [
  [1, 0],
  [4, 1],
  [2, 2],
  [8, 3],
  [16, 4],
];

/** 120ths of a notch in one unit of each WheelEvent.deltaMode: pixel, line, page. */
const UNITS = [1.2, 40, 360];
const NOTCH = 120;
const TURN_MOST = 0x7fff;

/** Follows where the pointer is and which buttons are down. */
export class Pointer {
  /** @type {Place | null} */
  #move = null;
  #buttons = 0;
  #rest = { x: 0, y: 0 };

  /**
   * The pointer is here; kept until `flush`.
   * @param {Place} place
   */
  moved(place) {
    this.#move = place;
  }

  /**
   * The move that waits, if one does: for each animation frame, and before any other event.
   * @returns {Event[]}
   */
  flush() {
    const move = this.#move;
    this.#move = null;
    return move ? [{ kind: "move", ...move }] : [];
  }

  /**
   * The buttons that are down now.
   * @param {number} buttons MouseEvent.buttons
   * @param {Place} place
   * @returns {Event[]}
   */
  pressed(buttons, place) {
    const changed = BITS.filter(([bit]) => (buttons & bit) !== (this.#buttons & bit));
    this.#buttons = buttons;
    if (changed.length === 0) return [];
    return [
      ...this.flush(),
      ...changed.map(([bit, button]) => ({
        kind: /** @type {const} */ ("button"),
        button,
        down: (buttons & bit) !== 0,
        ...place,
      })),
    ];
  }

  /**
   * The wheel turned; parts of a 120th are kept for the next turn.
   * @param {Turn} turn
   * @param {Place} place
   * @returns {Event[]}
   */
  turned(turn, place) {
    const { right, down } = notches(turn) ?? distance(turn);
    const x = this.#rest.x + right;
    const y = this.#rest.y + down;
    const [dx, dy] = [Math.trunc(x), Math.trunc(y)];
    this.#rest = { x: x - dx, y: y - dy };
    if (dx === 0 && dy === 0) return [];
    return [...this.flush(), { kind: "wheel", ...place, dx: bounded(dx), dy: bounded(dy) }];
  }

  /** Whether a button is down: a drag. */
  get dragging() {
    return this.#buttons !== 0;
  }

  /** Forgets the move that waits and every button. */
  release() {
    this.#move = null;
    this.#buttons = 0;
    this.#rest = { x: 0, y: 0 };
  }
}

/**
 * Whole notches, in 120ths, where the browser counts them: how far it would scroll for one is
 * a matter of the browser and of the technician's settings.
 * @param {Turn} turn
 */
function notches({ wheelDeltaX = 0, wheelDeltaY = 0 }) {
  const whole = wheelDeltaX % NOTCH === 0 && wheelDeltaY % NOTCH === 0;
  return whole && (wheelDeltaX || wheelDeltaY) ? { right: -wheelDeltaX, down: -wheelDeltaY } : null;
}

/** @param {Turn} turn */
function distance({ deltaX, deltaY, deltaMode }) {
  const unit = UNITS[deltaMode] ?? 1;
  return { right: deltaX * unit, down: deltaY * unit };
}

/** @param {number} turn */
function bounded(turn) {
  return Math.max(-TURN_MOST, Math.min(TURN_MOST, turn));
}
