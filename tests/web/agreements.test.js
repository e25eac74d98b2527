import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { Api, ApiError } from "../../web/api.js";
import { AgreementsApi } from "../../web/billing/api.js";
import { bars, FOOT, HEIGHT, WIDTH } from "../../web/billing/bars.js";
import { hoursLines } from "../../web/billing/hours.js";
import { euro } from "../../web/billing/money.js";
import { COUNTRIES, PATRONS, PROVINCES, regions } from "../../web/billing/places.js";
import { ruleLines, tariffParts } from "../../web/billing/readable.js";
import { localMinute, newWork } from "../../web/billing/work.js";
import { found } from "../../web/pages/billing/customers.js";
import { inUseFirst } from "../../web/pages/billing/packs.js";
import { Texts } from "../../web/texts.js";

const TEXTS = JSON.parse(readFileSync(new URL("../../web/texts/en.json", import.meta.url), "utf8"));
const ENGLISH = new Texts("en", TEXTS);
const say = (/** @type {string} */ key, values = {}) => ENGLISH.say(key, values);
const plain = (/** @type {string[]} */ lines) => lines.map((line) => line.replaceAll("\u2060", ""));
const NO_DAYS = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] };

test("days with the same hours stand together", () => {
  const hours = ["09:00-13:00", "14:30-19:00"];
  const week = { ...NO_DAYS, mon: hours, tue: hours, wed: hours, fri: ["09:00-12:00"], sat: ["09:00-12:00"] };
  assert.deepEqual(plain(hoursLines(week, say, "en")), [
    "Monday to Wednesday: 09:00–13:00, 14:30–19:00",
    "Friday and Saturday: 09:00–12:00",
  ]);
  assert.deepEqual(plain(hoursLines({ ...NO_DAYS, sun: ["08:00-24:00"] }, say, "en")), ["Sunday: 08:00–24:00"]);
  assert.deepEqual(hoursLines(NO_DAYS, say, "en"), ["always closed"]);
  const all = Object.fromEntries(Object.keys(NO_DAYS).map((day) => [day, ["00:00-24:00"]]));
  assert.deepEqual(hoursLines(all, say, "en"), ["always open"]);
});

/** @type {import("../../web/billing/answers.js").TariffDocument} */
const TARIFF = {
  ...{ name: "Steps", version: 1, valid_from: "2026-01-01", zone: "Europe/Rome", vat_percent: 22 },
  ...{ hourly_cents: 5001, urgent_percent: 30, wrong_channel_cents: 2500 },
  hours: { ...NO_DAYS, mon: ["09:00-13:00"] },
  season: [{ ...NO_DAYS, from: "08-01", to: "08-31" }],
  closed: [{ from: "2026-12-24", to: "2026-12-31" }],
  holidays: { country: "IT", patron: true, closed: true, rest_days: ["sun"] },
  outside: { percent: 50, applies: "part" },
  days: { weekday: 100, eve: 100, holiday: 150 },
  session: {
    steps: [{ up_to: 15, percent: 50 }, { up_to: 60, percent: 100 }],
    ...{ round_minutes: 5, round_mode: "up", base_cents: 100, minimum_minutes: 10 },
    ...{ free_minutes: 2, ignore_seconds: 30, merge_minutes: 20 },
  },
  phone: { steps: [{ up_to: 5, percent: 25 }, { percent: 50 }] },
  email: { steps: [{ percent: 10 }] },
};

test("a tariff is told in words, part by part", () => {
  const parts = tariffParts(TARIFF, say, "en");
  const lines = Object.fromEntries(parts.map(({ title, lines: all }) => [title, plain(all)]));
  assert.deepEqual(lines, {
    Price: ["€50.01 an hour", "VAT 22%, to be added", "€25.00 for each request through the wrong channel"],
    Sessions: [
      "up to 15 minutes: 50% of the hourly price, €25.01",
      "up to 60 minutes: 100% of the hourly price, €50.01",
      "past 60 minutes the table starts again for the rest",
      "rounded up to 5 minutes",
      "€1.00 for each session, fixed",
      "10 minutes at least",
      "the first 2 minutes are free",
      "below 30 seconds they cost nothing",
      "two sessions with a break of less than 20 minutes count as one",
    ],
    "Phone calls": [
      "up to 5 minutes: 25% of the hourly price, €12.50",
      "more than that: 50% of the hourly price, €25.01",
    ],
    "E-mails": ["always: 10% of the hourly price, €5.00"],
    "Opening hours": [
      "Monday: 09:00–13:00",
      "August 1 to August 31, every year: always closed",
      "closed from Dec 24, 2026 to Dec 31, 2026",
      "closed on public holidays (Italy)",
      "the customer's patron saint's day counts",
    ],
    Surcharges: [
      "outside hours +50%, on the part that lies outside",
      "on holidays 150% of the price",
      "urgent work +30%",
    ],
  });
});

test("a tariff by time says so, and leaves out what it does not say", () => {
  const session = { ...TARIFF.session, steps: [], round_minutes: 0, base_cents: 0, minimum_minutes: 0 };
  const bare = {
    ...TARIFF,
    ...{ urgent_percent: 0, wrong_channel_cents: 0, season: [], closed: [], zone: "Europe/London" },
    holidays: { country: "", patron: false, closed: true, rest_days: ["sat", "sun"] },
    outside: { ...TARIFF.outside, percent: 0 },
    days: { weekday: 100, eve: 100, holiday: 100 },
    session: { ...session, free_minutes: 0, ignore_seconds: 0, merge_minutes: 0 },
    ...{ phone: { steps: [] }, email: { steps: [] } },
  };
  const parts = tariffParts(bare, say, "en");
  assert.deepEqual(parts.map(({ title }) => title), ["Price", "Sessions", "Opening hours"]);
  assert.deepEqual(parts[1]?.lines, ["by time, at the hourly price", "without rounding the time"]);
  assert.deepEqual(parts[2]?.lines.slice(1), [
    "these days count as holidays too: Saturday and Sunday",
    "time of Europe/London",
  ]);
});

test("a contract's rules are told in their order", () => {
  const lines = ruleLines(
    [
      { kind: "annual", works: ["phone", "session"], inside_only: true },
      { kind: "annual", works: ["email"], inside_only: false },
      { kind: "pack", beyond: "flag" },
      { kind: "tariff", tariff: "Steps" },
    ],
    say,
    "en",
  );
  assert.deepEqual(lines, [
    "Covered by the yearly fee, inside opening hours only: sessions and phone calls.",
    "Covered by the yearly fee: e-mails.",
    "From the prepaid packs; what they cannot cover stays without a price and is flagged at month end.",
    "By the tariff “Steps”, in the version of the day.",
  ]);
});

test("the picture of a pack: bars by the highest month, a line to what is left", () => {
  const units = [10, 0, 5, -5, 0];
  const months = units.map((count, at) => ({ month: `2026-0${at + 1}`, units: count, tickets: 1 }));
  const { bars: all, line, most } = bars(months, 50, "units", "2026-04-30");
  const room = HEIGHT - FOOT;
  assert.equal(most, 50);
  assert.deepEqual(all.map(({ height }) => height), [room / 5, 0, room / 10, 0, 0]);
  assert.ok(all.every(({ x, width, y, height }) => x >= 0 && x + width <= WIDTH && y + height === room));
  const heights = [...line.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y));
  assert.deepEqual(heights, [0, 16.4, 16.4, 24.6, 16.4]);
  assert.equal(bars(months, 0, "units", "2026-04-30").line, "");
  assert.equal(bars(months, 50, "units", "2025-12-31").line, "");
  assert.deepEqual(bars([], 50, "units", "2026-01-01"), { bars: [], line: "", most: 50 });
});

test("packs in use come first, and keep their order", () => {
  const packs = ["expired", "valid", "used_up", "future"].map((state, id) => ({ id, state }));
  const order = inUseFirst(/** @type {any} */ (packs)).map(({ id }) => id);
  assert.deepEqual(order, [1, 3, 0, 2]);
});

test("customers are found by every word of their name, without accents", () => {
  const all = [{ name: "Città del Gusto S.r.l." }, { name: "Panificio Rossi" }, { name: "Rossi & figli" }];
  const names = (/** @type {string} */ text) => found(all, text).map(({ name }) => name);
  assert.equal(names("").length, 3);
  assert.deepEqual(names(" ROSSI "), ["Panificio Rossi", "Rossi & figli"]);
  assert.deepEqual(names("citta gusto"), ["Città del Gusto S.r.l."]);
  assert.deepEqual(names("gusto rossi"), []);
});

test("work by hand: only the measure of its kind counts", () => {
  const form = {
    ...{ kind: "email", began: "2026-01-05T09:10", minutes: "7", messages: "3", urgent: true },
    ...{ note: " printer ", session: "12" },
  };
  const email = newWork(form);
  assert.equal(email.began_at, new Date(2026, 0, 5, 9, 10).toISOString());
  assert.deepEqual([email.minutes, email.messages, email.session, email.note], [0, 3, 0, "printer"]);
  const phone = newWork({ ...form, kind: "phone" });
  assert.deepEqual([phone.minutes, phone.messages, phone.session], [7, 0, 12]);
  assert.equal(newWork({ ...form, began: "" }).began_at, "");
  assert.equal(localMinute(new Date(2026, 0, 5, 9, 5)), "2026-01-05T09:05");
});

test("amounts and places", () => {
  assert.equal(euro(123456, "en"), "€1,234.56");
  assert.deepEqual([COUNTRIES.length, PROVINCES.length, PATRONS.length], [249, 111, 114]);
  assert.equal(regions("it")[0]?.name, "Italia");
  assert.equal(new Set(COUNTRIES).size, 249);
});

test("what is asked of the API, and all that a refusal names", async () => {
  /** @type {string[]} */
  const heard = [];
  const why = [{ field: "postcode", reason: "cap_form", values: { value: "1" } }];
  const error = { code: "bad_request", field: "postcode", why };
  const api = new AgreementsApi(
    new Api(async (path, { method, body }) => {
      heard.push(`${method} ${path} ${body ?? ""}`.trim());
      return new Response(JSON.stringify({ error }), { status: 400 });
    }),
  );
  const asks = [
    () => api.customer(7),
    () => api.setDetails(7, 2, { town: "Roma" }),
    () => api.tariffs(),
    () => api.tariff(3),
    () => api.addTariff("x"),
    () => api.contracts(7),
    () => api.addContract(7, "y"),
    () => api.packs(7),
    () => api.takeTickets(4, -1, "z"),
    () => api.work(7, null, 20),
    () => api.work(7, 9, 20),
  ];
  for (const ask of asks) {
    await assert.rejects(ask, (failure) => {
      assert.ok(failure instanceof ApiError);
      assert.deepEqual(failure.why, why);
      return true;
    });
  }
  assert.deepEqual(heard, [
    "GET api/customers/7/details",
    'PUT api/customers/7/details {"version":2,"town":"Roma"}',
    "GET api/tariffs",
    "GET api/tariffs/3",
    'POST api/tariffs {"document":"x"}',
    "GET api/customers/7/contracts",
    'POST api/customers/7/contracts {"document":"y"}',
    "GET api/customers/7/packs",
    'POST api/packs/4/tickets {"tickets":-1,"note":"z"}',
    "GET api/customers/7/work?limit=20",
    "GET api/customers/7/work?before=9&limit=20",
  ]);
});
