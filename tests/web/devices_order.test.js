// Mouse and keyboard as the page sends them: in order, moves one for each animation frame.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Devices } from "../../web/input/devices.js";

/** @typedef {import("../../web/frames/input.js").Event} Event */

/** @param {string} type @param {object} [more] */
function event(type, more = {}) {
  const own = { buttons: 0, isComposing: false, location: 0, getModifierState: () => false };
  return Object.assign(new Event(type, { cancelable: true }), own, more);
}

/** A page with a screen, a keyboard and hands. */
function page() {
  /** @type {Event[][]} */
  const sent = [];
  /** @type {(() => void)[]} */
  const frames = [];
  const globals = /** @type {any} */ (globalThis);
  globals.window = new EventTarget();
  globals.document = Object.assign(new EventTarget(), { hidden: false });
  globals.requestAnimationFrame = (/** @type {() => void} */ call) => frames.push(call);
  globals.cancelAnimationFrame = () => {};
  const may = { control: true };
  const canvas = Object.assign(new EventTarget(), { setPointerCapture() {} });
  const keyboard = Object.assign(new EventTarget(), { focus() {}, value: "" });
  const devices = new Devices(/** @type {any} */ ({
    canvas,
    keyboard,
    controls: () => may.control,
    send: (/** @type {Event[]} */ events) => sent.push(events),
    place: (/** @type {any} */ place) => place,
    moved: () => {},
    leave: () => {},
  }));
  const point = (/** @type {string} */ type, /** @type {number} */ x, buttons = 0) =>
    canvas.dispatchEvent(event(`pointer${type}`, { clientX: x, clientY: 0, buttons, pointerId: 1 }));
  const key = (/** @type {string} */ type, /** @type {string} */ name, more = {}) =>
    keyboard.dispatchEvent(event(`key${type}`, { key: name, code: `Key${name.toUpperCase()}`, ...more }));
  const paint = () => frames.splice(0).forEach((call) => call());
  return { devices, sent, frames, may, point, key, paint, keyboard, globals };
}

/** @param {Event[][]} sent */
function brief(sent) {
  return sent.flat().map((one) => {
    if (one.kind === "move") return `move ${one.x}`;
    if (one.kind === "button") return `button${one.down ? "+" : "-"} ${one.x}`;
    return one.kind === "key" ? `${one.key}${one.down ? "+" : "-"}` : one.kind;
  });
}

test("moves are one for each animation frame, the newest", () => {
  const { sent, frames, point, paint } = page();
  for (const x of [1, 2, 3]) point("move", x);
  assert.deepEqual([sent, frames.length], [[], 1]);
  paint();
  point("move", 4);
  paint();
  paint();
  assert.deepEqual(brief(sent), ["move 3", "move 4"]);
});

test("nothing overtakes a move, nor a key a button", () => {
  const { sent, point, key, paint } = page();
  point("move", 1);
  point("down", 2, 1);
  point("move", 3, 1);
  key("down", "a");
  point("move", 4, 1);
  point("up", 5, 0);
  key("up", "a");
  paint();
  const wanted = ["move 1", "button+ 2", "move 3", "a+", "move 4", "button- 5", "a-"];
  assert.deepEqual(brief(sent), wanted);
});

for (const [what, go] of /** @type {[string, (made: ReturnType<typeof page>) => void][]} */ ([
  ["the field loses the focus", ({ keyboard }) => keyboard.dispatchEvent(new Event("blur"))],
  ["the window loses the focus", ({ globals }) => globals.window.dispatchEvent(new Event("blur"))],
  ["the page is left", ({ globals }) => globals.window.dispatchEvent(new Event("pagehide"))],
  [
    "the page is hidden",
    ({ globals }) => {
      globals.document.hidden = true;
      globals.document.dispatchEvent(new Event("visibilitychange"));
    },
  ],
])) {
  test(`keys and buttons are let go when ${what}`, () => {
    const made = page();
    made.key("down", "a");
    made.point("down", 1, 1);
    made.point("move", 2, 1);
    go(made);
    made.paint();
    assert.deepEqual(brief(made.sent), ["a+", "button+ 1", "release"]);
    made.key("up", "a");
    go(made);
    assert.deepEqual(brief(made.sent).slice(3), []);
  });
}

test("after a cut nothing of before is held: neither a key nor a button", () => {
  const { devices, sent, may, point, key, paint } = page();
  key("down", "Control", { code: "ControlRight", location: 2, getModifierState: () => true });
  point("down", 1, 1);
  may.control = false;
  devices.release();
  point("move", 2, 1);
  key("up", "Control", { code: "ControlRight", location: 2 });
  sent.length = 0;
  may.control = true;
  key("down", "с", { code: "KeyC" });
  point("move", 3, 0);
  paint();
  assert.deepEqual(brief(sent), ["с+", "move 3"]);
});
