"""The pure parts of recovery codes, challenges, browser labels, passkeys, and counting tries."""

import hashlib
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.accounts.gate import (
    EACH_ACCOUNT_MOST,
    FAILED_ROWS_MOST,
    WINDOW_SECONDS,
    Full,
    Gate,
)
from broker.browsers import LABEL_MOST, label, printable
from broker.proofs import recovery
from broker.proofs.challenges import RANDOM_BYTES, SECONDS, USED_MOST, Challenges
from broker.proofs.webauthn import rp_id_of
from tests.every import every


def test_recovery_codes_hold_80_bits_in_groups() -> None:
    codes = recovery.new_codes(secrets.token_bytes)
    assert len(set(codes)) == recovery.CODES
    assert {len(code) for code in codes} == {19}
    spread = recovery.new_codes(lambda size: bytes(range(16, 16 + size)))[0]
    assert len(set(spread.replace("-", ""))) == 16
    assert len({symbol for one in range(256) for symbol in recovery._ALPHABET[one % 32]}) == 32


@given(st.binary(min_size=16, max_size=16))
def test_a_recovery_code_is_read_however_it_is_typed(random: bytes) -> None:
    code = recovery.new_codes(lambda _size: random)[0]
    plain = code.replace("-", "")
    for typed in (code, code.upper(), f" {code} ", plain, code.replace("-", " ")):
        assert recovery.normal(typed) == plain
    assert recovery.hashes((code,)) == [recovery.code_hash(plain)]
    assert recovery.code_hash(plain) != hashlib.sha256(plain.encode()).hexdigest()


@every(
    ["", "123456", "abcd-efgh-ijkm-npq", "abcd-efgh-ijkm-npql", "aaaa-aaaa-aaaa-aaaaa", "ａ" * 16]
)
def test_what_is_no_recovery_code(typed: str) -> None:
    assert recovery.normal(typed) is None


def challenge(kept: Challenges, now: float = 0.0, purpose: str = "a") -> bytes:
    return kept.new(purpose, secrets.token_bytes(RANDOM_BYTES), now)


def test_a_challenge_stands_for_its_purpose_in_time_and_until_used() -> None:
    kept = Challenges(bytes(32))
    one = challenge(kept)
    assert kept.stands(one, "a", SECONDS - 0.1)
    assert not kept.stands(one, "a", SECONDS)
    assert not kept.stands(one, "b", 1.0)
    assert not Challenges(bytes(31) + b"x").stands(one, "a", 1.0)
    assert kept.use(one, 1.0)
    assert not kept.stands(one, "a", 1.0)
    assert not kept.use(one, 1.0)


@given(st.binary(max_size=80), st.integers(0, 55), st.integers(1, 255))
def test_a_changed_or_made_up_challenge_does_not_stand(made: bytes, at: int, by: int) -> None:
    kept = Challenges(bytes(32))
    assert not kept.stands(made, "a", 0.0)
    one = bytearray(challenge(kept))
    one[at] ^= by
    assert not kept.stands(bytes(one), "a", 0.0)


def test_used_challenges_are_bounded_and_forgotten_when_they_would_be_too_old() -> None:
    kept = Challenges(bytes(32))
    for _ in range(USED_MOST):
        assert kept.use(challenge(kept), 0.0)
    assert not kept.use(challenge(kept), 0.0)
    assert kept.use(challenge(kept, SECONDS), SECONDS)
    assert len(kept._used) == 1


@every(
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", "Firefox 140, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/141.0 Safari/537 Edg/141.0", "Edge 141, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/141.0 Safari/537", "Chrome 141, Android"),
        ("Mozilla/5.0 (Macintosh; Mac OS X 14) Version/18.1 Safari/605", "Safari 18, macOS"),
        ("Firefox/x\x00", "Firefox"),
        ("curl/8.5", "curl/8.5"),
        ("a\x1b[31m\u202eb", "a?[31m?b"),
        ("", ""),
    ],
)
def test_browsers_are_told_apart(user_agent: str, shown: str) -> None:
    assert label(user_agent) == shown


@given(st.text(max_size=3000))
def test_any_user_agent_is_a_short_printable_label(user_agent: str) -> None:
    for said in (user_agent, f"Firefox/{user_agent}"):
        assert len(label(said)) <= LABEL_MOST and label(said).isprintable()
    assert len(printable(user_agent, 5)) == min(5, len(user_agent))


def test_a_gate_says_which_place_is_full_and_gives_back() -> None:
    gate = Gate()
    places = (("address", "x"), ("account", "anna"))
    for _ in range(EACH_ACCOUNT_MOST - 1):
        gate.take(0.0, *places)
    last = gate.take(0.0, *places)
    with pytest.raises(Full) as caught:
        gate.take(0.0, *places)
    assert (caught.value.what, caught.value.key) == ("account", "anna")
    gate.give_back(last)
    gate.take(0.0, *places)


def test_turning_away_is_told_once_for_each_key_and_window() -> None:
    gate = Gate()
    assert gate.tells("account", "anna", 0.0)
    assert not gate.tells("account", "anna", WINDOW_SECONDS - 1)
    assert gate.tells("address", "anna", 0.0)
    assert gate.tells("account", "anna", WINDOW_SECONDS)


def test_rows_about_failures_are_bounded_together() -> None:
    gate = Gate()
    told = [gate.tells("account", str(number), 0.0) for number in range(FAILED_ROWS_MOST + 5)]
    assert told.count(True) == FAILED_ROWS_MOST
    assert not gate.may_note(0.0)
    assert gate.may_note(WINDOW_SECONDS)


@every(
    [
        ("127.0.0.1", "localhost"),
        ("::1", "localhost"),
        ("192.0.2.7", None),
        ("[2001:db8::1]", None),
        ("", None),
        ("a.b", "a.b"),
    ]
)
def test_names_and_addresses(host: str, rp_id: str | None) -> None:
    assert rp_id_of(host) == rp_id
