"""CPace against the draft's vectors and against PyPI `cpace`, an independent implementation."""

import json
from typing import Any

import pytest
from cpace import CPace, CPaceRole, _calculate_generator
from hypothesis import given
from hypothesis import strategies as st

from agent import cpace as own
from tests.vectors_folder import shared_vectors

some_bytes = st.binary(max_size=300)
scalars = st.binary(min_size=32, max_size=32)
fields = st.lists(some_bytes, max_size=5)


@pytest.fixture(scope="module")
def draft() -> dict[str, Any]:
    return json.loads(shared_vectors("cpace_draft21.json").read_text())


@pytest.fixture(scope="module")
def low_order() -> dict[str, Any]:
    return json.loads(shared_vectors("cpace_x25519_loworder.json").read_text())


def test_the_run_of_the_draft(draft: dict[str, Any]) -> None:
    v = {name: bytes.fromhex(text) for name, text in draft["G_25519"].items()}
    point = own.generator(v["PRS"], v["CI"], v["sid"])
    assert point == v["g"]
    assert own.multiply(v["ya"], point) == v["Ya"]
    assert own.multiply(v["yb"], point) == v["Yb"]
    assert own.multiply(v["ya"], v["Yb"]) == own.multiply(v["yb"], v["Ya"]) == v["K"]
    messages = (v["Ya"], v["ADa"]), (v["Yb"], v["ADb"])
    assert own.isk(v["sid"], v["K"], *messages) == v["ISK_IR"]


def test_the_invalid_points_of_the_draft_are_refused(draft: dict[str, Any]) -> None:
    points = draft["X25519_points"]
    assert len(points) == 12
    refused = [name for name, text in points.items() if not _accepted(bytes.fromhex(text))]
    assert refused == list(points)


def _accepted(share: bytes) -> bool:
    if not own.is_canonical(share):
        return False
    try:
        own.multiply(bytes(range(32)), share)
    except ValueError:
        return False
    return True


def test_low_order_points_give_what_the_draft_says(low_order: dict[str, Any]) -> None:
    scalar = bytes.fromhex(low_order["s"])
    for name, text in low_order["u"].items():
        expected = bytes.fromhex(low_order["q"][name])
        if any(expected):
            assert own.multiply(scalar, bytes.fromhex(text)) == expected
        else:
            with pytest.raises(ValueError):
                own.multiply(scalar, bytes.fromhex(text))


@given(prs=some_bytes, ci=some_bytes, sid=some_bytes)
def test_generators_agree(prs: bytes, ci: bytes, sid: bytes) -> None:
    assert own.generator(prs, ci, sid) == _calculate_generator(prs, ci, sid)


@given(prs=some_bytes, ci=some_bytes, sid=some_bytes, ad=some_bytes, yb=scalars)
def test_the_responder_agrees_with_another_initiator(
    prs: bytes, ci: bytes, sid: bytes, ad: bytes, yb: bytes
) -> None:
    other = CPace.start(role=CPaceRole.INITIATOR, prs=prs, sid=sid, ci=ci, ad=ad)
    share = own.multiply(yb, own.generator(prs, ci, sid))
    other.derive(share, b"agent")
    message_a, message_b = (other.public_share, ad), (share, b"agent")
    key = own.isk(sid, own.multiply(yb, other.public_share), message_a, message_b)
    assert key == other.isk
    assert own.tag(sid, key, message_a) == other.tag()
    assert other.verify(own.tag(sid, key, message_b))
    assert not other.verify(own.tag(sid, key, message_a))


@given(fields)
def test_lv_split_undoes_lv_cat(parts: list[bytes]) -> None:
    assert own.lv_split(own.lv_cat(*parts)) == parts


@given(st.binary(max_size=40))
def test_whatever_lv_split_takes_is_what_lv_cat_writes(data: bytes) -> None:
    try:
        parts = own.lv_split(data)
    except ValueError:
        return
    assert own.lv_cat(*parts) == data
