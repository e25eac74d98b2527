// How a browser stands, what it keeps, and when it vouches for a customer's PC.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { fresh } from "../../web/session.js";
import { asked } from "../../web/consent.js";
import { STATES, Trust } from "../../web/quick/trust.js";
import { Vouching } from "../../web/quick/vouching.js";
import { entry, handover, keyOf, rosterText, values } from "./office.js";

const NOW = Date.parse("2026-12-01T00:00:00Z");
const ROOT = await keyOf(1);
const NEXT = await keyOf(2);
const ADA = await keyOf(5);

/** @returns {import("../../web/quick/device.js").Device} */
function deviceOf() {
  const { publicKey, privateKey } = ADA;
  const whose = { technician: "Ada", organisation: "Studio" };
  return { ...whose, root: ROOT.publicKey, version: 0, publicKey, privateKey, passkey: null };
}

/**
 * A trust whose browser and broker are the test's; `kept` is what the browser keeps.
 * @param {string | null} text
 * @param {import("../../web/quick/device.js").Device | null} [device]
 */
function trusting(text, device = deviceOf()) {
  /** @type {{device: import("../../web/quick/device.js").Device | null, puts: number}} */
  const kept = { device, puts: 0 };
  const devices = {
    get: async (/** @type {string} */ name) => (kept.device?.technician === name ? kept.device : null),
    put: async (/** @type {import("../../web/quick/device.js").Device} */ one) => {
      kept.device = one;
      kept.puts += 1;
    },
    forget: async () => {},
  };
  const parts = { devices, now: () => NOW, roster: async () => text, technician: "Ada" };
  return { kept, trust: new Trust(parts) };
}

/** @param {unknown[]} technicians @param {Record<string, unknown>} [changed] */
const roster = (technicians, changed) => rosterText(values({ technicians, ...changed }), ROOT);

test("every standing that a browser may have", async () => {
  const enrolled = await roster([entry(ADA)]);
  /** @type {[string, string | null][]} */
  const table = [
    ["no_roster", null],
    ["enrolled", enrolled],
    ["missing", await roster([entry(NEXT)])],
    ["left", await roster([entry(ADA, { state: "left" })])],
    ["other_name", await roster([entry(ADA, { name: "Eve" })])],
    ["other_name", await roster([entry(ADA)], { organisation: "Altri" })],
    ["malformed", "{}"],
    ["wrong_root", await rosterText(values(), NEXT)],
    ["bad_signature", enrolled.replace('"Ada"', '"Eve"')],
    ["expired", await roster([entry(ADA)], { expires: "2026-11-30T00:00:00Z" })],
  ];
  for (const [state, text] of table) {
    const { state: found, roster: holds, offered } = await trusting(text).trust.look();
    assert.equal(found, state);
    assert.equal(holds !== null, ["enrolled", "missing", "left", "other_name"].includes(state), state);
    assert.equal(offered, text !== null);
  }
  const none = await trusting(enrolled, null).trust.look();
  assert.deepEqual(none, { state: "none", device: null, roster: null, offered: true });
});

test("the highest version is kept, and an older roster is then refused", async () => {
  const { kept, trust } = trusting(await roster([entry(ADA)]));
  await trust.look();
  assert.equal(kept.device?.version, 5);
  await trust.look();
  assert.equal(kept.puts, 1);
  const older = trusting(await roster([entry(ADA)], { version: 4 }), kept.device);
  assert.equal((await older.trust.look()).state, "rolled_back");
  assert.equal(older.kept.puts, 0);
});

test("a root handed over is pinned from then on", async () => {
  const said = values({ technicians: [entry(ADA)], version: 6 });
  const { kept, trust } = trusting(await rosterText(said, NEXT, [await handover(ROOT, NEXT)]));
  assert.equal((await trust.look()).state, "enrolled");
  assert.deepEqual(kept.device?.root, NEXT.publicKey);
  const before = trusting(await roster([entry(ADA)], { version: 7 }), kept.device);
  assert.equal((await before.trust.look()).state, "wrong_root");
});

test("a browser that keeps nothing has no key", async () => {
  const { trust, kept } = trusting(null);
  kept.device = null;
  assert.equal(await trust.device(), null);
  const broken = new Trust({
    devices: { get: () => Promise.reject(new DOMException("no")), put: async () => {}, forget: async () => {} },
    now: () => NOW,
    roster: async () => null,
    technician: "Ada",
  });
  assert.equal(await broken.device(), null);
});

test("every standing and every reason to see no PCs is told in both languages", () => {
  for (const language of ["it", "en"]) {
    const url = new URL(`../../web/texts/${language}.json`, import.meta.url);
    const texts = JSON.parse(readFileSync(url, "utf8"));
    for (const state of STATES) {
      if (state !== "none") assert.ok(texts[`standing.${state}`], `${language}: ${state}`);
      const shown = state === "enrolled" || state === "no_roster";
      if (!shown) assert.ok(texts[`pcs.not_${state}`], `${language}: ${state}`);
    }
  }
});

const GRANTED = { granted: true, date: "2026-11-20", terms: "2026-1", entered_by: "Bruno" };
/** @type {import("../../web/api.js").Customer[]} */
const CUSTOMERS = [
  { id: 1, name: "Rossi", quick_access: GRANTED },
  { id: 2, name: "Verdi", quick_access: null },
  { id: 3, name: "Neri", quick_access: { ...GRANTED, granted: false } },
  { id: 4, name: "Bianchi", quick_access: GRANTED },
];

/** @param {Partial<import("../../web/session.js").View>} [changed] */
function viewOf(changed) {
  const view = { ...fresh(asked("control"), false), state: /** @type {const} */ ("active"), entry: 7 };
  return { ...view, broker: "Prova", pc: "CASSA-1", agentKey: new Uint8Array(32).fill(8), ...changed };
}

/** @param {string | null} text */
function vouching(text) {
  /** @type {[number, import("../../web/api.js").PcCard][]} */
  const cards = [];
  const made = { cards, code: "" };
  const vouch = async (/** @type {number} */ number, /** @type {any} */ card) => {
    if (made.code) throw Object.assign(new Error(), { code: made.code });
    cards.push([number, card]);
  };
  const look = () => trusting(text).trust.look();
  return { made, vouching: new Vouching({ look, vouch, customers: CUSTOMERS }) };
}

const ENROLLED = await roster([entry(ADA)]);

test("a PC is vouched for once its customer is known, and once only", async () => {
  const { made, vouching: one } = vouching(ENROLLED);
  await one.consider(viewOf(), 0);
  assert.equal(one.done, false);
  await one.consider(viewOf(), 1);
  await one.consider(viewOf(), 1);
  assert.equal(one.done, true);
  assert.equal(made.cards.length, 1);
  const [number, card] = made.cards[0] ?? [];
  assert.equal(number, 7);
  assert.equal(card?.customer_name, "Rossi");
  assert.equal(card?.name, "CASSA-1");
  assert.equal(card?.key, "08".repeat(32));
  await one.consider(viewOf(), 4);
  assert.equal(made.cards[1]?.[1].customer_name, "Bianchi");
});

test("nothing is vouched for where one of the conditions is missing", async () => {
  /** @type {[string | null, Partial<import("../../web/session.js").View>, number][]} */
  const table = [
    [ENROLLED, {}, 2],
    [ENROLLED, {}, 3],
    [ENROLLED, {}, 9],
    [ENROLLED, { quick: true }, 1],
    [ENROLLED, { state: "asking" }, 1],
    [ENROLLED, { state: "ended" }, 1],
    [ENROLLED, { agentKey: new Uint8Array() }, 1],
    [null, {}, 1],
    [await roster([]), {}, 1],
  ];
  for (const [text, changed, customer] of table) {
    const { made, vouching: one } = vouching(text);
    await one.consider(viewOf(changed), customer);
    assert.equal(made.cards.length, 0);
    assert.equal(one.done, false);
  }
});

test("a broker that is away is asked again, one that says no is not", async () => {
  const { made, vouching: one } = vouching(ENROLLED);
  made.code = "unreachable";
  await one.consider(viewOf(), 1);
  made.code = "";
  await one.consider(viewOf(), 1);
  assert.equal(one.done, true);
  const { made: other, vouching: refused } = vouching(ENROLLED);
  other.code = "not_found";
  await refused.consider(viewOf(), 1);
  other.code = "";
  await refused.consider(viewOf(), 1);
  assert.equal(refused.done, false);
});
