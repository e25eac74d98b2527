/**
 * Turns the browser's key events into the protocol's, for whatever keyboard layout is in use.
 *
 * A character travels as the character itself (`KeyboardEvent.key`), so Caps Lock, Num Lock and
 * AltGr stay here: they are already in it. Source: W3C UI Events and UI Events KeyboardEvent key
 * Values; on Windows a browser reports AltGr as a left Control and then AltGraph.
 */

/** @typedef {import("../frames/input.js").Event} Event */

/**
 * The part of a KeyboardEvent that matters here.
 * @typedef {{type: string, key: string, code: string, location: number, isComposing: boolean,
 *   getModifierState: (name: string) => boolean}} KeyEvent
 */

/**
 * What to do: events to send, whether the browser must leave the key alone, and whether the
 * technician asked to leave the screen.
 * @typedef {{events: Event[], prevent: boolean, leave: boolean}} Step
 */

/** Keys whose effect is already in the characters, or that are the browser's own. */
const LOCAL = new Set(["AltGraph", "CapsLock", "NumLock", "Fn", "FnLock", "Unidentified"]);
/** Keys that begin or carry a composition: the text comes later. */
const COMPOSING = new Set(["Dead", "Process", "Compose"]);
const MODIFIERS = ["Control", "Shift", "Alt", "Meta"];
const LEAVE = ["Control", "Alt", "Shift"];

/** Follows which keys are down. */
export class Keys {
  /** @type {Map<string, {key: string, location: number}>} by KeyboardEvent.code */
  #held = new Map();
  /** A left Control that may turn out to be the first half of AltGr. @type {KeyEvent | null} */
  #doubtful = null;
  #leaving = false;
  #mac;

  /** @param {{mac?: boolean}} [options] on a Mac the Option key only makes characters */
  constructor({ mac = false } = {}) {
    this.#mac = mac;
  }

  /**
   * @param {KeyEvent} event
   * @returns {Step}
   */
  take(event) {
    return event.type === "keydown" ? this.#down(event) : this.#up(event);
  }

  /**
   * The events that must go before anything else goes, such as a click: a Control held back.
   * @returns {Event[]}
   */
  flush() {
    const doubtful = this.#doubtful;
    this.#doubtful = null;
    return doubtful ? [this.#press(doubtful)] : [];
  }

  /**
   * Forgets every key; the protocol's `release` lets them go at the other end.
   * @returns {Event[]}
   */
  release() {
    this.#doubtful = null;
    this.#leaving = false;
    this.#held.clear();
    return [{ kind: "release" }];
  }

  /**
   * @param {KeyEvent} event
   * @returns {Step}
   */
  #down(event) {
    if (event.key === "AltGraph") this.#doubtful = null;
    if (event.isComposing || COMPOSING.has(event.key)) {
      return { events: this.flush(), prevent: false, leave: false };
    }
    const before = [...this.flush(), ...this.#sync(event)];
    if (LOCAL.has(event.key) || (this.#mac && event.key === "Alt")) {
      return { events: before, prevent: event.key !== "Unidentified", leave: false };
    }
    if (event.code === "ControlLeft" && !this.#held.has(event.code)) {
      this.#doubtful = event;
      this.#leaving = this.#allDown(event);
      return { events: before, prevent: true, leave: false };
    }
    const press = this.#press(event);
    this.#leaving = MODIFIERS.includes(event.key) && this.#allDown(event);
    return { events: [...before, press], prevent: true, leave: false };
  }

  /**
   * @param {KeyEvent} event
   * @returns {Step}
   */
  #up(event) {
    const events = [...this.flush(), ...this.#letGo(event.code)];
    if (event.key === "Meta") events.push(...this.#letGoAll());
    if (event.key === "AltGraph") events.push(...this.#sync(event));
    const leave = this.#leaving;
    this.#leaving = false;
    return { events, prevent: !event.isComposing && !COMPOSING.has(event.key), leave };
  }

  /**
   * @param {KeyEvent} event
   * @returns {Event}
   */
  #press(event) {
    const held = { key: this.#name(event), location: event.location };
    this.#held.set(event.code, held);
    return { kind: "key", down: true, ...held };
  }

  /**
   * The key's name. A shortcut on a layout without Latin letters means the letter of that place.
   * @param {KeyEvent} event
   */
  #name({ key, code, getModifierState }) {
    const letter = /^Key([A-Z])$/.exec(code)?.[1];
    const shortcut = this.#holds("Control") || this.#holds("Alt") || this.#holds("Meta");
    if (!letter || !shortcut || [...key].length !== 1 || /[\x20-\x7e]/.test(key)) return key;
    return getModifierState("AltGraph") ? key : letter.toLowerCase();
  }

  /**
   * Lets go of modifiers that went up unseen, and of all of them under AltGr.
   * @param {KeyEvent} event
   * @returns {Event[]}
   */
  #sync(event) {
    const up = MODIFIERS.filter((name) => name !== event.key && !event.getModifierState(name));
    return [...this.#held]
      .filter(([, { key }]) => up.includes(key))
      .flatMap(([code]) => this.#letGo(code));
  }

  /**
   * @param {string} code
   * @returns {Event[]}
   */
  #letGo(code) {
    const held = this.#held.get(code);
    if (!held) return [];
    this.#held.delete(code);
    return [{ kind: "key", down: false, ...held }];
  }

  /**
   * A Mac does not report keys that go up while Command is down.
   * @returns {Event[]}
   */
  #letGoAll() {
    return [...this.#held.entries()]
      .filter(([, { key }]) => !MODIFIERS.includes(key))
      .flatMap(([code]) => this.#letGo(code));
  }

  /** @param {string} name */
  #holds(name) {
    return [...this.#held.values()].some(({ key }) => key === name);
  }

  /** @param {KeyEvent} event */
  #allDown(event) {
    const ours = MODIFIERS.filter((name) => this.#holds(name) || event.key === name);
    const others = [...this.#held.values()].some(({ key }) => !MODIFIERS.includes(key));
    return !others && ours.length === LEAVE.length && LEAVE.every((name) => ours.includes(name));
  }
}

/**
 * The events of a combination pressed and let go by a button, such as Control, Alt, Delete.
 * @param {readonly string[]} keys KeyboardEvent.key names, modifiers first
 * @returns {Event[]}
 */
export function combination(keys) {
  const named = keys.map((key) => ({ key, location: MODIFIERS.includes(key) ? 1 : 0 }));
  /** @type {Event[]} */
  const down = named.map((name) => ({ kind: "key", down: true, ...name }));
  /** @type {Event[]} */
  const up = named.toReversed().map((name) => ({ kind: "key", down: false, ...name }));
  return [...down, ...up];
}
