import assert from "node:assert/strict";
import { test } from "node:test";

import { BadFrame } from "../../web/frames/kinds.js";
import { fill, move, part, picture, restore, stage, stow, video, webp } from "./fake_screen.js";
import { settle } from "./fake_world.js";

const BOX = { x: 2, y: 3, width: 8, height: 4 };

function begun(size = { width: 64, height: 48, scale: 1 }) {
  const made = stage();
  made.screen.anew();
  made.screen.resize(size);
  return made;
}

test("nothing is drawn nor told before an animation frame, then all that is ready and the newest", async () => {
  const { screen, drawn, heard, paint, canvas } = begun();
  screen.take(part(7, [fill(BOX, [1, 2, 3])], { delay: 30 }));
  screen.take(part(8, [fill(BOX, [4, 5, 6]), move(BOX, 1, 1)], { delay: 40 }));
  await settle();
  assert.deepEqual([drawn, heard, canvas.width], [[], [], 0]);
  paint();
  assert.deepEqual(drawn, [
    ["fill", "rgb(1,2,3)", 2, 3, 8, 4],
    ["fill", "rgb(4,5,6)", 2, 3, 8, 4],
    ["beside 0", 0, 0, 8, 4, 2, 3, 8, 4],
  ]);
  assert.deepEqual(heard, [["size", 64, 48, 1], ["shown", 8, 40]]);
  assert.deepEqual([canvas.width, canvas.height], [64, 48]);
});

test("a frame waits for its images, and those behind it for the frame", async () => {
  const { screen, drawn, heard, asked, paint, frames } = begun();
  screen.take(part(1, [webp(BOX, 1), webp(BOX, 2)]));
  screen.take(part(2, [webp(BOX, 3)]));
  const [first, second, third] = [picture("one"), picture("two"), picture("three")];
  await settle();
  asked[2]?.give(third);
  asked[1]?.give(second);
  await settle();
  assert.equal(frames.size, 0);
  asked[0]?.give(first);
  await settle();
  paint();
  assert.deepEqual(drawn.map(([name]) => name), ["one", "two", "three"]);
  assert.deepEqual(heard.at(-1), ["shown", 2, 0]);
  await settle();
  assert.ok([first, second, third].every(({ closed }) => closed));
});

test("images are decoded as their parts come, and drawn when the last part is there", async () => {
  const { screen, drawn, asked, paint } = begun();
  screen.take(part(1, [webp(BOX, 9)], { last: false }));
  assert.equal(asked.length, 1);
  const coded = asked[0]?.coded;
  assert.deepEqual([coded?.kind, coded?.type, coded?.width, coded?.height], ["image", "image/webp", 8, 4]);
  assert.equal(new TextDecoder().decode(coded?.data.subarray(0, 4)), "RIFF");
  asked[0]?.give(picture("early"));
  await settle();
  paint();
  assert.equal(drawn.length, 0);
  screen.take(part(1, [fill(BOX, [0, 0, 0])]));
  await settle();
  paint();
  assert.deepEqual(drawn.map(([name]) => name), ["early", "fill"]);
});

test("an image that cannot be decoded: nothing of it, nor of what waits, until anew", async () => {
  const { screen, drawn, heard, asked, paint } = begun();
  const good = picture("good");
  screen.take(part(1, [webp(BOX)]));
  screen.take(part(2, [fill(BOX, [1, 1, 1]), webp(BOX)]));
  asked[0]?.give(good);
  await settle();
  asked[1]?.fail(Object.assign(new Error(), { name: "InvalidStateError" }));
  await settle();
  paint();
  screen.take(part(3, [fill(BOX, [2, 2, 2])]));
  await settle();
  paint();
  assert.deepEqual([drawn, heard, good.closed], [[], [["broken", "image"]], true]);
  screen.anew();
  screen.take(part(1, [fill(BOX, [3, 3, 3])]));
  await settle();
  paint();
  assert.deepEqual(drawn, [["fill", "rgb(3,3,3)", 2, 3, 8, 4]]);
  assert.deepEqual(heard.at(-1), ["shown", 1, 0]);
});

test("video that cannot be decoded says so, but not a decoder that was only taken back", async () => {
  for (const [name, what] of [["EncodingError", "video"], ["QuotaExceededError", "image"]]) {
    const { screen, heard, asked } = begun();
    screen.take(part(1, [video(BOX)]));
    await settle();
    assert.deepEqual([asked[0]?.coded.kind, asked[0]?.coded.begins], ["video", true]);
    asked[0]?.fail(Object.assign(new Error(), { name }));
    await settle();
    assert.deepEqual(heard, [["broken", what]]);
  }
});

test("video goes to the decoder in order, with what it began", async () => {
  const { screen, asked, drawn, paint } = begun();
  screen.take(part(1, [video(BOX)]));
  screen.take(part(2, [video(BOX, false)]));
  await settle();
  assert.deepEqual(asked.map(({ coded }) => coded.begins), [true, false]);
  asked.forEach(({ give }, at) => give(picture(`picture ${at}`)));
  await settle();
  paint();
  assert.deepEqual(drawn, [["picture 0", 2, 3, 8, 4], ["picture 1", 2, 3, 8, 4]]);
});

test("a malformed operation throws, and nothing of its frame is drawn", async () => {
  const { screen, drawn, heard, paint } = begun();
  const outside = { x: 60, y: 0, width: 8, height: 1 };
  screen.take(part(1, [fill(BOX, [1, 1, 1])], { last: false }));
  assert.throws(() => screen.take(part(1, [fill(outside, [1, 1, 1])])), BadFrame);
  assert.throws(() => screen.take(part(3, [fill(BOX, [1, 1, 1])])), BadFrame);
  await settle();
  paint();
  assert.deepEqual([drawn, heard], [[], []]);
});

test("more frames than may be unshown are refused", async () => {
  const { screen, heard, paint } = begun();
  for (const number of [1, 2, 3]) screen.take(part(number, [fill(BOX, [1, 1, 1])]));
  assert.throws(() => screen.take(part(4, [fill(BOX, [1, 1, 1])])), BadFrame);
  await settle();
  paint();
  assert.deepEqual(heard.at(-1), ["shown", 3, 0]);
  screen.take(part(4, [fill(BOX, [1, 1, 1])]));
  await settle();
  paint();
  assert.deepEqual(heard.at(-1), ["shown", 4, 0]);
});

test("a page that is not seen shows and tells nothing, and goes on where it was", async () => {
  const { screen, heard, paint, hide } = begun();
  screen.take(part(1, [fill(BOX, [1, 1, 1])]));
  await settle();
  hide(true);
  paint();
  screen.take(part(2, [fill(BOX, [1, 1, 1])]));
  await settle();
  paint();
  assert.deepEqual(heard, []);
  hide(false);
  paint();
  assert.deepEqual(heard, [["size", 64, 48, 1], ["shown", 2, 0]]);
});

test("half size: the canvas has the picture's size, rounded up; the ear hears the screen's", async () => {
  const { screen, heard, paint, canvas } = begun({ width: 65, height: 47, scale: 2 });
  screen.take(part(1, [fill({ x: 32, y: 23, width: 1, height: 1 }, [1, 1, 1])]));
  assert.throws(() => screen.take(part(2, [fill({ x: 33, y: 0, width: 1, height: 1 }, [1, 1, 1])])), BadFrame);
  await settle();
  paint();
  assert.deepEqual([canvas.width, canvas.height], [33, 24]);
  assert.deepEqual(heard[0], ["size", 65, 47, 2]);
});

test("a new size is taken on with its first frame, behind the frames before it", async () => {
  const { screen, heard, paint, canvas } = begun();
  screen.take(part(1, [fill(BOX, [1, 1, 1])]));
  screen.resize({ width: 10, height: 9 });
  await settle();
  paint();
  assert.deepEqual([canvas.width, heard.length], [64, 2]);
  screen.take(part(2, [fill({ x: 0, y: 0, width: 10, height: 9 }, [1, 1, 1])]));
  await settle();
  paint();
  assert.deepEqual([canvas.width, canvas.height], [10, 9]);
  assert.deepEqual(heard.slice(2), [["size", 10, 9, 1], ["shown", 2, 0]]);
  screen.take(part(3, [fill({ x: 0, y: 0, width: 1, height: 1 }, [1, 1, 1])], { last: false }));
  assert.throws(() => screen.resize({ width: 5, height: 5 }), BadFrame);
});

test("the shelf is made with the first stow, and black until then", async () => {
  const { screen, drawn, beside, paint } = begun();
  screen.take(part(1, [restore(BOX)]));
  await settle();
  paint();
  assert.deepEqual(drawn, [["fill", "rgb(0,0,0)", 2, 3, 8, 4]]);
  assert.equal(beside.length, 1);
  screen.take(part(2, [stow(BOX), restore(BOX)]));
  await settle();
  paint();
  const shelf = beside[1];
  assert.deepEqual([shelf.width, shelf.height, beside.length], [64, 48, 2]);
  assert.deepEqual(shelf.drawn, [["canvas", 2, 3, 8, 4, 2, 3, 8, 4]]);
  assert.deepEqual(drawn.at(-1), ["beside 1", 2, 3, 8, 4, 2, 3, 8, 4]);
});

test("the shelf goes with the screen, with the line and with the console", async () => {
  const { screen, drawn, beside, paint } = begun();
  const frame = async (/** @type {number} */ number, /** @type {number[][]} */ ...operations) => {
    screen.take(part(number, operations));
    await settle();
    paint();
  };
  await frame(1, stow(BOX));
  screen.resize({ width: 64, height: 48 });
  await frame(2, restore(BOX));
  assert.deepEqual(drawn.at(-1), ["fill", "rgb(0,0,0)", 2, 3, 8, 4]);
  await frame(3, stow(BOX));
  screen.anew();
  screen.resize({ width: 64, height: 48 });
  await frame(1, restore(BOX));
  assert.deepEqual(drawn.at(-1), ["fill", "rgb(0,0,0)", 2, 3, 8, 4]);
  await frame(2, stow(BOX));
  screen.close();
  const sizes = beside.slice(1).map(({ width, height }) => [width, height]);
  assert.deepEqual(sizes, [[0, 0], [0, 0], [0, 0]]);
});

test("a shelf that lost its pixels is as good as broken, one that is let go is not", async () => {
  const { screen, heard, beside, paint } = begun();
  screen.take(part(1, [stow(BOX)]));
  await settle();
  paint();
  screen.resize({ width: 64, height: 48 });
  screen.take(part(2, [stow(BOX)]));
  await settle();
  paint();
  beside[1].dispatchEvent(new Event("contextrestored"));
  assert.deepEqual(heard.at(-1), ["shown", 2, 0]);
  beside[2].dispatchEvent(new Event("contextrestored"));
  assert.deepEqual(heard.at(-1), ["broken", "image"]);
});

test("a canvas that lost its pixels is as good as broken, and close lets go of all", async () => {
  const { screen, heard, canvas, asked } = begun();
  screen.take(part(1, [webp(BOX)]));
  canvas.dispatchEvent(new Event("contextrestored"));
  assert.deepEqual(heard, [["broken", "image"]]);
  const late = picture("late");
  asked[0]?.give(late);
  await settle();
  assert.equal(late.closed, true);
  screen.close();
  screen.take(part(1, [fill(BOX, [1, 1, 1])]));
  canvas.dispatchEvent(new Event("contextrestored"));
  assert.deepEqual(heard, [["broken", "image"], ["closed"]]);
});
