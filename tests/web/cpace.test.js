// The console's primitives against published vectors, where they are.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

import { JUDGES, published } from "./published.js";

const BESIDE = fileURLToPath(new URL("../../../shared/vectors", import.meta.url));
const FOLDER = process.env.AFFIANCO_VECTORS || BESIDE;
const FILES = ["cpace_draft21.json", "cpace_x25519_loworder.json", ...Object.keys(JUDGES)];

for (const file of FILES) {
  const path = `${FOLDER}/${file}`;
  const skip = existsSync(path) ? false : `${file} is not here: AFFIANCO_VECTORS names its folder`;
  test(file, { skip }, async (context) => {
    const counts = await published(file, JSON.parse(readFileSync(path, "utf8")));
    context.diagnostic(JSON.stringify(counts));
    assert.ok((counts.agreed ?? 0) > 0);
  });
}
