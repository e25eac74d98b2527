import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Api, ApiError } from "../../web/api.js";
import { ALL, FLAGS, monthBeside, monthOf, numberOf, queryOf, STANDINGS, toClose } from "../../web/billing/filter.js";
import { line, WIDTH as LONG } from "../../web/billing/line.js";
import { euro, monthName, wholeEuro } from "../../web/billing/money.js";
import { MonthApi } from "../../web/billing/monthapi.js";
import { fromPacks, longSpan, sense, span } from "../../web/billing/spans.js";
import { chart, FOOT, HEIGHT } from "../../web/billing/stacks.js";
import { counting, decisions, differing, editable, mergeable, missing, standing } from "../../web/billing/standing.js";
import { Texts } from "../../web/texts.js";

const texts = (/** @type {string} */ language) =>
  new Texts(language, JSON.parse(readFileSync(new URL(`../../web/texts/${language}.json`, import.meta.url), "utf8")));
const ENGLISH = texts("en");
const say = (/** @type {string} */ key, values = {}) => ENGLISH.say(key, values);

/** @type {import("../../web/billing/monthanswers.js").Item} */
const ITEM = {
  ...{ item: 7, version: 3, month: "2026-03", state: "open", kind: "session", entry: 9, technician: "Anna" },
  ...{ pc: "PC", began_at: "2026-03-02T09:00:00Z", ended_at: null, ms: 60_000, count: 0, outcome: null },
  ...{ reason: "", note: "", urgent: false, excluded: "", merged_into: null, receipt: "", flags: [] },
  customer: { id: 1, name: "Rossi" },
  charge: { month: "2026-03", cents: 100, units: 0, vat_percent: 22, tariff: "T", tariff_version: 1, reason: "" },
};

test("lengths are said without what is nought", () => {
  assert.equal(span(4_200_000, say), "1 h 10 min");
  assert.equal(span(3_605_999, say), "1 h 5 s");
  assert.equal(span(40_000, say), "40 s");
  assert.equal(span(0, say), "0 s");
  assert.equal(longSpan(4_259_999, say), "1 h 10 min");
  assert.equal(longSpan(59_999, say), "0 min");
  assert.equal(longSpan(360_000_000, say), "100 h");
});

test("amounts have their thousands apart, in Italian too", () => {
  assert.equal(euro(123456, "it").replace("\u00a0", " "), "1.234,56 €");
  assert.equal(euro(-123456, "en"), "-€1,234.56");
  assert.equal(wholeEuro(123456, "en"), "€1,235");
  assert.equal(monthName("2026-03", "it", "brief"), "mar");
});

test("units are counted in words", () => {
  assert.deepEqual([fromPacks(1, say), fromPacks(2, say)], ["1 unit from packs", "2 units from packs"]);
});

test("what is dearer, cheaper and the same", () => {
  assert.deepEqual([sense(1, 2), sense(2, 1), sense(2, 2)], [1, -1, 0]);
});

test("a filter is a path and a query; flags need a month", () => {
  assert.deepEqual(queryOf(ALL, null, 50), { path: "items", query: "limit=50" });
  const some = { month: "2026-03", customer: "nobody", technician: "4", state: "open", flag: "no_note" };
  const asked = queryOf(some, 12, 50);
  assert.equal(asked.path, "months/2026-03/items");
  assert.equal(asked.query, "limit=50&before=12&nobody=1&technician=4&open=1&no_note=1");
  assert.equal(queryOf({ ...ALL, customer: "3", flag: "flagged" }, null, 5).query, "limit=5&customer=3");
});

test("months go into the address bar and back", () => {
  assert.equal(monthOf(numberOf("2026-03")), "2026-03");
  for (const bad of [0, 202600, 202613, 190001, 2026, 2026033, NaN]) assert.equal(monthOf(bad), "", String(bad));
  assert.equal(monthBeside("2026-01", -1), "2025-12");
  assert.equal(monthBeside("2026-12", 1), "2027-01");
});

/** @param {string} month @param {Partial<import("../../web/billing/monthanswers.js").MonthSums>} [more] */
const sums = (month, more = {}) => ({ month, closed: false, items: 1, ms: 0, units: 0, cents: 0, customers: [], ...more });

test("the month that waits is the oldest with items that is over and open", () => {
  const months = [sums("2026-01", { closed: true }), sums("2026-02", { items: 0 }), sums("2026-03"), sums("2026-04")];
  assert.equal(toClose({ months, present: "2026-04" }), "2026-03");
  assert.equal(toClose({ months: months.slice(0, 2), present: "2026-04" }), "2026-04");
});

test("what may be decided follows from where an item stands", () => {
  const words = (/** @type {object} */ change) => decisions({ ...ITEM, ...change });
  assert.deepEqual(words({}), ["approve", "exclude", "merge"]);
  assert.deepEqual(words({ charge: null, customer: null }), ["exclude"]);
  assert.deepEqual(words({ entry: null }), ["approve", "exclude"]);
  assert.deepEqual(words({ state: "approved" }), ["reopen", "exclude"]);
  assert.deepEqual(words({ excluded: "Test" }), ["include"]);
  assert.deepEqual(words({ merged_into: 3 }), ["split"]);
  assert.deepEqual(words({ state: "closed" }), ["correct"]);
  assert.deepEqual(words({ state: "closed", excluded: "Test" }), []);
  assert.equal(standing({ ...ITEM, excluded: "x", merged_into: 3 }), "merged");
  assert.ok(STANDINGS.includes(standing(ITEM)));
});

test("the office edits until the month is closed, technicians until it is approved", () => {
  const may = (/** @type {"open" | "approved" | "closed"} */ state) => [true, false].map((office) => editable({ ...ITEM, state }, office));
  assert.deepEqual([may("open"), may("approved"), may("closed")], [[true, true], [true, false], [false, false]]);
});

test("the charge that counts is the last that was not taken back", () => {
  const charge = (/** @type {number} */ id, /** @type {number | null} */ reverses = null) => /** @type {any} */ ({ id, reverses });
  const of = (/** @type {any[]} */ charges) => counting(/** @type {any} */ ({ charges }))?.id;
  assert.equal(of([charge(1)]), 1);
  assert.equal(of([charge(1), charge(2, 1)]), undefined);
  assert.equal(of([charge(1), charge(2, 1), charge(3)]), 3);
  assert.equal(of([]), undefined);
});

test("edits differ field by field", () => {
  const one = { customer: 1, note: "a", urgent: false };
  assert.deepEqual(differing(one, { ...one }), []);
  assert.deepEqual(differing(one, { customer: 2, note: "a", urgent: true }), ["customer", "urgent"]);
});

test("sessions of the month are offered for merging, the nearest first", () => {
  const at = (/** @type {number} */ item, /** @type {string} */ hour, more = {}) => ({ ...ITEM, item, began_at: `2026-03-02T${hour}:00:00Z`, ...more });
  const others = [
    ...[at(1, "15"), at(2, "10"), at(7, "09"), at(3, "08", { merged_into: 1 }), at(4, "09", { entry: null })],
    ...[at(5, "09", { month: "2026-02" }), at(6, "09", { excluded: "x" })],
  ];
  assert.deepEqual(mergeable(ITEM, others).map(({ item }) => item), [2, 1]);
});

test("what is missing before a month is closed", () => {
  const summary = /** @type {any} */ ({ month: "2026-03", present: "2026-04", counts: { open: 2 } });
  const months = { months: [sums("2026-02"), sums("2026-03")], present: "2026-04" };
  assert.deepEqual(missing(summary, months).map(({ why, month, count }) => [why, month, count]), [
    ["older_open", "2026-02", 0],
    ["undecided", "2026-03", 2],
  ]);
  const now = { ...summary, month: "2026-04", counts: { open: 0 } };
  assert.deepEqual(missing(now, { ...months, months: [] }).map(({ why }) => why), ["not_over"]);
});

test("a session on a line: waiting, work, pauses", () => {
  const shape = line(0, 1000, [{ at: 200, ms: 300 }, { at: 600, ms: 200 }]);
  assert.deepEqual([shape.joined, shape.began, shape.ended], [0, LONG * 0.2, LONG]);
  assert.deepEqual(shape.work.map(({ x, width }) => [x, width]), [[LONG * 0.2, LONG * 0.3], [LONG * 0.6, LONG * 0.2]]);
  assert.deepEqual(shape.pauses.map(({ x, width, ms }) => [x, width, ms]), [[LONG * 0.5, LONG * 0.1, 100]]);
  const thin = line(0, 86_400_000, [{ at: 0, ms: 1 }]);
  assert.ok((thin.work[0]?.width ?? 0) >= 1);
  assert.deepEqual(line(5, 5, []).work, []);
});

test("months as stacks: the largest customers have layers of their own", () => {
  const customer = (/** @type {number} */ id, /** @type {number} */ cents) => ({ customer: { id, name: `C${id}` }, items: 1, ms: 1, units: 0, cents });
  const many = [1, 2, 3, 4, 5, 6, 7].map((id) => customer(id, id * 100));
  const months = [sums("2026-02"), sums("2026-03", { cents: 2800, customers: [...many, { ...customer(0, -50), customer: null }] })];
  const { series, stacks, most } = chart(months, "cents");
  assert.deepEqual(series.map(({ key }) => key), [7, 6, 5, 4, 3, -1]);
  assert.deepEqual(stacks[1]?.values, [700, 600, 500, 400, 300, 250]);
  assert.equal(most, 2750);
  assert.deepEqual(stacks[0]?.layers, []);
  const layers = stacks[1]?.layers ?? [];
  const bottom = (layers[0]?.y ?? 0) + (layers[0]?.height ?? 0);
  assert.ok(Math.abs(bottom - (HEIGHT - FOOT)) < 0.2);
  assert.ok((stacks[1]?.top ?? 0) >= 12);
  assert.deepEqual(chart([sums("2026-03", { customers: [{ ...customer(0, -50), customer: null }] })], "cents").stacks[0]?.layers, []);
});

test("every flag has a name and what to do about it, in both languages", () => {
  for (const language of ["it", "en"]) {
    const known = texts(language);
    for (const flag of FLAGS) assert.ok(known.has(`flag.${flag}`) && known.has(`flag.${flag}_do`), `${language} ${flag}`);
  }
});

test("a file comes as it is, and a refusal says why", async () => {
  /** @type {string[]} */
  const asked = [];
  const api = (/** @type {() => Response} */ answer) =>
    new MonthApi(new Api(async (path) => (asked.push(path), answer())));
  const blob = await api(() => new Response("a;b")).file("2026-03", "export.csv", { language: "it", customer: 2 });
  assert.equal(await blob.text(), "a;b");
  assert.deepEqual(asked, ["api/billing/months/2026-03/export.csv?language=it&customer=2"]);
  const error = { code: "conflict", field: "issuer", why: [{ field: "issuer", reason: "issuer_none", values: {} }] };
  const refused = api(() => Response.json({ error }, { status: 409 })).file("2026-03", "fatturapa.zip", {});
  await assert.rejects(refused, (/** @type {ApiError} */ failure) => failure.code === "conflict" && failure.why[0]?.reason === "issuer_none");
  const cut = new ReadableStream({ pull: (/** @type {any} */ it) => it.error(new Error("cut")) });
  await assert.rejects(api(() => new Response(cut)).file("2026-03", "export.csv", {}), { code: "unreachable" });
});
