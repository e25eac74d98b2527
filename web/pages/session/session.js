/** A session: the remote screen, what is going on, and what the technician can do. */

import { Client } from "../../client.js";
import { el, on } from "../../dom.js";
import { Handshake } from "../../handshake.js";
import { Devices } from "../../input/devices.js";
import { endedSignedOut, lengthSoFar } from "../../session.js";
import { secondsLeft } from "../../clock.js";
import { Quality } from "../../screen/quality.js";
import { trustOf } from "../../quick/trust.js";
import { Vouching } from "../../quick/vouching.js";
import { FarSocket } from "../../workers/farsocket.js";
import { Haste } from "../../workers/haste.js";
import { Stage } from "./stage.js";
import { Summary } from "./summary.js";
import { Toolbar } from "./toolbar.js";
import { TypeText } from "./typetext.js";

/** @typedef {import("../../app.js").App} App */
/** @typedef {import("../../session.js").View} View */
/** @typedef {import("../../frames/input.js").Event} Event */

const TICK_MS = 250;

/**
 * `customer`: whose session it is, 0 for unknown. `proved`: the password was right, or the PC is the
 * one meant, so the page is to be shown. `refused`: it ended before that.
 * @typedef {{wish: import("../../session.js").Wish, customers: import("../../api.js").Customer[],
 *   customer: number, proved: () => void, refused: (view: View) => void}} Parts
 */

/** The page of one session, which begins to join at once. */
export class SessionPage {
  #app;
  #parts;
  #customer;
  #vouching;
  #client;
  #stage;
  #toolbar;
  #devices;
  #typeText;
  #quality = new Quality();
  #haste = new Haste(() => performance.now());
  #stop = new AbortController();
  #tick;
  /** @type {Summary | null} */
  #summary = null;
  /** Whether the page is shown: there is somebody at the other end, and it is the one meant. */
  proved = false;
  /** Whether video can be shown. */
  #video = false;

  /**
   * @param {App} app
   * @param {Parts} parts
   */
  constructor(app, parts) {
    this.#app = app;
    this.#parts = parts;
    this.#customer = parts.customer;
    this.#vouching = new Vouching({
      look: () => trustOf(app).look(),
      vouch: (entry, card) => app.api.vouch(entry, card),
      customers: parts.customers,
    });
    const ear = {
      shown: (/** @type {number} */ frame, /** @type {number} */ delay) => this.#shown(frame, delay),
      broken: (/** @type {"image" | "video"} */ what) => this.#broken(what),
    };
    this.#stage = new Stage(app, ear, this.#haste);
    this.#client = new Client(parts.wish, tools(app, this.#haste), this.#watcher());
    void this.#stage.video.then((video) => this.#look(video));
    this.#typeText = new TypeText(app, (events) => this.#send(events));
    const chosen = (/** @type {number} */ customer) => this.#chosen(customer);
    this.#toolbar = new Toolbar(app, this.#actions(), { customers: parts.customers, chosen });
    this.element = el(
      "div",
      { class: "session" },
      this.#toolbar.element,
      this.#stage.element,
      this.#typeText.element,
    );
    this.title = "Affianco";
    this.begin = this.#stage.keyboard;
    this.#devices = this.#listen();
    this.#tick = setInterval(() => this.#paint(), TICK_MS);
    this.#client.start();
  }

  /** While it goes on, the browser's Back does not end it. */
  holds() {
    return !this.#client.view.ending;
  }

  /** Leaves the session, where it is not over yet, and everything stops. */
  close() {
    this.#client.leave();
    this.#summary?.close();
    this.#devices.close();
    this.#stage.close();
    this.#typeText.close();
    this.#stop.abort();
    clearInterval(this.#tick);
  }

  /** @returns {import("../../session.js").Watcher} */
  #watcher() {
    return {
      changed: (view) => this.#changed(view),
      received: (bytes) => this.#quality.received(performance.now(), bytes),
      anew: () => this.#stage.anew(),
      screen: (size) => this.#stage.resize(size),
      picture: (plaintext) => this.#stage.picture(plaintext),
      cursor: (plaintext) => this.#stage.cursor(plaintext),
    };
  }

  /** @returns {import("./toolbar.js").Actions} */
  #actions() {
    return {
      view: (view) => this.#stage.view(view),
      look: () => this.#look(this.#video),
      full: () => void this.#full(),
      send: (events) => {
        this.#send(events);
        this.#stage.keyboard.focus();
      },
      typeText: () => this.#typeText.open(),
      end: () => this.#client.end(),
    };
  }

  #listen() {
    const { signal } = this.#stop;
    on(window, "pagehide", () => this.#client.leave(), { signal });
    on(window, "offline", () => this.#client.offline(), { signal });
    on(window, "beforeunload", (event) => this.#ask(event), { signal });
    on(document, "fullscreenchange", () => this.#toolbar.full(this.#isFull()), { signal });
    return new Devices({
      canvas: this.#stage.canvas,
      keyboard: this.#stage.keyboard,
      controls: () => this.#client.controls,
      send: (events) => this.#send(events),
      place: (place) => this.#stage.place(place),
      moved: (place) => this.#stage.moved(place),
      leave: () => this.#toolbar.focus(),
    });
  }

  /** @param {BeforeUnloadEvent} event */
  #ask(event) {
    if (this.proved && !this.#client.view.ending) event.preventDefault();
  }

  /** @param {Event[]} events */
  #send(events) {
    const answered = events.some(({ kind }) => kind === "key" || kind === "button");
    if (answered) {
      this.#quality.asked(performance.now());
      this.#haste.begin();
    }
    this.#client.input(events);
  }

  /**
   * @param {number} frame
   * @param {number} delay
   */
  #shown(frame, delay) {
    this.#quality.shown(performance.now(), delay);
    this.#client.shown(frame);
  }

  /** @param {"image" | "video"} what */
  #broken(what) {
    if (what === "video") this.#look(false);
    this.#client.broken();
  }

  /** @param {boolean} video */
  #look(video) {
    this.#video = video;
    this.#client.look({ ...this.#app.look, video });
  }

  /** @param {View} view */
  #changed(view) {
    if (view.proved && !this.proved) {
      this.proved = true;
      this.title = `${view.pc} · Affianco`;
      this.#parts.proved();
    }
    if (this.proved && endedSignedOut(view.ending)) this.#app.signedOut("close.signed_out");
    else if (view.ending) this.#ended(view);
    else {
      void this.#vouching.consider(view, this.#customer);
      this.#paint();
    }
  }

  /** @param {number} customer */
  #chosen(customer) {
    this.#customer = customer;
    void this.#vouching.consider(this.#client.view, customer);
    this.#paint();
  }

  #paint() {
    const { view, controls } = this.#client;
    const now = performance.now();
    const seconds = secondsLeft(view.deadline, now);
    const length = lengthSoFar(view.told, now);
    this.#toolbar.paint({ view, controls, seconds, customer: this.#customer, length });
    this.#toolbar.quality(this.#quality.figures(now));
    this.#stage.paint({ view, controls });
    if (!controls) this.#stopInput();
  }

  /** The agent lets go of every key by itself. */
  #stopInput() {
    this.#devices.release();
    this.#typeText.interrupt();
  }

  /** @param {View} view */
  #ended(view) {
    if (this.#summary) {
      this.#summary.paint(view);
      return;
    }
    clearInterval(this.#tick);
    if (!this.proved) {
      this.close();
      this.#parts.refused(view);
      return;
    }
    this.#devices.close();
    this.#typeText.close();
    if (this.#isFull()) void document.exitFullscreen();
    this.#paint();
    this.#summary = new Summary(this.#app, {
      view,
      customers: this.#parts.customers,
      customer: this.#customer,
      vouched: this.#vouching.done,
      chosen: (customer) => this.#chosen(customer),
      heard: (message) => void this.#client.bill.hear(message, performance.now()),
    });
    this.#stage.end(this.#summary.element);
  }

  async #full() {
    if (this.#isFull()) return document.exitFullscreen();
    await this.element.requestFullscreen();
    this.#stage.keyboard.focus();
    const { keyboard } = /** @type {{keyboard?: {lock?: () => Promise<void>}}} */ (navigator);
    await keyboard?.lock?.();
  }

  #isFull() {
    return document.fullscreenElement === this.element;
  }
}

/**
 * @param {App} app
 * @param {Haste} haste
 * @returns {import("../../session.js").Tools}
 */
function tools(app, haste) {
  /** @type {import("../../session.js").Tools["after"]} */
  const after = (milliseconds, call) => {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  };
  const address = new URL("ws/console", location.href.replace(/^http/, "ws")).href;
  const near = (/** @type {string} */ url) => new WebSocket(url);
  const soon = () => haste.left();
  return {
    socket: () => new FarSocket({ address, helper: app.starter.start("carry"), near, soon, after }),
    ticket: () => app.api.ticket(),
    handshake: (names) => new Handshake(names),
    now: () => performance.now(),
    after,
  };
}
