import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";

import { FarSocket } from "../../web/workers/farsocket.js";
import { Haste } from "../../web/workers/haste.js";
import { Helper } from "../../web/workers/helper.js";
import { Speaker } from "../../web/workers/speaker.js";
import { source } from "../../web/workers/text.js";
import { FakeClock, FakeSocket } from "./fake_world.js";

const ADDRESS = "wss://affianco.example/ws/console";

/** A worker that does as the test says. */
class FakeHelper {
  /** @type {any[]} */
  got = [];
  ended = false;
  /** @type {(event: any) => void} */
  onmessage = () => {};
  /** @type {(event: any) => void} */
  onerror = () => {};

  /** @param {any} message */
  postMessage(message) {
    this.got.push(message);
  }

  terminate() {
    this.ended = true;
  }

  /** @param {number} at @param {any} happening */
  say(at, happening) {
    this.onmessage({ data: { at, happening } });
  }
}

/** A socket by a worker, or by none, and what it told. */
function made(helper = /** @type {FakeHelper | null} */ (new FakeHelper())) {
  const clock = new FakeClock();
  /** @type {[string, FakeSocket][]} */
  const near = [];
  const socket = new FarSocket({
    address: ADDRESS,
    helper: /** @type {any} */ (helper),
    near: (address) => {
      const own = new FakeSocket();
      near.push([address, own]);
      return own;
    },
    soon: () => 70,
    after: (milliseconds, call) => clock.after(milliseconds, call),
  });
  /** @type {any[]} */
  const told = [];
  for (const type of ["open", "message", "close", "error"]) {
    socket.addEventListener(type, (/** @type {any} */ { data, code }) => told.push([type, data ?? code]));
  }
  return { socket, told, near, clock };
}

test("frames go to the worker with their haste; what it says comes in its order", () => {
  const helper = new FakeHelper();
  const { socket, told, near } = made(helper);
  helper.say(0, { type: "begun" });
  assert.equal(socket.readyState, 0);
  helper.say(1, { type: "open" });
  assert.equal(socket.readyState, 1);
  socket.send("join");
  helper.say(3, { type: "message", data: "overtook" });
  helper.say(4, { type: "message", data: "too" });
  assert.deepEqual(told, [["open", undefined]]);
  helper.say(2, { type: "message", data: "first" });
  assert.deepEqual(told.slice(1), [["message", "first"], ["message", "overtook"], ["message", "too"]]);
  assert.deepEqual(helper.got, [{ address: ADDRESS }, { frame: "join", soon: 70 }]);
  assert.deepEqual(near, []);
});

test("closed from here: the code goes to the worker, which ends when the socket is closed", () => {
  const helper = new FakeHelper();
  const { socket, told } = made(helper);
  helper.say(0, { type: "begun" });
  helper.say(1, { type: "open" });
  socket.close(4999);
  socket.close();
  assert.equal(socket.readyState, 2);
  assert.deepEqual(helper.got.slice(1), [{ close: 4999 }]);
  assert.equal(helper.ended, false);
  helper.say(2, { type: "close", code: 4999 });
  assert.deepEqual([socket.readyState, helper.ended, told.at(-1)], [3, true, ["close", 4999]]);
});

test("without a worker the page has the socket itself", () => {
  const { socket, told, near } = made(null);
  const [[address, own]] = /** @type {[[string, FakeSocket]]} */ (near);
  assert.deepEqual([address, own.binaryType], [ADDRESS, "arraybuffer"]);
  own.open();
  socket.send("join");
  own.raw("joined");
  socket.close(4999);
  own.end(1000);
  assert.deepEqual([own.sent, own.code, socket.readyState], [["join"], 4999, 3]);
  assert.deepEqual(told, [["open", undefined], ["message", "joined"], ["close", 1000]]);
});

test("a worker that fails, or says nothing for 5 s, before it began: the page has the socket", async () => {
  const failing = new FakeHelper();
  const failed = made(failing);
  let handled = false;
  failing.onerror({ preventDefault: () => (handled = true) });
  const silent = new FakeHelper();
  const late = made(silent);
  await late.clock.pass(4999);
  assert.deepEqual([late.near.length, silent.ended], [0, false]);
  await late.clock.pass(1);
  for (const { near, told, socket } of [failed, late]) {
    assert.deepEqual([near.length, told, socket.readyState], [1, [], 0]);
    near[0]?.[1].open();
    assert.deepEqual([told, socket.readyState], [[["open", undefined]], 1]);
  }
  assert.deepEqual([handled, failing.ended, silent.ended], [true, true, true]);
});

test("a worker that breaks later is a cut, once; one that began may take its time", async () => {
  const helper = new FakeHelper();
  const { socket, told, near, clock } = made(helper);
  helper.say(0, { type: "begun" });
  await clock.pass(60_000);
  assert.deepEqual([near, told, helper.ended], [[], [], false]);
  helper.onerror({ preventDefault: () => {} });
  helper.onerror({ preventDefault: () => {} });
  assert.deepEqual([told, near, socket.readyState, helper.ended], [[["close", 1006]], [], 3, true]);
});

test("a socket closed before its worker began opens no other", async () => {
  const { socket, told, near, clock } = made();
  socket.close();
  await clock.pass(5000);
  assert.deepEqual([near, told], [[], [["close", 1006]]]);
});

test("the worker's text carries: broadcast only for as long as it was told", () => {
  /** @type {any[]} */
  const [posted, broadcast, sockets] = [[], [], /** @type {any[]} */ ([])];
  let now = 1000;
  /** @type {any} */
  const scope = { performance: { now: () => now } };
  scope.self = { postMessage: (/** @type {any} */ message) => posted.push(message) };
  scope.BroadcastChannel = class {
    /** @param {any} message */
    postMessage(message) {
      broadcast.push(message);
    }
  };
  scope.WebSocket = class {
    readyState = 0;
    /** @type {any[]} */
    done = [];

    /** @param {string} address */
    constructor(address) {
      this.done.push(address);
      sockets.push(this);
    }

    /** @param {any} frame */
    send(frame) {
      this.done.push(frame);
    }

    /** @param {number} [code] */
    close(code) {
      this.done.push(["close", code]);
    }
  };
  vm.runInNewContext(source(), scope);
  const ask = (/** @type {any} */ data) => scope.self.onmessage({ data });
  ask({ role: "carry", channel: "c" });
  ask({ address: ADDRESS });
  const [socket] = sockets;
  ask({ frame: "too early", soon: 0 });
  socket.readyState = 1;
  socket.onopen();
  ask({ frame: "shown", soon: 0 });
  socket.onmessage({ data: "a" });
  ask({ frame: "key", soon: 100 });
  ask({ frame: "shown", soon: 30 });
  now = 1099;
  socket.onmessage({ data: "b" });
  now = 1100;
  socket.onmessage({ data: "c" });
  ask({ close: 4999 });
  socket.onclose({ code: 1005 });
  const plain = (/** @type {any[]} */ said) => JSON.parse(JSON.stringify(said));
  const message = (/** @type {number} */ at, /** @type {string} */ data) => ({ at, happening: { type: "message", data } });
  assert.deepEqual(plain(broadcast), [message(3, "b")]);
  assert.deepEqual(plain(posted), [
    { at: 0, happening: { type: "begun" } },
    { at: 1, happening: { type: "open" } },
    message(2, "a"),
    message(4, "c"),
    { at: 5, happening: { type: "close", code: 1005 } },
  ]);
  assert.equal(socket.binaryType, "arraybuffer");
  assert.deepEqual(plain(socket.done), [ADDRESS, "shown", "key", "shown", ["close", 4999]]);
});

test("what a browser cannot copy is posted", () => {
  /** @type {any[]} */
  const posted = [];
  const scope = { postMessage: (/** @type {any} */ message, /** @type {any} */ owned) => posted.push([message, owned]) };
  const refusing = { postMessage: () => { throw new Error("DataCloneError"); } };
  new Speaker(scope, refusing).say("picture", true, []);
  assert.deepEqual(posted, [["picture", []]]);
});

test("a page hears both ways, and nothing more once it ended the worker", () => {
  /** @type {any} */
  const worker = { terminate: () => (worker.ended = true) };
  /** @type {any} */
  const channel = { close: () => (channel.closed = true) };
  const helper = new Helper(worker, channel);
  /** @type {any[]} */
  const heard = [];
  helper.onmessage = ({ data }) => heard.push(data);
  worker.onmessage({ data: 1 });
  channel.onmessage({ data: 2 });
  helper.terminate();
  worker.onmessage({ data: 3 });
  assert.deepEqual([heard, worker.ended, channel.closed], [[1, 2], true, true]);
});

test("haste lasts a tenth of a second from the last key", () => {
  let now = 5000;
  const haste = new Haste(() => now);
  assert.equal(haste.left(), 0);
  haste.begin();
  now += 60;
  assert.equal(haste.left(), 40);
  haste.begin();
  now += 100;
  assert.equal(haste.left(), 0);
});
