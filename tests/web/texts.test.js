import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { choose, load, Texts } from "../../web/texts.js";
import { CLOSE, OUTCOMES, PROBLEMS, STATES } from "../../web/wire.js";

const web = new URL("../../web/", import.meta.url);

/** @param {string} language @returns {Record<string, string>} */
function sentences(language) {
  return JSON.parse(readFileSync(new URL(`texts/${language}.json`, web), "utf8"));
}

/** @param {string} sentence */
const places = (sentence) => (sentence.match(/\{\w+\}/g) ?? []).sort();

test("both languages have the same keys and places", () => {
  const [italian, english] = [sentences("it"), sentences("en")];
  assert.deepEqual(Object.keys(italian).sort(), Object.keys(english).sort());
  for (const [key, sentence] of Object.entries(italian)) {
    assert.deepEqual(places(sentence), places(english[key] ?? ""), key);
    assert.ok(sentence.trim() && !/[<>]/.test(sentence), key);
  }
});

test("every word of the protocol has its sentence", () => {
  const english = sentences("en");
  const faults = "malformed unexpected wrong_version wrong_password tampered bad_signature exhausted dropped";
  const keys = [
    ...Object.values(CLOSE).map((reason) => `close.${reason}`),
    ...PROBLEMS.map((code) => `problem.${code}`),
    ...OUTCOMES.flatMap((outcome) => [`outcome.${outcome}`, `ended.${outcome}`]),
    ...STATES.map((state) => `state.${state}`),
    ...[...faults.split(" "), "silent", "broker"].map((fault) => `fault.${fault}`),
    ...["close.cut", "close.unreachable", "problem.unreachable", "ended.unknown", "outcome.open"],
  ];
  for (const key of keys) assert.ok(english[key], key);
});

test("every key that the code names is there, and every key that is there is named", () => {
  const files = readdirSync(web, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".js"));
  const code = files.map((name) => readFileSync(new URL(name, web), "utf8")).join("\n");
  const english = sentences("en");
  const named = [...code.matchAll(/\bt(?:Or)?\(\s*"([\w.]+)"/g)].map(([, key]) => key ?? "");
  assert.ok(named.length > 40);
  for (const key of named) assert.ok(english[key], key);
  const families = [...code.matchAll(/[`]([a-z_]+\.)(?:\$\{|[\w.]*`)/g)].map(([, family]) => family ?? "");
  for (const key of Object.keys(english)) {
    assert.ok(code.includes(`"${key}"`) || families.some((family) => key.startsWith(family)), key);
  }
});

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
