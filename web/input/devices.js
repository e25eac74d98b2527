/**
 * Listens to mouse and keyboard over the remote screen. The keyboard goes through a hidden text
 * field, which is where dead keys and input methods put what they compose.
 */

import { on } from "../dom.js";
import { Keys } from "./keys.js";
import { Pointer } from "./pointer.js";

/** @typedef {import("../frames/input.js").Event} Event */
/** @typedef {import("./pointer.js").Place} Place */

/**
 * @typedef {object} Parts
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLTextAreaElement} keyboard the hidden field
 * @property {() => boolean} controls whether input may go out now
 * @property {(events: Event[]) => void} send
 * @property {(place: Place) => Place} place the remote pixel under a place of the page
 * @property {(place: Place) => void} moved
 * @property {() => void} leave the technician wants the toolbar
 */

/** Mouse and keyboard of one session page. */
export class Devices {
  #parts;
  #keys;
  #pointer = new Pointer();
  #stop = new AbortController();
  #frame = 0;
  #sent = false;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
    this.#keys = new Keys({ mac: /Mac|iPhone|iPad/.test(navigator.userAgent) });
    this.#listenToPointer(parts.canvas);
    this.#listenToKeyboard(parts.keyboard);
    this.#listenToPage();
  }

  /**
   * Lets go of every key and button, here and at the other end; where nothing goes out any more,
   * the agent has done so by itself.
   */
  release() {
    this.#pointer.release();
    const events = this.#keys.release();
    if (this.#sent) this.#parts.send(events);
    this.#sent = false;
  }

  /** Stops listening. */
  close() {
    this.release();
    this.#stop.abort();
    cancelAnimationFrame(this.#frame);
  }

  /** @param {HTMLCanvasElement} canvas */
  #listenToPointer(canvas) {
    const listen = this.#listener(canvas);
    for (const type of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      listen(type, (event) => this.#point(event));
    }
    listen("wheel", (event) => this.#wheel(event), { passive: false });
    for (const type of ["contextmenu", "auxclick", "mousedown", "mouseup", "dragstart"]) {
      listen(type, (event) => this.#parts.controls() && event.preventDefault());
    }
  }

  /** @param {HTMLTextAreaElement} keyboard */
  #listenToKeyboard(keyboard) {
    const listen = this.#listener(keyboard);
    listen("keydown", (event) => this.#key(event));
    listen("keyup", (event) => this.#key(event));
    listen("input", (event) => event.isComposing || this.#composed(keyboard));
    listen("compositionend", () => this.#composed(keyboard));
    for (const type of ["paste", "drop"]) listen(type, (event) => event.preventDefault());
    listen("blur", () => this.release());
  }

  #listenToPage() {
    this.#listener(window)("blur", () => this.release());
    this.#listener(window)("pagehide", () => this.release());
    this.#listener(document)("visibilitychange", () => document.hidden && this.release());
  }

  /** @param {EventTarget} target */
  #listener(target) {
    const { signal } = this.#stop;
    return (
      /** @type {string} */ type,
      /** @type {(event: any) => void} */ listener,
      /** @type {AddEventListenerOptions} */ options = {},
    ) => on(target, type, listener, { ...options, signal });
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const { canvas, keyboard, controls } = this.#parts;
    if (event.type === "pointerdown") keyboard.focus({ preventScroll: true });
    if (!controls()) return;
    const place = this.#place(event);
    const cancelled = event.type === "pointercancel";
    if (event.type === "pointerdown") canvas.setPointerCapture(event.pointerId);
    if (event.type === "pointermove") this.#move(place);
    this.#sendAfterKeys(this.#pointer.pressed(cancelled ? 0 : event.buttons, place));
    event.preventDefault();
  }

  /** @param {{x: number, y: number}} place */
  #move(place) {
    this.#pointer.moved(place);
    this.#parts.moved(place);
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#send(this.#pointer.flush());
    });
  }

  /** @param {WheelEvent} event */
  #wheel(event) {
    if (!this.#parts.controls()) return;
    this.#sendAfterKeys(this.#pointer.turned(event, this.#place(event)));
    event.preventDefault();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.#parts.controls()) return;
    const { events, prevent, leave } = this.#keys.take({
      type: event.type,
      key: event.key,
      code: event.code,
      location: event.location,
      isComposing: event.isComposing,
      getModifierState: (name) => event.getModifierState(name),
    });
    if (prevent) event.preventDefault();
    this.#send([...this.#pointer.flush(), ...events]);
    if (leave) this.#parts.leave();
  }

  /** @param {HTMLTextAreaElement} keyboard */
  #composed(keyboard) {
    const text = keyboard.value;
    keyboard.value = "";
    if (text !== "") this.#sendAfterKeys([...this.#pointer.flush(), { kind: "text", text }]);
  }

  /** @param {MouseEvent} event */
  #place(event) {
    return this.#parts.place({ x: event.clientX, y: event.clientY });
  }

  /**
   * Sends what a Control that was held back belongs to.
   * @param {Event[]} events
   */
  #sendAfterKeys(events) {
    if (events.length > 0) this.#send([...this.#keys.flush(), ...events]);
  }

  /** @param {Event[]} events */
  #send(events) {
    if (events.length === 0 || !this.#parts.controls()) return;
    this.#sent = true;
    this.#parts.send(events);
  }
}
