"""Rosters: one text for one meaning, and every other is refused."""

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from broker.wire.documents import BadRoster, Passkey, canonical
from broker.wire.limits import NAME_MAX, ROSTER_MAX
from broker.wire.messages import is_name
from broker.wire.roster import (
    HANDOVERS_MAX,
    TECHNICIANS_MAX,
    VERSION_MAX,
    Entry,
    Handover,
    Roster,
    Standing,
    assemble,
    decode,
    inner_of,
)

MADE = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PASSKEY = Passkey(b"\1" * 16, b"\2" * 77, "console.example.org")
ENTRY = Entry(b"\3" * 32, "Anna Rossi", PASSKEY, Standing.ACTIVE)
ROSTER = Roster("Aiuto SRL", 7, MADE, MADE + timedelta(days=90), (ENTRY,))
HANDOVER = Handover(b"\5" * 32, b"\6" * 32, b"\7" * 64)
TEXT = assemble(inner_of(ROSTER), b"\6" * 32, b"\x08" * 64, (HANDOVER,))

names = st.text(min_size=1, max_size=NAME_MAX).filter(is_name)
passkeys = st.builds(
    Passkey,
    st.binary(min_size=1, max_size=64),
    st.binary(min_size=1, max_size=128),
    st.from_regex(r"[a-z0-9]{1,8}(\.[a-z0-9]{1,8}){0,3}", fullmatch=True),
)
entries = st.builds(
    Entry,
    st.binary(min_size=32, max_size=32),
    names,
    st.none() | passkeys,
    st.sampled_from(Standing),
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2999, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
rosters = st.builds(
    lambda organisation, version, made, seconds, technicians: Roster(
        organisation, version, made, made + timedelta(seconds=seconds), tuple(technicians)
    ),
    names,
    st.integers(1, VERSION_MAX),
    moments,
    st.integers(1, 10**9),
    st.lists(entries, max_size=6, unique_by=lambda entry: entry.key),
)


@given(rosters, st.lists(st.binary(min_size=32, max_size=32), min_size=1, max_size=5, unique=True))
def test_a_roster_comes_back_as_it_went(roster: Roster, chain: list[bytes]) -> None:
    handovers = tuple(Handover(old, new, old * 2) for old, new in itertools.pairwise(chain))
    inner = inner_of(roster)
    signed = decode(assemble(inner, chain[-1], b"\1" * 64, handovers))
    assert (signed.roster, signed.inner) == (roster, inner)
    assert (signed.root, signed.handovers) == (chain[-1], handovers)


@given(st.integers(0, len(TEXT.encode()) - 1), st.integers(0, 255))
def test_another_byte_is_another_roster_or_none(at: int, byte: int) -> None:
    data = bytearray(TEXT.encode())
    assume(data[at] != byte)
    data[at] = byte
    try:
        signed = decode(data.decode("utf-8", "surrogateescape"))
    except BadRoster:
        return
    before = decode(TEXT)
    assert signed != before


@given(st.text(max_size=300))
def test_no_text_does_anything_but_decode_or_refuse(text: str) -> None:
    with pytest.raises(BadRoster):
        decode(text)


def changed(line: int, change: Callable[[dict[str, Any]], object]) -> str:
    """The roster with one line's object changed, written in the one form all the same."""
    lines = TEXT.split("\n")
    values = json.loads(lines[line])
    change(values)
    lines[line] = canonical(values)
    return "\n".join(lines)


def inner(**values: Any) -> str:
    return changed(0, lambda found: found.update(values))


def outer(**values: Any) -> str:
    return changed(1, lambda found: found.update(values))


def entry(**values: Any) -> str:
    return changed(0, lambda found: found["technicians"][0].update(values))


def passkey(**values: Any) -> str:
    return changed(0, lambda found: found["technicians"][0]["passkey"].update(values))


def handover(**values: Any) -> str:
    return changed(1, lambda found: found["handovers"][0].update(values))


def many(count: int) -> list[dict[str, Any]]:
    one = {"name": "A", "passkey": None, "state": "active"}
    return [{"key": f"{number:064x}", **one} for number in range(count)]


MALFORMED = {
    "nothing": "",
    "one line": TEXT.split("\n")[0],
    "no end": TEXT[:-1],
    "two ends": TEXT + "\n",
    "other ends": TEXT.replace("\n", "\r\n"),
    "three lines": TEXT + "{}\n",
    "a mark at the start": "\ufeff" + TEXT,
    "a lone surrogate": TEXT.replace("Anna", "\ud800nna"),
    "a space": TEXT.replace('"v":1', '"v": 1'),
    "keys in another order": '{"v":1,' + TEXT[1:].replace(',"v":1', "", 1),
    "a key twice": '{"v":1,' + TEXT[1:],
    "escaped letters": TEXT.replace("Anna", "\\u0041nna"),
    "no object": "[]\n" + TEXT.split("\n", 1)[1],
    "no JSON": "x" + TEXT,
    "nested deeply": "[" * 9999 + TEXT,
    "no organisation": changed(0, lambda found: found.pop("organisation")),
    "a field more": inner(more=1),
    "another format": inner(v=2),
    "the format as a truth": inner(v=True),
    "version 0": inner(version=0),
    "a version below 0": inner(version=-1),
    "a version that is true": inner(version=True),
    "a broken version": inner(version=1.0),
    "a version too high": inner(version=VERSION_MAX + 1),
    "a version as a text": inner(version="7"),
    "a blank organisation": inner(organisation=" "),
    "an organisation in two lines": inner(organisation="a\nb"),
    "a time without its zone": inner(made="2026-11-22T10:00:00"),
    "a time with an offset": inner(made="2026-11-22T10:00:00+00:00"),
    "parts of a second": inner(made="2026-11-22T10:00:00.5Z"),
    "a day that is none": inner(made="2026-02-30T10:00:00Z"),
    "Arabic digits": inner(made="\u0662\u0660\u0662\u0666-11-22T10:00:00Z"),
    "a time as a number": inner(made=5),
    "over as it begins": inner(expires="2026-11-22T10:00:00Z"),
    "nobody at all": inner(technicians=None),
    "too many": inner(technicians=many(TECHNICIANS_MAX + 1)),
    "too long": inner(technicians=[{**one, "name": "x" * 64} for one in many(300)]),
    "a key in the roster twice": inner(technicians=many(1) * 2),
    "a technician who is a text": inner(technicians=["Anna"]),
    "a technician without a state": changed(0, lambda found: found["technicians"][0].pop("state")),
    "capital digits": entry(key="AB" * 32),
    "a short key": entry(key="03" * 31),
    "a long key": entry(key="03" * 33),
    "half a byte": entry(key="03" * 31 + "0"),
    "a key that is a number": entry(key=3),
    "a name that is too long": entry(name="x" * 65),
    "a name written backwards": entry(name="a\u202eb"),
    "no name": entry(name=None),
    "another state": entry(state="gone"),
    "a state that is a list": entry(state=["active"]),
    "a passkey that is none": entry(passkey={}),
    "a passkey that is false": entry(passkey=False),
    "a passkey with more": passkey(more=1),
    "a passkey without an ID": passkey(id=""),
    "a passkey with a long ID": passkey(id="00" * 1024),
    "a passkey with a long key": passkey(key="00" * 1025),
    "a host with capitals": passkey(rp="Console.example"),
    "a host with a port": passkey(rp="console.example:443"),
    "a host with an empty part": passkey(rp="console..example"),
    "a host that ends in a dot": passkey(rp="console.example."),
    "a host that is too long": passkey(rp="a." * 126 + "aa"),
    "no root": changed(1, lambda found: found.pop("root")),
    "a short root": outer(root="06" * 31),
    "a short signature": outer(signature="08" * 63),
    "a signature that is null": outer(signature=None),
    "handovers that are none": outer(handovers=None),
    "a handover that is a text": outer(handovers=["05"]),
    "a chain to another root": handover(to="09" * 32),
    "a chain to itself": handover(**{"from": "06" * 32}),
    "a handover with more": handover(more=1),
    "a handover's short signature": handover(signature="07" * 63),
    "a chain with a gap": outer(
        handovers=[
            {"from": "01" * 32, "signature": "07" * 64, "to": "02" * 32},
            {"from": "05" * 32, "signature": "07" * 64, "to": "06" * 32},
        ]
    ),
    "a chain that is too long": outer(
        handovers=[
            {"from": f"{one:064x}", "signature": "07" * 64, "to": f"{one + 1:064x}"}
            for one in range(HANDOVERS_MAX + 1)
        ],
        root=f"{HANDOVERS_MAX + 1:064x}",
    ),
}


def test_what_the_malformed_ones_were_made_of_is_right() -> None:
    assert decode(TEXT).roster == ROSTER and len(MALFORMED) > 60
    assert decode(inner(technicians=many(300))).roster.technicians[299].name == "A"


@pytest.mark.parametrize("name", MALFORMED)
def test_one_defect_is_enough_to_refuse(name: str) -> None:
    with pytest.raises(BadRoster):
        decode(MALFORMED[name])


def test_what_is_out_of_bounds_is_not_written() -> None:
    for wrong in (
        replace(ROSTER, version=0),
        replace(ROSTER, expires=MADE),
        replace(ROSTER, made=MADE.replace(microsecond=1)),
        replace(ROSTER, technicians=(ENTRY, ENTRY)),
        replace(ROSTER, organisation=""),
    ):
        with pytest.raises(BadRoster):
            inner_of(wrong)
    with pytest.raises(BadRoster, match="longer"):
        assemble(b" " * ROSTER_MAX, b"\6" * 32, b"\x08" * 64)


def test_what_a_message_cannot_carry_is_not_written() -> None:
    with pytest.raises(BadRoster, match="message"):
        assemble(b'"' * (ROSTER_MAX - 500), b"\6" * 32, b"\x08" * 64)


def test_only_an_active_device_counts() -> None:
    assert ROSTER.active(ENTRY.key) == ENTRY
    assert ROSTER.active(b"\4" * 32) is None
    left = replace(ROSTER, technicians=(replace(ENTRY, state=Standing.LEFT),))
    assert left.active(ENTRY.key) is None
