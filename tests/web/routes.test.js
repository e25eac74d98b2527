import assert from "node:assert/strict";
import { test } from "node:test";

import { pageAt, pagesOf } from "../../web/routes.js";

test("each role has its pages, and everybody theirs", () => {
  assert.deepEqual(pagesOf(["technician"]), ["sessions", "browser", "security"]);
  assert.deepEqual(pagesOf(["billing"]), ["sessions", "quick", "security"]);
  assert.deepEqual(pagesOf(["admin"]), ["sessions", "quick", "accounts", "audit", "security"]);
  assert.deepEqual(pagesOf([]), ["security"]);
});

test("the address bar names a page, or the first is shown", () => {
  assert.equal(pageAt("#audit", ["admin"]), "audit");
  for (const hash of ["", "#", "#audit", "#constructor", "#__proto__", "#<img>", "audit"]) {
    assert.equal(pageAt(hash, ["technician"]), "sessions", hash);
  }
  assert.equal(pageAt("#sessions", []), "security");
});
