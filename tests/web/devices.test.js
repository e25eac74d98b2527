import assert from "node:assert/strict";
import { test } from "node:test";

import { combination, Keys } from "../../web/input/keys.js";
import { Pointer } from "../../web/input/pointer.js";
import { parts } from "../../web/input/typing.js";
import { Quality } from "../../web/screen/quality.js";
import { isExact, middle, pictureShare, remotePlace, shownSize } from "../../web/screen/scale.js";

/**
 * @param {string} type
 * @param {string} key
 * @param {{code?: string, location?: number, on?: string[], isComposing?: boolean}} [more]
 */
function event(type, key, { code = `Key${key.toUpperCase()}`, location = 0, on = [], isComposing = false } = {}) {
  const getModifierState = (/** @type {string} */ name) => on.includes(name);
  return { type: `key${type}`, key, code, location, isComposing, getModifierState };
}

/** @param {readonly import("../../web/frames/input.js").Event[]} events */
function brief(events) {
  return events.map((one) => {
    if (one.kind !== "key") return one.kind;
    return `${one.key}${one.down ? "+" : "-"}${one.location || ""}`;
  });
}

const CONTROL = { code: "ControlLeft", location: 1 };
const ALTGR = { code: "AltRight", location: 2 };

test("a key goes up under the name it went down with", () => {
  const keys = new Keys();
  const shift = { code: "ShiftLeft", location: 1 };
  assert.deepEqual(brief(keys.take(event("down", "Shift", { ...shift, on: ["Shift"] })).events), ["Shift+1"]);
  assert.deepEqual(brief(keys.take(event("down", "A", { code: "KeyA", on: ["Shift"] })).events), ["A+"]);
  assert.deepEqual(brief(keys.take(event("down", "A", { code: "KeyA", on: ["Shift"] })).events), ["A+"]);
  assert.deepEqual(brief(keys.take(event("up", "Shift", shift)).events), ["Shift-1"]);
  assert.deepEqual(brief(keys.take(event("up", "a", { code: "KeyA" })).events), ["A-"]);
  assert.deepEqual(keys.take(event("up", "a", { code: "KeyA" })).events, []);
});

test("AltGr on Windows: the false Control never leaves, and nothing sticks", () => {
  const keys = new Keys();
  const on = ["AltGraph"];
  assert.deepEqual(keys.take(event("down", "Control", { ...CONTROL, on: ["Control"] })).events, []);
  assert.deepEqual(keys.take(event("down", "AltGraph", { ...ALTGR, on })).events, []);
  assert.deepEqual(brief(keys.take(event("down", "€", { code: "KeyE", on })).events), ["€+"]);
  assert.deepEqual(brief(keys.take(event("up", "€", { code: "KeyE", on })).events), ["€-"]);
  assert.deepEqual(keys.take(event("up", "Control", CONTROL)).events, []);
  assert.deepEqual(keys.take(event("up", "AltGraph", ALTGR)).events, []);
  assert.deepEqual(brief(keys.take(event("down", "a")).events), ["a+"]);
});

test("a true Control is held back only until the next event", () => {
  const keys = new Keys();
  const on = ["Control"];
  assert.deepEqual(keys.take(event("down", "Control", { ...CONTROL, on })).events, []);
  assert.deepEqual(brief(keys.take(event("down", "c", { on })).events), ["Control+1", "c+"]);
  assert.deepEqual(brief(keys.take(event("up", "c", { on })).events), ["c-"]);
  assert.deepEqual(brief(keys.take(event("up", "Control", CONTROL)).events), ["Control-1"]);
  keys.take(event("down", "Control", { ...CONTROL, on }));
  assert.deepEqual(brief(keys.take(event("up", "Control", CONTROL)).events), ["Control+1", "Control-1"]);
  keys.take(event("down", "Control", { ...CONTROL, on }));
  assert.deepEqual(brief(keys.flush()), ["Control+1"]);
});

test("a modifier that went up unseen is let go before the next key", () => {
  const keys = new Keys();
  keys.take(event("down", "Alt", { code: "AltLeft", location: 1, on: ["Alt"] }));
  assert.deepEqual(brief(keys.take(event("down", "x")).events), ["Alt-1", "x+"]);
});

test("dead keys and compositions are left to the browser", () => {
  const keys = new Keys();
  for (const key of ["Dead", "Process"]) {
    const step = keys.take(event("down", key, { code: "BracketLeft" }));
    assert.deepEqual(step, { events: [], prevent: false, leave: false });
  }
  const composing = keys.take(event("down", "a", { isComposing: true }));
  assert.deepEqual(composing, { events: [], prevent: false, leave: false });
});

test("Caps Lock, Num Lock and AltGr stay here", () => {
  const keys = new Keys();
  for (const key of ["CapsLock", "NumLock", "AltGraph"]) {
    assert.deepEqual(keys.take(event("down", key, { code: key })).events, []);
    assert.deepEqual(keys.take(event("up", key, { code: key })).events, []);
  }
});

test("a shortcut on a layout without Latin letters means the letter of that place", () => {
  const keys = new Keys();
  keys.take(event("down", "Control", { ...CONTROL, on: ["Control"] }));
  const step = keys.take(event("down", "с", { code: "KeyC", on: ["Control"] }));
  assert.deepEqual(brief(step.events), ["Control+1", "c+"]);
  const plain = new Keys().take(event("down", "с", { code: "KeyC" }));
  assert.deepEqual(brief(plain.events), ["с+"]);
});

test("Ctrl, Alt and Shift pressed and let go leave the screen; with another key they do not", () => {
  /** @param {boolean} another */
  const leaves = (another) => {
    const keys = new Keys();
    const on = ["Control", "Alt", "Shift"];
    keys.take(event("down", "Control", { ...CONTROL, on: ["Control"] }));
    keys.take(event("down", "Alt", { code: "AltLeft", location: 1, on: ["Control", "Alt"] }));
    keys.take(event("down", "Shift", { code: "ShiftLeft", location: 1, on }));
    if (another) keys.take(event("down", "x", { on }));
    if (another) keys.take(event("up", "x", { on }));
    return keys.take(event("up", "Shift", { code: "ShiftLeft", location: 1, on: ["Control", "Alt"] })).leave;
  };
  assert.equal(leaves(false), true);
  assert.equal(leaves(true), false);
  const controlLast = new Keys();
  controlLast.take(event("down", "Shift", { code: "ShiftLeft", location: 1, on: ["Shift"] }));
  controlLast.take(event("down", "Alt", { code: "AltLeft", location: 1, on: ["Shift", "Alt"] }));
  controlLast.take(event("down", "Control", { ...CONTROL, on: ["Shift", "Alt", "Control"] }));
  assert.equal(controlLast.take(event("up", "Control", { ...CONTROL, on: ["Shift", "Alt"] })).leave, true);
});

test("on a Mac Option only makes characters, and Command lets go of what it hid", () => {
  const keys = new Keys({ mac: true });
  assert.deepEqual(keys.take(event("down", "Alt", { code: "AltLeft", on: ["Alt"] })).events, []);
  assert.deepEqual(brief(keys.take(event("down", "@", { code: "KeyQ", on: ["Alt"] })).events), ["@+"]);
  keys.take(event("up", "@", { code: "KeyQ" }));
  keys.take(event("down", "Meta", { code: "MetaLeft", location: 1, on: ["Meta"] }));
  keys.take(event("down", "c", { on: ["Meta"] }));
  const step = keys.take(event("up", "Meta", { code: "MetaLeft", location: 1 }));
  assert.deepEqual(brief(step.events), ["Meta-1", "c-"]);
});

test("a combination goes down in order and up in the other", () => {
  const events = combination(["Control", "Alt", "Delete"]);
  assert.deepEqual(brief(events), ["Control+1", "Alt+1", "Delete+", "Delete-", "Alt-1", "Control-1"]);
});

test("moves are one for each flush, and never past a button or the wheel", () => {
  const pointer = new Pointer();
  assert.deepEqual(pointer.flush(), []);
  pointer.moved({ x: 1, y: 1 });
  pointer.moved({ x: 2, y: 2 });
  assert.deepEqual(pointer.pressed(1, { x: 3, y: 3 }), [
    { kind: "move", x: 2, y: 2 },
    { kind: "button", button: 0, down: true, x: 3, y: 3 },
  ]);
  pointer.moved({ x: 4, y: 4 });
  assert.deepEqual(pointer.turned({ deltaX: 0, deltaY: 3, deltaMode: 1 }, { x: 5, y: 5 }), [
    { kind: "move", x: 4, y: 4 },
    { kind: "wheel", x: 5, y: 5, dx: 0, dy: 120 },
  ]);
  assert.deepEqual(pointer.flush(), []);
});

test("every button by its bit, several at once, and all let go", () => {
  const pointer = new Pointer();
  const place = { x: 0, y: 0 };
  const pressed = (/** @type {number} */ bits) =>
    pointer.pressed(bits, place).map((one) => one.kind === "button" && `${one.button}${one.down ? "+" : "-"}`);
  assert.deepEqual(pressed(2), ["2+"]);
  assert.deepEqual(pressed(2 | 4), ["1+"]);
  assert.deepEqual(pressed(4 | 8 | 16), ["2-", "3+", "4+"]);
  assert.equal(pointer.dragging, true);
  assert.deepEqual(pressed(0), ["1-", "3-", "4-"]);
  assert.deepEqual(pressed(0), []);
});

test("the wheel keeps what is less than a 120th, in pixels, lines and pages", () => {
  const pointer = new Pointer();
  const place = { x: 0, y: 0 };
  const turn = (/** @type {number} */ deltaY, deltaMode = 0) => {
    const [one] = pointer.turned({ deltaX: 0, deltaY, deltaMode }, place);
    return one?.kind === "wheel" ? one.dy : 0;
  };
  assert.equal(turn(100), 120);
  assert.deepEqual([turn(0.5), turn(0.5), turn(-1)], [0, 1, -1]);
  pointer.release();
  assert.equal(turn(-3, 1), -120);
  assert.equal(turn(1e9), 0x7fff);
});

test("a notch is a notch, however far the browser would scroll for it", () => {
  const pointer = new Pointer();
  const turn = (/** @type {number} */ wheelDeltaX, /** @type {number} */ wheelDeltaY) => {
    const event = { deltaX: 57, deltaY: 114, deltaMode: 0, wheelDeltaX, wheelDeltaY };
    const [one] = pointer.turned(event, { x: 0, y: 0 });
    return one?.kind === "wheel" ? [one.dx, one.dy] : [];
  };
  assert.deepEqual([turn(0, -120), turn(0, 240), turn(-120, 0)], [[0, 120], [0, -240], [120, 0]]);
  assert.deepEqual([turn(0, -342), turn(0, 0)], [[68, 136], [68, 137]]);
});

test("a text is cut between characters, within its bytes, and whole", () => {
  const text = "Perché no? 日本語 👩‍👩‍👧 e\u0301 ".repeat(200);
  const cut = parts(text, "it", 50);
  assert.equal(cut.join(""), text);
  for (const part of cut) {
    assert.ok(Buffer.byteLength(part) <= 50 && !/\p{Surrogate}/u.test(part), part);
    assert.ok(!/^\u0301|^\u200d/.test(part), part);
  }
  assert.ok(parts(text, "it").every((part) => Buffer.byteLength(part) <= 2000));
  assert.deepEqual(parts("", "it"), []);
  assert.deepEqual(parts("a\r\nb\rc", "it"), ["a\nb\nc"]);
  assert.deepEqual(parts("x\ud800y", "it"), ["x\ufffdy"]);
  assert.equal(parts(`a${"\u0301".repeat(100)}`, "it", 20).join("").length, 101);
});

test("1:1 is one remote pixel for one of the display, and fit shows all", () => {
  const screen = { width: 1920, height: 1080 };
  const room = { width: 960, height: 800 };
  assert.deepEqual(shownSize(screen, room, 2, "whole"), { width: 960, height: 540 });
  assert.deepEqual(shownSize(screen, room, 1, "whole"), screen);
  assert.deepEqual(shownSize(screen, room, 1, "fit"), { width: 960, height: 540 });
  assert.deepEqual(shownSize({ width: 100, height: 50 }, room, 1, "fit"), { width: 100, height: 50 });
  assert.deepEqual(shownSize({ width: 100, height: 50 }, room, 2, "fit"), { width: 100, height: 50 });
});

test("the canvas begins on a whole pixel of the display", () => {
  for (const ratio of [1, 1.25, 1.5, 2]) {
    for (const [room, size] of /** @type {[number, number][]} */ ([[801, 400], [300, 1600]])) {
      const pixel = (52.4 + middle(room, size, 52.4, ratio)) * ratio;
      assert.ok(Math.abs(pixel - Math.round(pixel)) < 1e-6, `${ratio}`);
    }
  }
  assert.equal(middle(100, 50, 0, 1), 25);
  assert.equal(Math.abs(middle(100, 200, 0, 1)), 0);
});

test("a place on the canvas is a remote pixel, the nearest one where it is outside", () => {
  const canvas = { left: 10, top: 20, width: 960, height: 540 };
  const screen = { width: 1920, height: 1080 };
  const at = (/** @type {number} */ x, /** @type {number} */ y) => remotePlace({ x, y }, canvas, screen);
  assert.deepEqual(at(10, 20), { x: 0, y: 0 });
  assert.deepEqual(at(969.6, 559.6), { x: 1919, y: 1079 });
  assert.deepEqual(at(0, 9999), { x: 0, y: 1079 });
});

test("figures of the last two seconds, and the median answer", () => {
  const quality = new Quality();
  const nothing = { framesPerSecond: 0, bytesPerSecond: 0, delay: null, answer: null };
  assert.deepEqual(quality.figures(0), nothing);
  for (const [at, answer] of /** @type {[number, number][]} */ ([[0, 40], [100, 20], [200, 90]])) {
    quality.asked(at);
    quality.received(at, 1000);
    quality.shown(at + answer);
    quality.shown(at + answer + 1);
  }
  const few = { framesPerSecond: 3, bytesPerSecond: 1500, delay: null, answer: 40 };
  assert.deepEqual(quality.figures(500), few);
  assert.deepEqual(quality.figures(5000), { ...nothing, answer: 40 });
});

test("the delay is the median of the last five seconds, else the last one told", () => {
  const quality = new Quality();
  for (const [at, delay] of /** @type {[number, number][]} */ ([[0, 900], [4000, 30], [4100, 0], [4200, 50], [4300, 20]])) {
    quality.shown(at, delay);
  }
  assert.equal(quality.figures(4400).delay, 50);
  assert.equal(quality.figures(6000).delay, 30);
  assert.equal(quality.figures(60_000).delay, 20);
});

test("pictures of half the size: exact where one of their pixels is one of the display", () => {
  assert.equal(isExact(1920, 1920, 1, 1), true);
  assert.equal(isExact(960, 1920, 1, 2), true);
  assert.equal(isExact(1536, 1920, 1, 1.25), true);
  assert.equal(isExact(1920, 1920, 2, 1), false);
  assert.equal(isExact(960, 1920, 2, 1), true);
  assert.equal(isExact(960.6, 1921, 2, 1), true);
  assert.equal(isExact(1200, 1920, 1, 1), false);
  assert.deepEqual(pictureShare({ width: 1920, height: 1080 }, 1), { width: 1, height: 1 });
  assert.deepEqual(pictureShare({ width: 5, height: 1 }, 2), { width: 6 / 5, height: 2 });
});
