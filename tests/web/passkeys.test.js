import assert from "node:assert/strict";
import { test } from "node:test";

import { fromBase64Url, passkeysAt, toBase64Url } from "../../web/passkeys.js";

test("base64url, both ways", () => {
  for (let size = 0; size < 70; size += 1) {
    const data = Uint8Array.from({ length: size }, (_, at) => (at * 37 + size) & 0xff);
    const text = toBase64Url(data);
    assert.equal(text, Buffer.from(data).toString("base64url"));
    assert.deepEqual(fromBase64Url(text), data);
  }
});

test("a passkey belongs to a name on a protected page", () => {
  const here = { host: "aiuto.example.it", secure: true, known: true };
  assert.equal(passkeysAt(here), true);
  assert.equal(passkeysAt({ ...here, host: "localhost" }), true);
  for (const host of ["", "127.0.0.1", "192.0.2.7", "[::1]", "::1"]) {
    assert.equal(passkeysAt({ ...here, host }), false, host);
  }
  assert.equal(passkeysAt({ ...here, secure: false }), false);
  assert.equal(passkeysAt({ ...here, known: false }), false);
});
