"""The two hashes that the tree is made of (RFC 6962, 2.1; RFC 9162, 2.1.1): SHA-256, and a first
byte that keeps a leaf from being taken for a node."""

from hashlib import sha256
from typing import Final

SIZE: Final = 32
"""Bytes of a hash."""

EMPTY: Final = sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf that holds `content`."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over two others."""
    return sha256(b"\x01" + left + right).digest()
