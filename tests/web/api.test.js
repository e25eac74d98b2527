import assert from "node:assert/strict";
import { test } from "node:test";

import { Api, ApiError } from "../../web/api.js";

/** An API whose broker answers `answer`, and what it was asked. @param {any} answer @param {number} [status] */
function asked(answer, status = 200) {
  /** @type {{path: string, request: RequestInit}[]} */
  const heard = [];
  const api = new Api(async (path, request) => {
    heard.push({ path, request });
    return new Response(typeof answer === "string" ? answer : JSON.stringify(answer), { status });
  });
  return { api, heard };
}

test("what is asked, and what comes of it", async () => {
  const { api, heard } = asked({ left: 7, sign_ins: [], entries: [], more: false });
  assert.equal(await api.recoveryLeft(), 7);
  await api.signIns(true);
  await api.audit(9, 50);
  await api.audit(null, 50);
  await api.endSignIn("../accounts/1");
  const paths = heard.map(({ path, request }) => `${request.method} ${path}`);
  assert.deepEqual(paths, [
    "GET api/recovery-codes",
    "GET api/sign-ins?all=1",
    "GET api/audit?before=9&limit=50",
    "GET api/audit?limit=50",
    "DELETE api/sign-ins/..%2Faccounts%2F1",
  ]);
  assert.ok(heard.every(({ request }) => request.credentials === "same-origin"));
});

test("a refusal says its code and field", async () => {
  const { api } = asked({ error: { code: "conflict", field: "roster" } }, 409);
  await assert.rejects(api.putRoster("x"), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.code, error.field], ["conflict", "roster"]);
    return true;
  });
});

test("an answer that is none is told as no answer", async () => {
  const plain = { code: "unreachable", field: "" };
  await assert.rejects(asked("<html>").api.me(), plain);
  await assert.rejects(asked("<html>", 502).api.me(), plain);
  const dead = new Api(async () => Promise.reject(new TypeError("network")));
  await assert.rejects(dead.me(), plain);
});
