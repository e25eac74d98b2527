import assert from "node:assert/strict";
import { test } from "node:test";

import { concat, hex, utf8 } from "../../web/bytes.js";
import { readItem } from "../../web/quick/cbor.js";
import { credentialIn } from "../../web/quick/devicepasskey.js";

const bytes = (/** @type {string} */ digits) => new Uint8Array(Buffer.from(digits, "hex"));

// RFC 8949, appendix A: integers, texts, lists, maps, simple values.
const EXAMPLES = /** @type {[string, unknown][]} */ ([
  ["00", 0],
  ["17", 23],
  ["1818", 24],
  ["1903e8", 1000],
  ["1a000f4240", 1000000],
  ["20", -1],
  ["3903e7", -1000],
  ["4401020304", Uint8Array.of(1, 2, 3, 4)],
  ["6449455446", "IETF"],
  ["62c3bc", "ü"],
  ["80", []],
  ["8301820203820405", [1, [2, 3], [4, 5]]],
  ["a201020304", new Map([[1, 2], [3, 4]])],
  ["a26161016162820203", new Map(/** @type {any} */ ([["a", 1], ["b", [2, 3]]]))],
  ["f5", undefined],
  ["f6", undefined],
]);

test("CBOR is read as the RFC's examples say", () => {
  for (const [digits, item] of EXAMPLES) {
    assert.deepEqual(readItem(bytes(`${digits}ff`)), { item, end: digits.length / 2 }, digits);
  }
});

test("CBOR that is cut short, endless, tagged, a float or too deep is refused", () => {
  const wrong = ["", "18", "19ff", "44010203", "8301", "a101", "5f42010243030405ff", "c11a514b67b0"];
  for (const digits of [...wrong, "1b000000e8d4a51000", "9a00ffffff", "fb3ff199999999999a", "81".repeat(10)]) {
    assert.throws(() => readItem(bytes(digits)), RangeError, digits);
  }
});

const KEY = bytes(`a5010203262001215820${"11".repeat(32)}225820${"22".repeat(32)}`);

/** @param {{flags?: number, id?: Uint8Array, key?: Uint8Array, rest?: string}} [parts] */
function attestation({ flags = 0x45, id = new Uint8Array(16).fill(9), key = KEY, rest = "" } = {}) {
  const head = new Uint8Array(32 + 1 + 4 + 16 + 2);
  head[32] = flags;
  head[54] = id.length;
  const data = concat(head, new Uint8Array(id), new Uint8Array(key), bytes(rest));
  const map = bytes("a363666d74646e6f6e656761747453746d74a0");
  const length = Uint8Array.of(0x59, data.length >> 8, data.length & 255);
  return concat(map, Uint8Array.of(0x68), utf8("authData"), length, data);
}

test("the credential of an attestation is found, extensions left out", () => {
  const found = { id: "09".repeat(16), key: hex(KEY) };
  assert.deepEqual(credentialIn(attestation()), found);
  // As an authenticator answers that protects the credential: {"credProtect": 2}.
  const rest = "a16b6372656450726f7465637402";
  assert.deepEqual(credentialIn(attestation({ flags: 0xc5, rest })), found);
});

test("an attestation without a credential is refused", () => {
  for (const wrong of [
    attestation({ flags: 0x05 }),
    attestation({ id: new Uint8Array() }),
    attestation({ key: new Uint8Array() }),
    attestation({ key: KEY.slice(0, 40) }),
    bytes("a0"),
    bytes("00"),
  ]) {
    assert.throws(() => credentialIn(wrong), RangeError, hex(wrong));
  }
});
