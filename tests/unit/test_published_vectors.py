"""Published vectors (Wycheproof) against the agent's own use of `cryptography` and `hmac`."""

import hmac
import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from agent import cpace
from agent.channel import derive
from agent.identity import is_signed
from tests.vectors_folder import shared_vectors

Case = dict[str, Any]
Judge = Callable[[Case, Case], str]


def x25519(_group: Case, case: Case) -> str:
    """Acceptable: a neutral result must be refused; all else must agree with RFC 7748.

    That covers the twist and numbers from p up, which `is_canonical` refuses before.
    """
    public = bytes.fromhex(case["public"])
    shared = bytes.fromhex(case["shared"])
    try:
        made = cpace.multiply(bytes.fromhex(case["private"]), public)
    except ValueError:
        assert not any(shared) and case["result"] == "acceptable"
        return "refused: of low order"
    assert made == shared and any(shared)
    return "agreed" if cpace.is_canonical(public) else "refused before: not canonical"


def ed25519(group: Case, case: Case) -> str:
    key = bytes.fromhex(group["publicKey"]["pk"])
    good = is_signed(key, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
    assert good == (case["result"] == "valid")
    return "agreed" if good else "refused"


def hkdf(_group: Case, case: Case) -> str:
    salt, secret, info = (bytes.fromhex(case[name]) for name in ("salt", "ikm", "info"))
    try:
        made = derive(salt, secret, info, case["size"])
    except ValueError:
        assert case["result"] == "invalid"
        return "refused"
    assert made.hex() == case["okm"] and case["result"] == "valid"
    return "agreed"


def hmac512(group: Case, case: Case) -> str:
    made = hmac.digest(bytes.fromhex(case["key"]), bytes.fromhex(case["msg"]), "sha512")
    tag = bytes.fromhex(case["tag"])
    good = hmac.compare_digest(made[: group["tagSize"] // 8], tag)
    assert good == (case["result"] == "valid")
    return "agreed" if good else "refused"


def aes_gcm(group: Case, case: Case) -> str:
    """The records' own sizes must agree; others may be more than the library has."""
    key, iv, aad, plain, sealed = (
        bytes.fromhex(text)
        for text in (case["key"], case["iv"], case["aad"], case["msg"], case["ct"] + case["tag"])
    )
    ours = (group["keySize"], group["ivSize"]) == (256, 96)
    try:
        assert AESGCM(key).decrypt(iv, sealed, aad) == plain and case["result"] == "valid"
    except InvalidTag:
        assert case["result"] == "invalid"
        return "refused"
    except ValueError:
        assert not ours
        return "refused: a size that no record has"
    assert AESGCM(key).encrypt(iv, plain, aad) == sealed
    return "agreed" if ours else "agreed: a size that no record has"


JUDGES: dict[str, Judge] = {
    "wycheproof_x25519_test.json": x25519,
    "wycheproof_ed25519_test.json": ed25519,
    "wycheproof_hkdf_sha512_test.json": hkdf,
    "wycheproof_hmac_sha512_test.json": hmac512,
    "wycheproof_aes_gcm_test.json": aes_gcm,
}


@pytest.mark.parametrize("name", JUDGES)
def test_every_case_comes_out_as_it_must(name: str) -> None:
    vectors = json.loads(shared_vectors(name).read_text())
    counts: Counter[str] = Counter()
    for group in vectors["testGroups"]:
        for case in group["tests"]:
            try:
                counts[JUDGES[name](group, case)] += 1
            except AssertionError as error:
                raise AssertionError(f"{name}: {case['tcId']} ({case['comment']})") from error
    print(dict(counts))
    assert counts.total() == vectors["numberOfTests"]
    assert counts["agreed"] > 0 and sum(counts[how] for how in counts if "refused" in how) > 0
