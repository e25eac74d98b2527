import assert from "node:assert/strict";
import { test } from "node:test";

import { hedged } from "../../web/hedged.js";

/** Questions that wait for the test to answer them. */
function questions() {
  /** @type {{resolve: (answer: string) => void, reject: (error: Error) => void}[]} */
  const open = [];
  const ask = () => new Promise((resolve, reject) => open.push({ resolve, reject }));
  /** @type {() => void} */
  let late = () => {};
  const patience = /** @type {Promise<void>} */ (new Promise((done) => (late = done)));
  return { open, answer: hedged(ask, () => patience), late: () => late() };
}

const settled = () => new Promise((done) => setImmediate(done));

test("an answer in time is the only one asked for", async () => {
  const { open, answer, late } = questions();
  open[0]?.resolve("one");
  assert.equal(await answer, "one");
  late();
  await settled();
  assert.equal(open.length, 1);
});

test("a refusal in time is told and not asked again", async () => {
  const { open, answer } = questions();
  open[0]?.reject(new Error("signed_out"));
  await assert.rejects(answer, /signed_out/);
  assert.equal(open.length, 1);
});

test("where the first is late, whichever answers first counts", async () => {
  const { open, answer, late } = questions();
  late();
  await settled();
  assert.equal(open.length, 6);
  open[1]?.reject(new Error("dead"));
  open[4]?.resolve("five");
  assert.equal(await answer, "five");
});

test("a late first answer is as good", async () => {
  const { open, answer, late } = questions();
  late();
  await settled();
  open[0]?.resolve("one");
  assert.equal(await answer, "one");
});

test("where none answers, the first one's refusal is told", async () => {
  const { open, answer, late } = questions();
  late();
  await settled();
  open.toReversed().forEach(({ reject }, at) => reject(new Error(`no ${at}`)));
  await assert.rejects(answer, /no 5/);
});
