import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { length, moment, secondsLeft } from "../../web/clock.js";
import { asked } from "../../web/consent.js";
import { both, grouped, password, sessionId } from "../../web/credentials.js";
import { fresh, lengthSoFar, move, outcomeOfClose } from "../../web/session.js";
import { Tries } from "../../web/tries.js";
import { CLOSE } from "../../web/wire.js";

test("an ID is nine digits however they are spaced", () => {
  for (const written of ["123456789", "123 456 789", " 123-456-789\n", "123.456.789", "123\u00a0456 789"]) {
    assert.equal(sessionId(written), "123456789", written);
  }
  for (const written of ["", "12345678", "1234567890", "12345678a", "１２３４５６７８９"]) {
    assert.equal(sessionId(written), null, written);
  }
});

test("an ID is shown in threes while it is typed", () => {
  assert.deepEqual(["1", "123", "1234", "123456789"].map(grouped), ["1", "123", "123 4", "123 456 789"]);
});

test("a password is eight symbols of the alphabet however they are written", () => {
  for (const written of ["ABCD2345", "abcd 2345", "abcd-2345", "ab cd 23 45", "ABCD–2345"]) {
    assert.equal(password(written), "ABCD2345", written);
  }
  for (const written of ["", "ABCD234", "ABCD23456", "ABCD0345", "ABCDI345", "ABCDé345"]) {
    assert.equal(password(written), null, written);
  }
});

const PASTED = [
  "123 456 789\nABCD 2345",
  "123456789 ABCD2345",
  "ID: 123 456 789\nPassword: ABCD-2345",
  "Codice 123 456 789 – password abcd 2345",
  "Password ABCD2345, ID 123-456-789.",
  "ID\t123 456 789\r\nPassword\tABCD 2345\r\n",
];
test("ID and password are found in what was pasted", () => {
  for (const text of PASTED) {
    assert.deepEqual(both(text), { session: "123456789", password: "ABCD2345" }, text);
  }
  for (const text of ["", "123 456 789", "ABCD 2345", "1234567890 ABCD2345", "123 456 789 password"]) {
    assert.equal(both(text), null, text);
  }
});

test("what the agent copies is understood", () => {
  for (const language of ["it", "en"]) {
    const url = new URL(`../../agent/texts/${language}.json`, import.meta.url);
    const copied = Object.entries(JSON.parse(readFileSync(url, "utf8"))).filter(([key, sentence]) =>
      /copy|clip/.test(key) && /\{(session|id)\}/.test(String(sentence)) && /\{password\}/.test(String(sentence)),
    );
    for (const [key, sentence] of copied) {
      const text = String(sentence)
        .replace(/\{(session|id)\}/, "123 456 789")
        .replace("{password}", "ABCD 2345");
      assert.deepEqual(both(text), { session: "123456789", password: "ABCD2345" }, key);
    }
  }
});

test("after three wrong passwords for an ID the console waits for word of a new one", () => {
  const tries = new Tries();
  for (let n = 0; n < 3; n += 1) {
    assert.equal(tries.allowed("1"), true);
    tries.missed("1");
  }
  assert.equal(tries.allowed("1"), false);
  assert.equal(tries.allowed("2"), true);
  tries.renew("1");
  assert.equal(tries.allowed("1"), true);
});

test("lengths are cut to whole seconds", () => {
  assert.deepEqual([0, 999, 1000, 61_000, 3_599_999, 36_000_000, -5].map(length), [
    ...["0:00:00", "0:00:00", "0:00:01", "0:01:01", "0:59:59", "10:00:00", "0:00:00"],
  ]);
  assert.equal(secondsLeft(1001, 0), 2);
  assert.equal(secondsLeft(0, 5), 0);
  assert.match(moment("2026-01-05T09:00:03Z", "it", "Europe/Rome"), /5 gen 2026.*10:00/);
  assert.match(moment("2026-01-05T23:30:03Z", "en", "Europe/Rome"), /Jan 6, 2026.*12:30/);
});

test("only active time counts on", () => {
  /** @type {import("../../web/wire.js").State[]} */
  const states = ["joined", "asking", "paused", "reconnecting", "ended"];
  for (const state of states) assert.equal(lengthSoFar({ state, billable_ms: 7, at: 100 }, 900), 7);
  assert.equal(lengthSoFar({ state: "active", billable_ms: 7, at: 100 }, 900), 807);
  assert.equal(lengthSoFar({ state: "active", billable_ms: 7, at: 100 }, 50), 7);
});

test("a state that does not follow is an error, the same word again is not", () => {
  assert.equal(move("joined", "asking"), "asking");
  assert.equal(move("active", "active"), "active");
  assert.throws(() => move("joined", "active"));
  assert.throws(() => move("ended", "active"));
  assert.equal(fresh(asked("see"), false).state, "waiting");
});

test("every close code is either final or worth coming back after", () => {
  const back = Object.values(CLOSE).filter((reason) => outcomeOfClose(reason) === undefined);
  assert.deepEqual(back, ["too_many_tries", "stalled", "shutting_down", "full", "broker_fault"]);
  assert.equal(outcomeOfClose(null), undefined);
});
