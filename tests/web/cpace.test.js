// CPace against the draft's vectors, where they are.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

import * as cpace from "../../web/cpace.js";
import { hex, unhex } from "./rab1.js";

const BESIDE = fileURLToPath(new URL("../../../shared/vectors", import.meta.url));
const FOLDER = process.env.AFFIANCO_VECTORS || BESIDE;

/**
 * A test that needs a file of the folder, skipped with a reason where it is not.
 * @param {string} title
 * @param {string} file
 * @param {(vectors: any) => Promise<void>} act
 */
function withVectors(title, file, act) {
  const path = `${FOLDER}/${file}`;
  const skip = existsSync(path) ? false : `${file} is not here: AFFIANCO_VECTORS names its folder`;
  test(title, { skip }, () => act(JSON.parse(readFileSync(path, "utf8"))));
}

withVectors("the run of the draft", "cpace_draft21.json", async ({ G_25519: run }) => {
  /** @param {string} name */
  const bytes = (name) => unhex(run[name]);
  /** @param {Uint8Array} value @param {string} name */
  const equal = (value, name) => assert.equal(hex(value), run[name].toLowerCase());
  const point = await cpace.generator(bytes("PRS"), bytes("CI"), bytes("sid"));
  equal(point, "g");
  const [a, b] = [await cpace.scalar(bytes("ya")), await cpace.scalar(bytes("yb"))];
  equal(await cpace.multiply(a, point), "Ya");
  equal(await cpace.multiply(b, point), "Yb");
  const k = await cpace.multiply(a, bytes("Yb"));
  equal(k, "K");
  const messageA = /** @type {const} */ ([bytes("Ya"), bytes("ADa")]);
  const messageB = /** @type {const} */ ([bytes("Yb"), bytes("ADb")]);
  equal(await cpace.intermediateKey(bytes("sid"), k, messageA, messageB), "ISK_IR");
});

withVectors("the invalid points of the draft", "cpace_draft21.json", async (vectors) => {
  const points = Object.values(vectors.X25519_points);
  assert.equal(points.length, 12);
  const key = await cpace.scalar(new Uint8Array(32).fill(3));
  for (const point of points) {
    if (cpace.isCanonical(unhex(point))) {
      await assert.rejects(cpace.multiply(key, unhex(point)), RangeError);
    }
  }
});

withVectors("points of low order", "cpace_x25519_loworder.json", async ({ s, u, q }) => {
  const key = await cpace.scalar(unhex(s));
  for (const name of Object.keys(u)) {
    if (/^0+$/u.test(q[name])) {
      await assert.rejects(cpace.multiply(key, unhex(u[name])), RangeError, name);
    } else {
      assert.equal(hex(await cpace.multiply(key, unhex(u[name]))), q[name]);
    }
  }
});
