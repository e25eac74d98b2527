/** The place of the remote screen: the canvas, the pointer above it, and what lies over both. */

import { el, fill, on, say } from "../../dom.js";
import { Screen } from "../../screen/canvas.js";
import { Cursor } from "../../screen/cursor.js";
import { Decoding } from "../../screen/decoder.js";
import { isExact, middle, pictureShare, remotePlace, shownSize } from "../../screen/scale.js";
import { WordList } from "../quick/wordlist.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../session.js").View} View */
/** @typedef {import("../../bytes.js").Bytes} Bytes */
/** @typedef {{width: number, height: number, scale: number}} Size */

/** What stands over the screen in each state that has something to say there. */
const NOTES = new Set(["joined", "asking", "paused", "reconnecting"]);

/** The remote screen on the session page. */
export class Stage {
  #app;
  #screen;
  #cursor;
  #surface;
  #note = el("div", { class: "veil", hidden: true });
  #noteText = el("p");
  #compare;
  #words;
  #over = false;
  #size = { width: 0, height: 0, scale: 1 };
  /** @type {"fit" | "whole"} */
  #view = "fit";
  #watch;
  #stop = new AbortController();

  /**
   * @param {App} app
   * @param {{shown: (frame: number, delay: number) => void,
   *   broken: (what: "image" | "video") => void}} ear
   * @param {import("../../workers/haste.js").Haste} haste
   */
  constructor(app, { shown, broken }, haste) {
    this.#app = app;
    this.canvas = el("canvas", { id: "screen", width: 0, height: 0 });
    const pointer = el("canvas", { id: "pointer", width: 0, height: 0, hidden: true });
    this.keyboard = this.#field();
    this.#surface = el("div", { class: "surface" }, this.canvas, pointer, this.keyboard);
    const help = el("p", { id: "keyboard-help", class: "unseen" }, app.t("session.keyboard_help"));
    const room = el("div", { class: "room" }, this.#surface);
    this.#words = new WordList(app);
    this.#compare = el("div", { class: "compare", hidden: true }, el("p", {}, app.t("words.compare")));
    this.#compare.append(this.#words.element);
    this.#note.append(el("div", { class: "note" }, this.#noteText, this.#compare));
    this.element = el("main", { class: "stage" }, help, room, this.#note);
    const size = (/** @type {Size} */ now) => this.#sized(now);
    const decoding = new Decoding(app.starter, () => haste.left() > 0);
    this.video = decoding.video();
    this.#screen = new Screen(this.canvas, { shown, broken, size }, decoding);
    const parts = { broken: () => broken("image"), now: () => performance.now(), decoding };
    this.#cursor = new Cursor(pointer, parts);
    this.#watch = new ResizeObserver(() => this.#lay());
    this.#watch.observe(room);
    on(window, "resize", () => this.#lay(), { signal: this.#stop.signal });
    this.#watchDisplay();
  }

  /** Frames are counted anew. */
  anew() {
    this.#screen.anew();
  }

  /** @param {Size} size */
  resize(size) {
    this.#screen.resize(size);
  }

  /** @param {Bytes} plaintext */
  picture(plaintext) {
    this.#screen.take(plaintext);
  }

  /** @param {Bytes} plaintext */
  cursor(plaintext) {
    this.#cursor.take(plaintext);
  }

  /**
   * The remote pixel under a place of the page.
   * @param {{x: number, y: number}} place CSS pixels
   */
  place(place) {
    return remotePlace(place, this.#surface.getBoundingClientRect(), this.#size);
  }

  /** @param {{x: number, y: number}} place where the technician moved the pointer to */
  moved(place) {
    this.#cursor.moved(place);
  }

  /** @param {"fit" | "whole"} view */
  view(view) {
    this.#view = view;
    this.#lay();
  }

  /** @param {{view: View, controls: boolean}} now */
  paint({ view, controls }) {
    this.element.classList.toggle("controls", controls);
    this.element.dataset.state = view.state;
    if (this.#over) return;
    this.#note.hidden = !NOTES.has(view.state);
    if (NOTES.has(view.state)) say(this.#noteText, this.#app.t(noteOf(view)));
    this.#compare.hidden = view.state !== "asking" || view.quick || view.words.length === 0;
    this.#words.show(view.words);
  }

  /**
   * The session is over.
   * @param {HTMLElement} summary
   */
  end(summary) {
    this.#over = true;
    this.#screen.close();
    this.#cursor.close();
    this.canvas.hidden = true;
    this.#note.hidden = false;
    fill(this.#note, summary);
    /** @type {HTMLElement | null} */ (summary.querySelector("button.main"))?.focus();
  }

  /** Nothing more is drawn. */
  close() {
    this.#screen.close();
    this.#cursor.close();
    this.#watch.disconnect();
    this.#stop.abort();
  }

  #field() {
    return el("textarea", {
      ...{ id: "keyboard", rows: 1, maxlength: 500, "aria-label": this.#app.t("session.keyboard") },
      ...{ autocomplete: "off", autocapitalize: "none", autocorrect: "off", spellcheck: "false" },
      "aria-describedby": "keyboard-help",
    });
  }

  /** @param {Size} size */
  #sized(size) {
    this.#size = size;
    this.#lay();
  }

  /** The page may come to a display with another number of pixels in a CSS pixel. */
  #watchDisplay() {
    const { signal } = this.#stop;
    const changed = () => {
      this.#lay();
      this.#watchDisplay();
    };
    on(matchMedia(`(resolution: ${devicePixelRatio}dppx)`), "change", changed, { signal, once: true });
  }

  #lay() {
    if (this.#size.width === 0) return;
    const room = /** @type {HTMLElement} */ (this.#surface.parentElement);
    const ratio = devicePixelRatio;
    const space = { width: room.clientWidth, height: room.clientHeight };
    const { width, height } = shownSize(this.#size, space, ratio, this.#view);
    const { style } = this.#surface;
    style.width = `${width}px`;
    style.height = `${height}px`;
    const share = pictureShare(this.#size, this.#size.scale);
    this.canvas.style.width = `${100 * share.width}%`;
    this.canvas.style.height = `${100 * share.height}%`;
    const { left, top } = room.getBoundingClientRect();
    style.left = `${middle(space.width, width, left, ratio)}px`;
    style.top = `${middle(space.height, height, top, ratio)}px`;
    room.classList.toggle("fit", this.#view === "fit");
    const exact = isExact(width, this.#size.width, this.#size.scale, ratio);
    this.canvas.classList.toggle("exact", exact);
    this.#cursor.scale(width / this.#size.width);
  }
}

/**
 * The key of what stands over the screen.
 * @param {View} view
 */
function noteOf({ state, quick, confirming }) {
  if (state === "joined" && confirming) return "stage.passkey";
  const byKey = quick && (state === "joined" || state === "asking");
  return byKey ? `stage.${state}_quick` : `stage.${state}`;
}
