/**
 * The console's end of a session: one leg to the broker, what is sealed inside it, and the state
 * in between. What it needs of the world (sockets, timers, tickets) is passed in.
 */

import { Bill } from "./bill.js";
import * as input from "./frames/input.js";
import { Kind } from "./frames/kinds.js";
import { encodeShown } from "./frames/picture.js";
import { Leg } from "./leg.js";
import { Mending, Rejoin } from "./rejoin.js";
import { BadMove, fresh, lasts, lengthSoFar, move } from "./session.js";
import { explained, outcomeOfClose, outcomeOfEnd, RESUMABLE, whyDeclined } from "./session.js";
import { Tunnel } from "./tunnel.js";
import { BadMessage, decode, encodeEnd, encodeJoin, isBill } from "./wire.js";

/** @typedef {import("./session.js").View} View */
/** @typedef {import("./session.js").Watcher} Watcher */
/** @typedef {import("./wire.js").State} State */
/** @typedef {import("./wire.js").Outcome} Outcome */
/** @typedef {import("./bytes.js").Bytes} Bytes */

const LAST_WORD_MS = 4000;

/** One session. */
export class Client {
  #wish;
  #tools;
  #watcher;
  #tunnel;
  #rejoin;
  #mending = new Mending();
  /** @type {Leg | null} */
  #leg = null;
  #token = "";

  /**
   * @param {import("./session.js").Wish} wish the password is wiped as soon as the handshake has it
   * @param {import("./session.js").Tools} tools
   * @param {Watcher} watcher
   */
  constructor({ password, device, quick, ...open }, tools, watcher) {
    const { session, asks, reason } = open;
    this.#wish = { session, customer: open.customer, quick: quick !== null, reason };
    this.#tools = tools;
    this.#watcher = watcher;
    const { after, now, handshake } = tools;
    const rejoins = { lost: () => this.#over("lost", "why.lost"), connect: () => this.#connect() };
    this.#rejoin = new Rejoin({ after, now, ...rejoins });
    this.#tunnel = new Tunnel({
      ...{ session, asks, reason, secret: password, device, quick, handshake, after },
      send: (frame) => this.#leg?.send(frame),
      ear: this.#ear(),
    });
    /** What it costs, and what of that is signed here. */
    this.bill = new Bill({
      ...{ ...this.#wish, device },
      send: (frame) => this.#leg?.send(frame),
      changed: (change) => this.#change(change),
    });
    this.view = fresh(this.#tunnel.consent, quick !== null);
  }

  /** Whether input goes out: allowed, not paused, on a proved line. */
  get controls() {
    const { consent, state } = this.view;
    return consent.allowed === "control" && !consent.held && state === "active";
  }

  /** Joins. What comes of it is told by `changed`. */
  start() {
    void this.#connect();
  }

  /**
   * What the technician does with mouse and keyboard; dropped where it is not allowed.
   * @param {import("./frames/input.js").Event[]} events
   */
  input(events) {
    if (this.controls && events.length > 0) this.#tunnel.seal(Kind.INPUT, input.encode(events));
  }

  /** @param {number} frame this one and all before it are on the canvas */
  shown(frame) {
    this.#tunnel.seal(Kind.SHOWN, encodeShown(frame));
  }

  /** @param {import("./frames/control.js").Look} look */
  look(look) {
    this.#tunnel.look(look);
  }

  /** A picture cannot be shown: the line is dropped, and begins anew with a whole one. */
  broken() {
    this.#mend("malformed");
  }

  /** The technician's End. */
  end() {
    this.#finish(outcomeOfEnd(RESUMABLE.includes(this.view.state)), null);
  }

  /** The page goes away. */
  leave() {
    this.#finish("left_by_technician", null);
    this.#leg?.close();
  }

  /** The computer says that the network is gone. */
  offline() {
    this.#leg?.cut();
  }

  /** @returns {import("./tunnel.js").Ear} */
  #ear() {
    const { anew, screen, picture, cursor } = this.#watcher;
    const heard = () => {
      const { consent, proved, confirming, words, agentKey } = this.#tunnel;
      this.#change({ consent, proved, confirming, words, agentKey });
    };
    const gaveUp = () => this.#finish("left_by_technician", "why.passkey");
    const fault = (/** @type {string} */ word, /** @type {boolean} */ unopened) =>
      unopened ? this.#mend(word) : this.#fault(word);
    return { anew, screen, picture, cursor, consent: heard, fault, gaveUp };
  }

  async #connect() {
    try {
      const ticket = await this.#tools.ticket();
      if (!this.view.ending) this.#open(ticket);
    } catch (error) {
      const code = /** @type {{code?: string}} */ (error).code ?? "unreachable";
      if (this.#rejoin.running && code === "unreachable") this.#rejoin.again();
      else this.#over(this.view.proved ? "lost" : null, `problem.${code}`);
    }
  }

  /** @param {string} ticket */
  #open(ticket) {
    const join = encodeJoin({ ticket, ...this.#wish, resume: this.#token });
    const listener = {
      opened: () => (this.view.ending ? leg.close() : leg.send(join)),
      text: (/** @type {string} */ text) => this.#text(text),
      binary: (/** @type {Bytes} */ frame) => this.#binary(frame),
      closed: (/** @type {string | null} */ reason) => this.#closed(reason),
    };
    const leg = (this.#leg = new Leg(this.#tools.socket(), listener, this.#tools));
  }

  /** @param {string} text */
  #text(text) {
    try {
      this.#message(decode(text));
    } catch (error) {
      if (!(error instanceof BadMessage || error instanceof BadMove)) throw error;
      this.#fault("broker");
    }
  }

  /** @param {Bytes} frame */
  #binary(frame) {
    this.#watcher.received(frame.length);
    this.#tunnel.receive(frame);
  }

  /** @param {import("./wire.js").Message} message */
  #message(message) {
    if (message.type === "ended") this.#ended(message);
    else if (isBill(message)) void this.bill.hear(message, this.#tools.now());
    else if (this.view.ending) return;
    else if (message.type === "state") this.#state(message);
    else this.#join(message);
  }

  /** @param {import("./wire.js").Joined} joined */
  #join(joined) {
    if (joined.resumed !== (this.#token !== "")) throw new BadMessage("resumed: not so");
    this.#token = joined.token;
    this.#rejoin.stop();
    if (!joined.resumed) {
      const state = move(this.view.state, "joined");
      const { pc, entry, broker } = joined;
      this.bill.join(joined);
      this.#change({ state, told: this.#told(state, 0), pc, entry, broker });
    }
    this.#tunnel.join(joined);
  }

  /** @param {import("./wire.js").SessionState} said */
  #state(said) {
    const before = this.view.state;
    const state = move(before, said.state);
    if (state === "reconnecting") this.#tunnel.suspend();
    if (state !== before) this.#until(state);
    this.#change({ state, told: this.#told(state, said.billable_ms) });
  }

  /** @param {import("./wire.js").Ended} ended */
  #ended({ outcome, billable_ms }) {
    const why = this.view.ending?.why ?? whyDeclined(outcome, this.view);
    this.view.told = this.#told("ended", billable_ms);
    this.#tunnel.drop();
    this.#settle(outcome, why);
    const leg = this.#leg;
    this.#tools.after(LAST_WORD_MS, () => leg?.close());
  }

  /** @param {State} state */
  #until(state) {
    this.view.deadline = this.#tools.now() + (lasts(state, this.view.quick) ?? 0) * 1000;
  }

  /**
   * @param {State} state
   * @param {number} [billable_ms]
   */
  #told(state, billable_ms) {
    const at = this.#tools.now();
    return { state, billable_ms: billable_ms ?? lengthSoFar(this.view.told, at), at };
  }

  /** @param {string | null} reason */
  #closed(reason) {
    const { proved, state, ending } = this.view;
    if (ending) {
      const why = explained(ending, reason);
      if (proved && why !== ending.why) this.#change({ ending: { ...ending, why } });
      return;
    }
    const final = outcomeOfClose(reason);
    if (final === undefined && RESUMABLE.includes(state) && this.#tunnel.suspend()) {
      this.#again();
      return;
    }
    const cut = this.#token === "" ? "unreachable" : "cut";
    const gone = proved && reason === "no_answer";
    const why = gone ? "why.meanwhile" : `close.${reason ?? cut}`;
    this.#over(proved && final !== null ? (final ?? "lost") : null, why);
  }

  #again() {
    if (this.view.state !== "reconnecting") this.#until("reconnecting");
    this.#rejoin.again();
    this.#change({ state: "reconnecting", told: this.#told("reconnecting") });
  }

  /** @param {string} word what was wrong, where it may come right on a new line */
  #mend(word) {
    const may = RESUMABLE.includes(this.view.state) && this.#mending.again(this.#tools.now());
    may ? this.#leg?.cut() : this.#fault(word);
  }

  /** @param {string} word what was wrong: a key of the texts under `fault.` */
  #fault(word) {
    const guess = word === "wrong_password" && !this.view.proved;
    this.#finish(guess ? "wrong_password" : "failed", `fault.${word}`);
  }

  /**
   * This end is done: keys first, then the word to the broker, then its answer, if it comes soon.
   * @param {Outcome} outcome
   * @param {string | null} why
   */
  #finish(outcome, why) {
    if (this.view.ending) return;
    this.#tunnel.drop();
    const leg = this.#rejoin.running ? null : this.#leg;
    leg?.send(encodeEnd(outcome));
    this.#settle(leg ? outcome : "lost", why);
    if (leg) this.#tools.after(LAST_WORD_MS, () => leg.close());
  }

  /**
   * It is over, and nothing more is to be heard.
   * @param {Outcome | null} outcome
   * @param {string | null} why
   */
  #over(outcome, why) {
    this.#tunnel.drop();
    this.#leg?.close();
    this.#settle(outcome, why);
  }

  /**
   * @param {Outcome | null} outcome
   * @param {string | null} why
   */
  #settle(outcome, why) {
    this.#rejoin.stop();
    const told = this.#told("ended");
    this.#change({ state: "ended", told, ending: { outcome, why } });
  }

  /** @param {Partial<View>} change */
  #change(change) {
    this.bill.follow(change, this.#tools.now());
    Object.assign(this.view, change);
    this.#watcher.changed(this.view);
  }
}
