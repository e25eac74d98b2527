import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import * as wire from "../../web/wire.js";

const page = readFileSync(new URL("../../docs/protocol.md", import.meta.url), "utf8");

/** @param {string} heading @param {number} [which] a later table of the same section */
function table(heading, which = 0) {
  const section = page.split(new RegExp(`^#+ ${heading}$`, "m"))[1] ?? "";
  const tables = (section.split(/^#+ /m)[0] ?? "").split("\n\n").filter((it) => it.startsWith("|"));
  const rows = (tables[which] ?? "").trim().split("\n").slice(2);
  assert.ok(rows.length > 0, heading);
  return rows.map((row) => row.split("|").slice(1, -1).map((cell) => cell.trim().replaceAll(/[`*]/g, "")));
}

test("limits are those of the page", () => {
  const limits = Object.fromEntries(table("Limits").map(([, value, name]) => [name, value]));
  for (const [name, value] of Object.entries(limits)) {
    const ours = /** @type {Record<string, unknown>} */ (wire)[name];
    if (ours === undefined) continue;
    assert.equal(typeof ours === "number" ? parseInt(value ?? "", 10) : value, ours, name);
  }
  for (const name of ["VERSION", "TEXT_MAX", "RECORD_MAX", "ASK_SECONDS", "RECONNECT_SECONDS", "NAME_MAX"]) {
    assert.ok(limits[name], name);
  }
});

test("states, outcomes, close codes and problems are those of the page", () => {
  assert.deepEqual(table("States").map(([name]) => name), wire.STATES);
  assert.deepEqual(table("Outcomes").map(([name]) => name), wire.OUTCOMES);
  const codes = Object.fromEntries(table("Close codes").map(([code, reason]) => [code, reason]));
  assert.deepEqual(codes, wire.CLOSE);
  assert.deepEqual(table("HTTP API", 1).map(([code]) => code).sort(), [...wire.PROBLEMS].sort());
});

test("messages have the fields of the page", () => {
  const rows = table("Text frames: leg ⇄ broker");
  const toConsole = rows.filter(([, way]) => /broker → (console|both)/.test(way ?? ""));
  const fields = Object.fromEntries(toConsole.map(([type, , names]) => [type, (names ?? "").split(", ")]));
  for (const [type, names] of Object.entries(wire.TO_CONSOLE)) {
    const wanted = fields[type]?.map((/** @type {string} */ name) => name.replace(/ .*/, ""));
    assert.deepEqual([...names].sort(), wanted?.sort(), type);
  }
  const end = rows.find(([type, way]) => type === "end" && way?.startsWith("console"));
  assert.deepEqual(end?.[3]?.split(/, | or /), wire.CONSOLE_OUTCOMES);
  const wish = { ticket: "t", session: "1", customer: 0, resume: "", quick: false, reason: "" };
  const join = JSON.parse(wire.encodeJoin(wish));
  const named = rows.find(([type]) => type === "join")?.[2]?.split(", ");
  assert.deepEqual(Object.keys(join), ["type", ...(named ?? [])]);
});

const GOOD = { type: "state", state: "active", billable_ms: 1 };
const BAD = [
  "", "null", "[]", "{", "{}", JSON.stringify({ ...GOOD, more: 1 }),
  JSON.stringify({ type: "state", state: "active" }),
  JSON.stringify({ ...GOOD, billable_ms: -1 }),
  JSON.stringify({ ...GOOD, billable_ms: 1.5 }),
  JSON.stringify({ ...GOOD, billable_ms: "1" }),
  JSON.stringify({ ...GOOD, state: "gone" }),
  JSON.stringify({ ...GOOD, type: "toString" }),
  JSON.stringify({ type: "ended", outcome: "won", billable_ms: 0, again: false, enrol: "" }),
  `${JSON.stringify(GOOD)}${" ".repeat(4096)}`,
];

test("only what the wire allows is decoded", () => {
  assert.deepEqual(wire.decode(JSON.stringify(GOOD)), GOOD);
  for (const text of BAD) assert.throws(() => wire.decode(text), wire.BadMessage, text);
});

test("a reason is printable and not too long, and may be empty", () => {
  for (const reason of ["", "#4711", "stampante: città", "x".repeat(120), "😀".repeat(120)]) {
    assert.equal(wire.isReason(reason), true, reason);
  }
  for (const reason of ["x".repeat(121), "a\nb", "a\u202eb", "a\u00a0b", 7, null]) {
    assert.equal(wire.isReason(reason), false, String(reason));
  }
});

test("a name is printable, not blank and not too long", () => {
  for (const name of ["Ada", "Città di Mantova", "日本", "x".repeat(64), "😀".repeat(64)]) {
    assert.equal(wire.isName(name), true, name);
  }
  for (const name of ["", " ", "x".repeat(65), "a\nb", "a\u202eb", "a\u00a0b", 7]) {
    assert.equal(wire.isName(name), false, String(name));
  }
});
