import assert from "node:assert/strict";
import { test } from "node:test";

import { filtered } from "../../web/pages/office/audit.js";

test("the audit is filtered by kind and by a part of the name", () => {
  const plain = { at: "", address: "", detail: "" };
  const entries = [
    { id: 3, kind: "sign_in", name: "Ada", ...plain },
    { id: 2, kind: "sign_out", name: "ada", ...plain },
    { id: 1, kind: "sign_in", name: "bruno", ...plain },
  ];
  const ids = (/** @type {{kind: string, name: string}} */ filter) =>
    filtered(entries, filter).map(({ id }) => id);
  assert.deepEqual(ids({ kind: "", name: "" }), [3, 2, 1]);
  assert.deepEqual(ids({ kind: "sign_in", name: "" }), [3, 1]);
  assert.deepEqual(ids({ kind: "", name: " AD " }), [3, 2]);
  assert.deepEqual(ids({ kind: "sign_in", name: "ada" }), [3]);
});
