import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, load, Texts } from "../../web/texts.js";

test("a sentence takes its values, and misses none", () => {
  const texts = new Texts("en", { a: "{x} of {y}", "b.c": "plain" });
  assert.equal(texts.say("a", { x: 1, y: "two" }), "1 of two");
  assert.equal(texts.say("b.c"), "plain");
  assert.throws(() => texts.say("a", { x: 1 }), RangeError);
  assert.throws(() => texts.say("toString"), RangeError);
  assert.equal(texts.has("toString"), false);
});

test("the language is the reader's first that there is", () => {
  assert.equal(choose(["de-CH", "it-CH", "en"]), "it");
  assert.equal(choose(["EN-gb", "it"]), "en");
  assert.equal(choose(["fr"]), "en");
  assert.equal(choose([]), "en");
});

test("a language is read from its file", async () => {
  /** @type {string[]} */
  const asked = [];
  const get = async (/** @type {URL} */ url) => {
    asked.push(url.pathname);
    return { json: async () => ({ hi: "ciao" }) };
  };
  assert.equal((await load("it", get)).say("hi"), "ciao");
  assert.ok(asked[0]?.endsWith("/web/texts/it.json"));
});
