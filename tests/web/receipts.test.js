import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { unhex } from "../../web/bytes.js";
import { canonical } from "../../web/quick/canonical.js";
import { Count } from "../../web/receipt/count.js";
import { receiptFile, receiptName } from "../../web/receipt/file.js";
import { costLines, facts, soFar } from "../../web/receipt/words.js";
import { FIELDS, read, signed } from "../../web/receipts.js";
import { Texts } from "../../web/texts.js";

/** @typedef {{what: string, text: string}} Case */

const FOLDER = new URL("../vectors/receipts/", import.meta.url);
const FINAL = readFileSync(new URL("final.txt", FOLDER), "utf8");
/** @type {{right: Case[], wrong: Case[]}} */
const CASES = JSON.parse(readFileSync(new URL("cases.json", FOLDER), "utf8"));
const AFTER_15 = { kind: /** @type {const} */ ("steps"), tariff: "Scatti", cents: 1500, minutes: 15 };
const NOTHING = {
  ...{ type: /** @type {const} */ ("cost"), tariff: "", cents: 0, minutes: 0, hour_cents: 0 },
  ...{ quarter_cents: 0, half_hour_cents: 0, two_hours_cents: 0, four_hours_cents: 0 },
  ...{ known_minutes: 0 },
  ...{ base_cents: 0, minimum_minutes: 0, free_minutes: 0, units: 0, left: 0 },
  ...{ surcharge_percent: 0, urgent_percent: 0, outside: false, vat_percent: 0 },
};

/** @param {"it" | "en"} language */
function speaker(language) {
  const file = new URL(`../../web/texts/${language}.json`, import.meta.url);
  const texts = new Texts(language, JSON.parse(readFileSync(file, "utf8")));
  const t = (/** @type {string} */ key, /** @type {Record<string, string | number>} */ values = {}) =>
    texts.say(key, values).replaceAll("\u00a0", " ");
  return { t, language };
}

/** @param {Record<string, unknown>} changed */
function receipt(changed = {}) {
  const found = read(canonical({ ...JSON.parse(FINAL), ...changed }));
  assert.ok(found);
  return found;
}

test("the browser takes what Python takes", () => {
  assert.ok(CASES.right.length > 5);
  for (const { what, text } of CASES.right) assert.ok(read(text), what);
});

test("and refuses what Python refuses", () => {
  assert.ok(CASES.wrong.length > 100);
  for (const { what, text } of CASES.wrong) assert.equal(read(text), null, what);
});

test("no byte may be another and mean the same", () => {
  const right = receipt();
  assert.deepEqual([...FIELDS].sort(), Object.keys(right).sort());
  for (let at = 0; at < FINAL.length; at += 1) {
    const code = FINAL.charCodeAt(at);
    const text = FINAL.slice(0, at) + String.fromCharCode(code ^ 1) + FINAL.slice(at + 1);
    const found = read(text);
    if (found) assert.notDeepEqual(found, right, text);
  }
});

test("what is signed begins with what it is", () => {
  const bytes = signed("{è}");
  assert.equal(new TextDecoder().decode(bytes), "affianco receipt\0{è}");
});

test("the own count is what was active, with more for what it cannot see", () => {
  const count = new Count();
  const walk = /** @type {[import("../../web/wire.js").State, number][]} */ ([
    ["joined", 0],
    ["asking", 1000],
    ["active", 10_000],
    ["active", 12_000],
  ]);
  for (const [state, at] of walk) count.enter(state, at);
  assert.equal(count.most(10_000), 2);
  assert.equal(count.most(70_000), 62);
  count.enter("paused", 70_000);
  assert.equal(count.most(500_000), 64);
  count.enter("active", 500_000);
  count.enter("reconnecting", 501_000);
  assert.equal(count.most(900_000), 61 + 3 * 2 + 20);
  count.enter("ended", 900_000);
  assert.equal(count.most(1_000_000), 61 + 3 * 2 + 20);
});

/**
 * @param {"it" | "en"} language
 * @param {Partial<import("../../web/wire.js").Cost>} changed
 */
function said(language, changed) {
  const cost = /** @type {import("../../web/wire.js").Cost} */ ({ ...NOTHING, ...changed });
  return costLines(speaker(language), cost).map((line) => line.replaceAll("\u00a0", " "));
}

test("the cost in the words of each language", () => {
  assert.deepEqual(costLines(speaker("en"), null), said("en", { kind: "unknown" }));
  assert.match(said("it", { kind: "free" })[0] ?? "", /gratuita/);
  assert.match(said("en", { kind: "free", free_minutes: 20 })[0] ?? "", /first 20 minutes from now/);
  const steps = { ...AFTER_15, hour_cents: 3000, surcharge_percent: 50, vat_percent: 22 };
  const outside = said("it", { ...steps, outside: true });
  assert.equal(
    outside[0],
    "Questa sessione costa 15,00 € fino a 15 minuti e 30,00 € per un’ora, IVA esclusa.",
  );
  assert.equal(outside[1], "Adesso siamo fuori orario: +50 %, già compreso.");
  assert.equal(outside.at(-1), "IVA 22 %.");
  assert.match(said("en", steps)[1] ?? "", /within opening hours now/);
  assert.match(said("en", { ...steps, minutes: 60 })[0] ?? "", /costs €15.00 up to 60 minutes, plus/);
  assert.match(said("en", { ...steps, urgent_percent: 30 }).join(), /urgent: \+30 %/);
});

test("hours, packs, and what so much time would cost at most", () => {
  const hourly = { kind: /** @type {const} */ ("hourly"), cents: 3000, minutes: 15 };
  const terms = { base_cents: 500, free_minutes: 5, minimum_minutes: 15 };
  const hour = said("en", { ...hourly, ...terms, hour_cents: 3500 });
  assert.equal(hour[0], "This session costs €30.00 an hour, plus VAT.");
  for (const word of ["blocks of 15", "€5.00 is added", "first 5", "least 15"]) {
    assert.ok(hour.some((line) => line.includes(word)), word);
  }
  const other = said("en", { ...hourly, ...terms, hour_cents: 5000, minutes: 1 });
  assert.equal(other[0], "An hour from now costs €50.00 in all, plus VAT.");
  assert.ok(other.includes("Time counts in whole minutes."));
  assert.ok(other.includes("The call-out fee of €5.00 is included."));
  const units = { kind: /** @type {const} */ ("units"), minutes: 15, units: 1, left: 37 };
  assert.match(said("en", units).join(), /1 unit .* 15 minutes begun; 37 are left.*separately\./);
  assert.match(said("it", { ...units, left: 1 }).join(), /ne resta 1/);
  assert.match(said("en", { ...units, hour_cents: 3000 }).join(), /€30.00 plus VAT/);
  const rungs = { quarter_cents: 1500, half_hour_cents: 1600, two_hours_cents: 6000, four_hours_cents: 12000 };
  const all = said("en", { ...units, hour_cents: 3000, ...rungs, known_minutes: 90 });
  assert.ok(
    all.includes("From now at most: 15 min €15.00, 30 min €16.00, 1 h €30.00, 2 h €60.00, 4 h €120.00."),
  );
  assert.equal(all.at(-1), "After 90 minutes the office decides what it costs.");
});

test("the price so far, where somebody knows it", () => {
  const en = speaker("en");
  assert.equal(soFar(en, null), "");
  assert.equal(soFar(en, receipt({ cents: null })), "");
  assert.equal(soFar(en, receipt({ cents: 0 })), "€0.00 so far");
  assert.equal(soFar(en, receipt({ cents: 0, units: 2 })), "2 units of the pack so far");
  assert.equal(soFar(en, receipt({ cents: 1500, units: 1 })), "1 unit of the pack + €15.00 so far");
});

test("what a receipt says, on the clocks of the house", () => {
  const en = speaker("en");
  const said = Object.fromEntries(facts(en, receipt({ units_left: 37 })));
  assert.equal(said["receipt.when"], "Jan 5, 2026, 10:00–10:01");
  assert.equal(said["receipt.counted"], "0:01:01");
  assert.equal(said["receipt.price"], "€15.00 plus VAT at 22 %");
  assert.equal(said["receipt.left"], "37");
  assert.equal(said["receipt.tariff"], "Standard, version 3");
  const night = { local: "2026-01-06T00:10:00+01:00", utc: "2026-01-05T23:10:00.000Z" };
  const open = Object.fromEntries(
    facts(en, receipt({ until: night, cents: null, tariff: "", tariff_version: 0 })),
  );
  assert.match(open["receipt.when"] ?? "", /10:00 – Jan 6, 2026, 00:10/);
  assert.equal(open["receipt.price"], "follows with the invoice");
  assert.equal(open["receipt.left"], undefined);
  const only = Object.fromEntries(facts(en, receipt({ vat_percent: null })));
  assert.equal(only["receipt.price"], "€15.00 plus VAT");
});

test("the file is one field a line, with keys in their usual form", () => {
  const kept = {
    ...{ text: FINAL, final: true, key: "0a".repeat(32), signature: "0b".repeat(64) },
    ...{ agent_key: "0c".repeat(32), agent_signature: "" },
    ...{ console_key: "0d".repeat(32), console_signature: "0e".repeat(64), verdict: "", note: "è" },
  };
  const lines = receiptFile(kept).split("\n");
  assert.equal(lines.length, 15);
  assert.equal(lines[0], "{");
  const values = JSON.parse(lines.join("\n"));
  assert.equal(values.text, FINAL);
  assert.deepEqual([values.agent_key, values.agent_signature], ["", ""]);
  const spki = Buffer.from(values.console_key, "base64");
  assert.deepEqual(spki.subarray(0, 12), Buffer.from(unhex("302a300506032b6570032100") ?? []));
  assert.equal(spki.length, 44);
  assert.equal(Buffer.from(values.signed, "base64").toString(), `affianco receipt\0${FINAL}`);
  assert.equal(receiptName(receipt()), "2026-01-05 10.00 session 1.json");
});
