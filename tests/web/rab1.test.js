// The project's own vectors, the console's side; tests/unit/test_rab1.py runs the agent's.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";

import { run } from "./rab1.js";

/** @param {string} name */
function load(name) {
  const url = new URL(`../vectors/rab1/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8"));
}

const OFFERED = ["offer", "pake2", "tb", "auth", "records", "quick"].map((step) => `console_${step}`);

for (const name of ["valid", "parts", "directions", ...OFFERED]) {
  describe(name, () => {
    for (const wanted of load(name)) test(wanted.name, () => run(wanted));
  });
}

test("there are many wrong frames, and each is for the console", () => {
  const cases = OFFERED.flatMap(load);
  assert.ok(cases.length >= 150);
  assert.ok(cases.every((wanted) => wanted.role === "console" && wanted.end));
});
