"""Device requests and root codes: one text for one meaning, and every other is refused."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from broker.wire import requests, roots
from broker.wire.documents import BadRoster, Passkey, canonical
from tests.unit.test_roster_form import PASSKEY, names, passkeys


@given(st.text(max_size=300))
def test_no_text_does_anything_but_decode_or_refuse(text: str) -> None:
    with pytest.raises(BadRoster):
        requests.decode(text)


REQUEST = requests.DeviceRequest(b"\3" * 32, "Anna Rossi", "Aiuto SRL", PASSKEY)


@given(st.binary(min_size=32, max_size=32), names, names, st.none() | passkeys)
def test_a_device_request_comes_back_as_it_went(
    key: bytes, technician: str, organisation: str, found: Passkey | None
) -> None:
    request = requests.DeviceRequest(key, technician, organisation, found)
    assert requests.decode(requests.encode(request)) == request


@pytest.mark.parametrize(
    "values",
    [
        {"v": 2},
        {"v": True},
        {"kind": "affianco root"},
        {"key": "03" * 31},
        {"technician": ""},
        {"technician": "a\u200bb"},
        {"organisation": None},
        {"passkey": []},
        {"more": 1},
        {"technician": "x" * 65},
    ],
)
def test_a_device_request_with_a_defect_is_refused(values: dict[str, Any]) -> None:
    good = json.loads(requests.encode(REQUEST))
    with pytest.raises(BadRoster):
        requests.decode(canonical({**good, **values}))


def test_a_device_request_has_one_form_and_a_largest_size() -> None:
    text = requests.encode(REQUEST)
    for wrong in (text + "\n", json.dumps(json.loads(text)), text + " " * 4096, "\ud800"):
        with pytest.raises(BadRoster):
            requests.decode(wrong)
    longest = replace(REQUEST, passkey=Passkey(b"\1" * 1023, b"\1" * 1024, "a"))
    with pytest.raises(BadRoster, match="longer"):
        requests.decode(requests.encode(longest))


@given(st.binary(min_size=32, max_size=32))
def test_a_root_code_names_its_key(key: bytes) -> None:
    code = roots.code_of(key)
    assert roots.key_of(code) == key and code.startswith("ar1") and code == code.lower()
    check = hashlib.sha256(b"affianco root\0" + key).digest()[:4]
    assert code == "ar1" + base64.b32encode(key + check).decode().rstrip("=").lower()


@given(st.binary(min_size=32, max_size=32), st.integers(0, 60), st.sampled_from("abcxyz0189A =é-"))
def test_a_mistyped_root_code_is_none(key: bytes, at: int, letter: str) -> None:
    code = roots.code_of(key)
    assume(code[at] != letter)
    with pytest.raises(roots.BadRoot):
        roots.key_of(code[:at] + letter + code[at + 1 :])


@pytest.mark.parametrize("change", [str.upper, lambda code: code[3:], lambda code: code + "a"])
def test_a_root_code_has_one_form(change: Callable[[str], str]) -> None:
    for wrong in (change(roots.code_of(b"\1" * 32)), "", "ar1"):
        with pytest.raises(roots.BadRoot):
            roots.key_of(wrong)
