"""Signed heads of the log as texts, in the shape of C2SP's tlog-checkpoint and signed-note.

    affianco-ledger-0f1e2d3c4b5a6978        the log's name, made of its key
    1234                                    how many events
    mXM…=                                   the tree's root, base64
    at 2026-01-05T09:00:00.250000Z          when it was made
                                            an empty line
    — affianco-ledger-0f1e2d3c4b5a6978 …=   the signature

The signature is Ed25519 over everything before the empty line, the last end of line included; in
base64, behind four bytes that name the key. There is exactly one, and one text for one meaning.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from broker.merkle.hashes import SIZE
from broker.merkle.tree import Frontier

NOTE_MAX: Final = 1024
"""More than the characters of any checkpoint."""

_KEY_ID: Final = 4
_SIGNATURE: Final = 64
_ED25519: Final = b"\x01"
_FORM: Final = re.compile(
    r"(?P<name>affianco-ledger-[0-9a-f]{16})\n"
    r"(?P<size>0|[1-9][0-9]{0,18})\n"
    r"(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"at (?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z)\n"
    r"\n"
    r"— (?P=name) (?P<signature>[A-Za-z0-9+/]{91}=)\n"
)


class BadCheckpoint(ValueError):
    """A text that is no checkpoint."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a checkpoint says: the log of `size` events had this root."""

    size: int
    root: bytes
    at: str
    """When it was made, as `broker.merkle.leaves.moment_text` writes it."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint that was read; whether its signature is good is still to be seen."""

    head: Head
    name: str
    key_id: bytes
    signature: bytes
    signed: bytes
    """The very bytes that were signed."""

    def is_by(self, public: bytes) -> bool:
        """Whether it says that it was signed with this public key."""
        return self.name == name_of(public) and self.key_id == _key_id(self.name, public)


def name_of(public: bytes) -> str:
    """What a log is called whose checkpoints are signed with this public key."""
    return f"affianco-ledger-{sha256(public).hexdigest()[:16]}"


def signed_part(head: Head, public: bytes) -> bytes:
    """The bytes to be signed with the key that `public` belongs to."""
    root = base64.b64encode(head.root).decode("ascii")
    return f"{name_of(public)}\n{head.size}\n{root}\nat {head.at}\n".encode()


def note_of(head: Head, public: bytes, signature: bytes) -> str:
    """The checkpoint's text, ended by an end of line."""
    name = name_of(public)
    line = base64.b64encode(_key_id(name, public) + signature).decode("ascii")
    return f"{signed_part(head, public).decode()}\n— {name} {line}\n"


def edge_text(edge: Frontier) -> str:
    """What is kept beside a checkpoint to grow its tree on: hashes in hexadecimal digits."""
    return b"".join(edge.roots()).hex()


def edge_of(head: Head, text: str) -> Frontier:
    """The tree that a checkpoint signed, out of what was kept beside it.

    Raises `BadCheckpoint` where it is not that tree's: the root tells, which is signed.
    """
    try:
        content = bytes.fromhex(text)
        roots = [content[at : at + SIZE] for at in range(0, len(content), SIZE)]
        edge = Frontier(head.size, roots)
    except ValueError as error:
        raise BadCheckpoint("not an edge of that size") from error
    if edge.root() != head.root or edge_text(edge) != text:
        raise BadCheckpoint("another edge")
    return edge


def read(text: str) -> Checkpoint:
    """The checkpoint that a text is. Raises `BadCheckpoint`."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise BadCheckpoint("not of a checkpoint's form")
    root = _decoded(found["root"], SIZE)
    signature = _decoded(found["signature"], _KEY_ID + _SIGNATURE)
    return Checkpoint(
        head=Head(int(found["size"]), root, found["at"]),
        name=found["name"],
        key_id=signature[:_KEY_ID],
        signature=signature[_KEY_ID:],
        signed=text[: text.index("\n\n") + 1].encode(),
    )


def _key_id(name: str, public: bytes) -> bytes:
    """C2SP, signed-note: what names a key in a signature line."""
    return sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:_KEY_ID]


def _decoded(text: str, size: int) -> bytes:
    """Exactly so many bytes out of base64 that says them in the one way."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise BadCheckpoint("not base64") from error
    if len(data) != size or base64.b64encode(data).decode("ascii") != text:
        raise BadCheckpoint("not base64 of so many bytes")
    return data
