"""What a leaf of the log holds: one event, in one exactly defined text."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from broker.merkle.hashes import leaf_hash

SALT_SIZE: Final = 16
"""Bytes of a salt: with less than all of them nobody tells from a leaf's hash what it holds."""

_HEAD: Final = "affianco event"
_MOMENT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z")
_KIND: Final = re.compile(r"[a-z][a-z_]{0,31}")
_SALT: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Leaf:
    """An event as it stands in the log's columns, text for text."""

    number: int
    at: str
    """See `moment_text`."""
    kind: str
    entry: int | None
    """The session that the event is about; None where it is about none."""
    salt: str
    """`SALT_SIZE` random bytes in lowercase hexadecimal digits."""
    body: str
    """JSON, the one text of its values."""


def moment_text(moment: datetime) -> str:
    """A moment in UTC to the microsecond, as a leaf holds it: `2026-01-05T09:00:00.250000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def content_of(leaf: Leaf) -> bytes:
    """The bytes of a leaf: seven lines in UTF-8, the last without an end.

    `affianco event`, salt, number, moment, kind, entry (`-` for none), body. Only the body could
    hold an end of line, and it is the last. ValueError for a leaf whose other fields are not of
    their form, and for a body that is no Unicode text.
    """
    _check(leaf)
    entry = "-" if leaf.entry is None else str(leaf.entry)
    lines = (_HEAD, leaf.salt, str(leaf.number), leaf.at, leaf.kind, entry, leaf.body)
    return "\n".join(lines).encode()


def hash_of(leaf: Leaf) -> bytes:
    """The leaf's hash in the tree. ValueError as `content_of`."""
    return leaf_hash(content_of(leaf))


def _check(leaf: Leaf) -> None:
    if type(leaf.number) is not int or leaf.number < 0:
        raise ValueError("number: not a whole number from 0")
    if leaf.entry is not None and (type(leaf.entry) is not int or leaf.entry < 0):
        raise ValueError("entry: not a whole number from 0")
    for name, text, form in (
        ("at", leaf.at, _MOMENT),
        ("kind", leaf.kind, _KIND),
        ("salt", leaf.salt, _SALT),
    ):
        if not isinstance(text, str) or not form.fullmatch(text):
            raise ValueError(f"{name}: not of its form")
    if not isinstance(leaf.body, str):
        raise ValueError("body: not a text")
