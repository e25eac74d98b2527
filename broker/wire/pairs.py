"""Words in the place of numbers that two people compare by voice: pairs, Italian and English."""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

COUNT: Final = 1024
"""Pairs in the list; each stands for ten bits."""

Pair = tuple[str, str]
"""The same word in Italian and in English."""

_FILE: Final = Path(__file__).parent / "pairs.json"
_BITS: Final = 10
_FINGERPRINT_WORDS: Final = 6


def load() -> tuple[Pair, ...]:
    """All pairs, in order."""
    lists = json.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(zip(lists["it"], lists["en"], strict=True))


def of_words(indexes: Iterable[int]) -> tuple[Pair, ...]:
    """The pairs with these numbers, each below `COUNT`."""
    pairs = load()
    return tuple(pairs[index] for index in indexes)


def shown(pairs: Iterable[Pair], language: str) -> tuple[str, ...]:
    """Each pair as people read it, their own language first: "luna / moon"."""
    return tuple(f"{it} / {en}" if language == "it" else f"{en} / {it}" for it, en in pairs)


def indexes(data: bytes, words: int) -> tuple[int, ...]:
    """The numbers of so many words that the first bits of `data` are, highest first."""
    number = int.from_bytes(data, "big") >> (8 * len(data) - _BITS * words)
    shifts = range(_BITS * (words - 1), -1, -_BITS)
    return tuple(number >> shift & COUNT - 1 for shift in shifts)


def fingerprint(data: bytes) -> tuple[int, ...]:
    """The numbers of the six words by which people compare a key or a request."""
    digest = hashlib.sha512(b"affianco fingerprint\0" + data).digest()
    return indexes(digest[:8], _FINGERPRINT_WORDS)
