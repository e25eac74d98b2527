"""What a leaf holds, to the byte, and what a checkpoint says."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from broker.ledgerkey import is_signed
from broker.merkle.checkpoint import (
    NOTE_MAX,
    BadCheckpoint,
    Head,
    edge_of,
    edge_text,
    name_of,
    note_of,
    read,
    signed_part,
)
from broker.merkle.leaves import Leaf, content_of, hash_of, moment_text
from broker.merkle.tree import Frontier

LEAF = Leaf(7, "2026-01-05T09:00:00.250000Z", "charged", 12, "0123456789abcdef" * 2, '{"cents":1}')
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes_raw()
HEAD = Head(1234, sha256(b"root").digest(), LEAF.at)


def note(head: Head = HEAD) -> str:
    return note_of(head, PUBLIC, PRIVATE.sign(signed_part(head, PUBLIC)))


def test_the_bytes_of_a_leaf() -> None:
    assert content_of(LEAF) == (
        b"affianco event\n0123456789abcdef0123456789abcdef\n7\n2026-01-05T09:00:00.250000Z\n"
        b'charged\n12\n{"cents":1}'
    )
    assert hash_of(LEAF) == sha256(b"\x00" + content_of(LEAF)).digest()
    assert content_of(replace(LEAF, entry=None, body="è")).endswith("\ncharged\n-\nè".encode())


@pytest.mark.parametrize(
    "changes",
    [
        {"number": -1},
        {"number": "7"},
        {"number": True},
        {"entry": -1},
        {"entry": "12"},
        {"entry": False},
        {"at": "2026-01-05 09:00:00.250000"},
        {"at": LEAF.at + "\n"},
        {"at": "٢026-01-05T09:00:00.250000Z"},
        {"at": None},
        {"kind": "charged\n12"},
        {"kind": ""},
        {"kind": "x" * 33},
        {"salt": "-"},
        {"salt": LEAF.salt.upper()},
        {"salt": LEAF.salt + "\n"},
        {"body": None},
        {"body": b"{}"},
        {"body": "\ud800"},
    ],
)
def test_fields_that_are_not_of_their_form(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        content_of(replace(LEAF, **changes))


FIELDS = {
    "number": st.integers(0, 2**53),
    "entry": st.none() | st.integers(0, 2**53),
    "at": st.datetimes(timezones=st.just(UTC)).map(moment_text),
    "kind": st.from_regex(r"[a-z][a-z_]{0,31}", fullmatch=True),
    "salt": st.binary(min_size=16, max_size=16).map(bytes.hex),
    "body": st.text(st.characters(codec="utf-8")),
}
LEAVES = st.builds(Leaf, **FIELDS)


@given(LEAVES, LEAVES)
def test_two_leaves_never_have_the_same_bytes(one: Leaf, other: Leaf) -> None:
    assert (content_of(one) == content_of(other)) is (one == other)


@given(LEAVES, st.sampled_from(sorted(FIELDS)), st.data())
def test_a_field_that_changes_changes_the_hash(leaf: Leaf, name: str, data: st.DataObject) -> None:
    changes: dict[str, Any] = {name: data.draw(FIELDS[name])}
    other = replace(leaf, **changes)
    assert (hash_of(leaf) == hash_of(other)) is (leaf == other)


def test_a_moment() -> None:
    rome = timezone(timedelta(hours=1))
    assert moment_text(datetime(2026, 1, 5, 10, tzinfo=rome)) == "2026-01-05T09:00:00.000000Z"
    assert moment_text(datetime(1, 1, 1, tzinfo=UTC)) == "0001-01-01T00:00:00.000000Z"


def test_a_checkpoint_is_read_as_it_was_written() -> None:
    text = note()
    found = read(text)
    assert found.head == HEAD
    assert found.name == name_of(PUBLIC)
    assert found.signed == signed_part(HEAD, PUBLIC)
    assert found.is_by(PUBLIC)
    assert not found.is_by(bytes(32))
    assert is_signed(PUBLIC, found.signed, found.signature)
    assert len(text) < NOTE_MAX
    name = name_of(PUBLIC)
    assert text.splitlines()[:4] == [
        name,
        "1234",
        base64.b64encode(HEAD.root).decode(),
        "at 2026-01-05T09:00:00.250000Z",
    ]
    assert text.splitlines()[5].startswith(f"— {name} ")


def good(text: str) -> bool:
    """Whether a text is a checkpoint of the key."""
    try:
        found = read(text)
    except BadCheckpoint:
        return False
    return found.is_by(PUBLIC) and is_signed(PUBLIC, found.signed, found.signature)


def test_no_byte_of_a_checkpoint_may_change() -> None:
    content = note().encode()
    assert good(note())
    for at, byte in enumerate(content):
        for other in {*range(256)} - {byte}:
            changed = content[:at] + bytes([other]) + content[at + 1 :]
            assert not good(changed.decode("utf-8", "surrogateescape"))
    for text in (note()[:-1], note() + "\n", "\n" + note(), note() * 2, "", note() + note()[-110:]):
        assert not good(text)


def test_a_checkpoint_of_the_largest_log() -> None:
    assert good(note(replace(HEAD, size=10**19 - 1)))
    with pytest.raises(BadCheckpoint):
        read(note(replace(HEAD, size=10**19)))


@given(st.integers(0, 40))
def test_what_is_kept_beside_a_checkpoint(size: int) -> None:
    grown = Frontier()
    for number in range(size):
        grown.add(sha256(bytes([number])).digest())
    head = replace(HEAD, size=size, root=grown.root())
    text = edge_text(grown)
    assert edge_of(head, text).root() == grown.root()
    wrong = ["x", text + "0", text + "00" * 32, text[:-2], text.upper(), f" {text}", "é" * 64]
    wrong += [
        text[:at] + ("1" if text[at] == "0" else "0") + text[at + 1 :] for at in range(len(text))
    ]
    for other in wrong:
        if other != text:
            with pytest.raises(BadCheckpoint, match="edge"):
                edge_of(head, other)
    with pytest.raises(BadCheckpoint, match="edge"):
        edge_of(replace(head, root=sha256(b"another").digest()), text)
