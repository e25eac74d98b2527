// A world for the client under test: sockets, clock and handshakes that do as the test says.

import { Client } from "../../web/client.js";

/** A socket whose other end is the test. */
export class FakeSocket {
  binaryType = "";
  readyState = 0;
  /** @type {(string | Uint8Array)[]} */
  sent = [];
  closed = false;
  /** What it was closed with. @type {number | undefined} */
  code;
  /** @type {Map<string, ((event: any) => void)[]>} */
  #listeners = new Map();

  /** @param {string} type @param {(event: any) => void} listener */
  addEventListener(type, listener) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }

  /** @param {string | Uint8Array} data */
  send(data) {
    this.sent.push(data);
  }

  /** @param {number} [code] */
  close(code) {
    this.code = code;
    this.closed = true;
  }

  open() {
    this.readyState = 1;
    this.#tell("open", {});
  }

  /** @param {object} message */
  text(message) {
    this.raw(JSON.stringify(message));
  }

  /** @param {string} text */
  raw(text) {
    this.#tell("message", { data: text });
  }

  /** @param {Uint8Array} frame */
  binary(frame) {
    this.#tell("message", { data: frame.slice().buffer });
  }

  /** @param {number} code */
  end(code) {
    this.readyState = 3;
    this.#tell("close", { code });
  }

  /** The text frames sent, as objects. */
  get said() {
    return this.sent.filter((data) => typeof data === "string").map((data) => JSON.parse(data));
  }

  /** @param {string} type @param {object} event */
  #tell(type, event) {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
}

/** A clock that goes on only when told to. */
export class FakeClock {
  time = 0;
  /** @type {{at: number, call: () => void}[]} */
  #timers = [];

  /** @param {number} milliseconds @param {() => void} call */
  after(milliseconds, call) {
    const timer = { at: this.time + milliseconds, call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** @param {number} milliseconds */
  async pass(milliseconds) {
    const end = this.time + milliseconds;
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.time = Math.max(this.time, next.at);
      this.#timers = this.#timers.filter((one) => one !== next);
      next.call();
      await settle();
    }
    this.time = end;
  }
}

/** Lets every promise that is ready go on. */
export async function settle() {
  for (let turn = 0; turn < 30; turn += 1) await Promise.resolve();
}

/** A channel that seals by leaving everything open. */
class FakeChannel {
  dropped = false;
  #resume = true;

  /** @param {number} kind @param {Uint8Array} plaintext */
  async seal(kind, plaintext) {
    return Uint8Array.of(kind, ...plaintext);
  }

  /** @param {Uint8Array} frame */
  async open(frame) {
    return { kind: frame[0], plaintext: frame.slice(1) };
  }

  takeResume() {
    if (!this.#resume) throw new Error("taken twice");
    this.#resume = false;
    return new Uint8Array(32).fill(9);
  }

  drop() {
    this.dropped = true;
  }
}

/** A handshake that is done after the offer (0x01) and one more frame. */
export class FakeRun {
  /** @type {FakeChannel | null} */
  channel = null;
  dropped = false;
  agentKey = new Uint8Array(32).fill(3);
  words = [1, 2, 3];
  passkeyChallenge = new Uint8Array(32).fill(5);

  /** @param {import("../../web/tunnel.js").Names} names */
  constructor(names) {
    this.names = names;
    this.mode = names.mode;
    this.secret = names.secret.slice();
  }

  /** @param {Uint8Array} frame */
  async receive(frame) {
    if (frame[0] === 0x05) this.channel = new FakeChannel();
    return [Uint8Array.of(frame[0] === 0x01 ? 0x02 : 0x10)];
  }

  drop() {
    this.dropped = true;
  }
}

/** This browser's key, as far as a client looks into it. */
export const DEVICE = Object.freeze({
  publicKey: new Uint8Array(32).fill(4),
  sign: async () => new Uint8Array(64),
});

/**
 * A client, and all that it touched.
 * @param {{asks?: string, reason?: string, quick?: import("../../web/tunnel.js").Quick | null}} [wanted]
 */
export function world({ asks = "control", reason = "", quick = null } = {}) {
  const clock = new FakeClock();
  /** @type {FakeSocket[]} */
  const sockets = [];
  /** @type {FakeRun[]} */
  const runs = [];
  /** @type {any[]} */
  const heard = [];
  const password = new TextEncoder().encode(quick ? "" : "ABCD2345");
  const made = { clock, sockets, runs, heard, password, tickets: 0, problem: "" };
  const session = { session: "123456789", customer: quick ? 0 : 2 };
  const wish = { ...session, asks: /** @type {any} */ (asks), reason, password, device: DEVICE, quick };
  const tools = {
    socket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
    ticket: async () => {
      if (made.problem) throw Object.assign(new Error(), { code: made.problem });
      made.tickets += 1;
      return `t${made.tickets}`;
    },
    handshake: (/** @type {any} */ names) => {
      const run = new FakeRun(names);
      runs.push(run);
      return /** @type {any} */ (run);
    },
    now: () => clock.time,
    after: (/** @type {number} */ ms, /** @type {() => void} */ call) => clock.after(ms, call),
  };
  const watcher = {
    changed: (/** @type {any} */ view) => heard.push(view.state),
    received: () => {},
    anew: () => heard.push("anew"),
    screen: (/** @type {any} */ size) => heard.push(["screen", size.width, size.height]),
    picture: (/** @type {Uint8Array} */ plaintext) => heard.push(["picture", ...plaintext]),
    cursor: (/** @type {Uint8Array} */ plaintext) => heard.push(["cursor", ...plaintext]),
  };
  const client = new Client(wish, tools, watcher);
  return { ...made, made, client };
}

/** The `joined` message. */
export const JOINED = {
  ...{ type: "joined", entry: 7, broker: "Prova", pc: "UFFICIO-2", technician: "Ada" },
  ...{ organisation: "Studio", token: "tok", resumed: false },
};
