"""The signatures of rosters: who is believed, and which fault each other one has."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from broker.organisation.rosters import Rejected, handed_over, is_right, signed_roster, verify
from broker.wire.roster import Entry, Fault, Handover, Roster, Standing, assemble, decode, inner_of

MADE = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
NOW = MADE + timedelta(days=1)
ROSTER = Roster(
    organisation="Aiuto SRL",
    version=7,
    made=MADE,
    expires=MADE + timedelta(days=90),
    technicians=(Entry(b"\3" * 32, "Anna Rossi", None, Standing.ACTIVE),),
)


def root(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(number: int) -> bytes:
    return root(number).public_key().public_bytes_raw()


CHAIN = (handed_over(root(1), public(2)), handed_over(root(2), public(3)))
TEXT = signed_roster(ROSTER, root(3), CHAIN)


def fault(text: str, pinned: bytes | None = None, seen: int = 0, now: datetime = NOW) -> Fault:
    with pytest.raises(Rejected) as rejected:
        verify(text, pinned, seen, now)
    return rejected.value.fault


@pytest.mark.parametrize("pinned", [1, 2, 3])
def test_every_root_of_the_chain_leads_to_the_present_one(pinned: int) -> None:
    accepted = verify(TEXT, public(pinned), 7, NOW)
    assert (accepted.roster, accepted.root) == (ROSTER, public(3))


def test_whoever_knows_no_root_takes_the_rosters_own() -> None:
    assert verify(TEXT, None, 0, NOW).root == public(3)


def test_the_faults() -> None:
    assert fault(TEXT + "x") is Fault.MALFORMED
    assert fault(TEXT, public(4)) is Fault.WRONG_ROOT
    assert fault(TEXT, public(1), now=ROSTER.expires) is Fault.EXPIRED
    assert verify(TEXT, public(1), 0, ROSTER.expires - timedelta(seconds=1))
    assert fault(TEXT, public(1), seen=8) is Fault.ROLLED_BACK


def test_the_first_fault_is_told() -> None:
    late = ROSTER.expires
    assert fault(TEXT + "x", public(4), 8, late) is Fault.MALFORMED
    assert fault(forged(), public(4), 8, late) is Fault.WRONG_ROOT
    assert fault(forged(), public(1), 8, late) is Fault.BAD_SIGNATURE
    assert fault(TEXT, public(1), 8, late) is Fault.EXPIRED


def forged() -> str:
    """With another name in it and the signature as it was."""
    signed = decode(TEXT)
    anna = replace(ROSTER.technicians[0], name="Eva Neri")
    inner = inner_of(replace(ROSTER, technicians=(anna,)))
    return assemble(inner, signed.root, signed.signature, signed.handovers)


def test_what_was_signed_as_something_else_does_not_count() -> None:
    signed = decode(TEXT)
    bare = root(3).sign(signed.inner)
    assert fault(assemble(signed.inner, public(3), bare, CHAIN)) is Fault.BAD_SIGNATURE
    other = handed_over(root(2), public(4)).signature
    first, last = CHAIN
    for chain in (
        (first, Handover(last.old, last.new, other)),
        (Handover(first.old, first.new, last.signature), last),
        (Handover(public(4), public(2), first.signature), last),
    ):
        text = assemble(signed.inner, public(3), signed.signature, chain)
        assert fault(text, public(3)) is Fault.BAD_SIGNATURE


def test_a_root_that_handed_over_signs_no_more() -> None:
    old = signed_roster(replace(ROSTER, version=8), root(2), CHAIN[:1])
    assert fault(old, public(3)) is Fault.WRONG_ROOT
    assert verify(old, public(2), 7, NOW).root == public(2)


@given(st.binary(max_size=64), st.binary(max_size=64), st.binary(max_size=99))
def test_nonsense_is_no_signature(key: bytes, signature: bytes, signed: bytes) -> None:
    assert not is_right(key, signature, b"signed" + signed)


@given(st.binary(max_size=99), st.binary(max_size=99))
def test_a_signature_is_right_for_what_was_signed_only(one: bytes, other: bytes) -> None:
    assert is_right(public(1), root(1).sign(one), one)
    assert is_right(public(1), root(1).sign(one), other) is (one == other)
    assert not is_right(public(2), root(1).sign(one), one)
