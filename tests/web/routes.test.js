import assert from "node:assert/strict";
import { test } from "node:test";

import { hashOf, pageAt, pagesOf, placeAt } from "../../web/routes.js";

test("each role has its pages, and everybody theirs", () => {
  assert.deepEqual(pagesOf(["technician"]), ["sessions", "browser", "work", "items", "security"]);
  const office = ["sessions", "month", "items", "simulation", "customers", "tariffs", "quick"];
  assert.deepEqual(pagesOf(["billing"]), [...office, "security"]);
  assert.deepEqual(pagesOf(["admin"]), [...office, "accounts", "audit", "security"]);
  assert.deepEqual(pagesOf([]), ["security"]);
});

test("the address bar names a page, or the first is shown", () => {
  assert.equal(pageAt("#audit", ["admin"]), "audit");
  for (const hash of ["", "#", "#audit", "#constructor", "#__proto__", "#<img>", "audit"]) {
    assert.equal(pageAt(hash, ["technician"]), "sessions", hash);
  }
  assert.equal(pageAt("#sessions", []), "security");
});

test("who bills begins with the month, unless they have sessions of their own", () => {
  assert.equal(pageAt("", ["billing"]), "month");
  assert.equal(pageAt("", ["billing", "admin"]), "month");
  assert.equal(pageAt("", ["technician", "billing"]), "sessions");
  assert.equal(pageAt("", ["admin"]), "sessions");
});

test("a page with records names one by its number", () => {
  const at = (/** @type {string} */ hash) => placeAt(hash, ["billing"]);
  assert.deepEqual(at("#customers/12"), { name: "customers", record: 12 });
  assert.deepEqual(at("#customers"), { name: "customers", record: 0 });
  const none = ["#customers/", "#customers/0", "#customers/-1", "#customers/1/2", "#customers/1e3"];
  for (const hash of [...none, "#security/1", `#customers/${"9".repeat(16)}`]) {
    assert.deepEqual(at(hash), { name: "month", record: 0 }, hash);
  }
  assert.deepEqual(placeAt("#customers/12", ["technician"]), { name: "sessions", record: 0 });
  assert.deepEqual(at("#month/202603"), { name: "month", record: 202603 });
  for (const hash of ["#customers/12", "#items/7", "#tariffs", "#security"]) assert.equal(hashOf(at(hash)), hash);
});
