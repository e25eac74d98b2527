"""The list of word pairs, and the numbers that words stand for."""

import hashlib
import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from broker.wire import pairs

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "broker" / "wire" / "pairs.json"


def test_the_console_has_the_same_bytes() -> None:
    assert KEPT.read_bytes() == (ROOT / "web" / "texts" / "pairs.json").read_bytes()


def test_there_are_1024_different_words_in_each_language() -> None:
    lists = json.loads(KEPT.read_text(encoding="ascii"))
    assert set(lists) == {"it", "en"}
    for words in lists.values():
        assert len(words) == len(set(words)) == pairs.COUNT == 1024
        assert [word for word in words if not re.fullmatch(r"[a-z]{3,10}", word)] == []


def test_no_word_means_something_else_in_the_other_language() -> None:
    english = {en: it for it, en in pairs.load()}
    assert [it for it, en in pairs.load() if english.get(it, it) != it] == []


def misheard(words: list[str]) -> Iterator[tuple[str, str]]:
    """Words of which one letter makes the difference."""
    holes: dict[str, set[str]] = {}
    for word in words:
        for at in range(len(word)):
            holes.setdefault(f"{word[:at]}*{word[at + 1 :]}", set()).add(word)
            holes.setdefault(f"{word[:at]}{word[at + 1 :]}", set()).add(word)
        holes.setdefault(word, set()).add(word)
    for alike in holes.values():
        yield from combinations(sorted(alike), 2)


def test_one_wrong_letter_makes_no_other_word() -> None:
    for language in (0, 1):
        found = {
            (one, other)
            for one, other in misheard([pair[language] for pair in pairs.load()])
            if abs(len(one) - len(other)) <= 1 and _is_near(one, other)
        }
        assert found == set()


def _is_near(one: str, other: str) -> bool:
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def test_a_pair_is_shown_in_the_readers_language_first() -> None:
    chosen = pairs.of_words([0, 1023])
    assert chosen == (pairs.load()[0], pairs.load()[1023])
    assert pairs.shown([("luna", "moon")], "it") == ("luna / moon",)
    assert pairs.shown([("luna", "moon")], "en") == ("moon / luna",)


@given(st.binary(max_size=200))
def test_a_fingerprint_is_the_first_60_bits(data: bytes) -> None:
    digest = hashlib.sha512(b"affianco fingerprint\0" + data).digest()
    words = pairs.fingerprint(data)
    assert len(words) == 6 and all(0 <= word < 1024 for word in words)
    number = 0
    for word in words:
        number = number * 1024 + word
    assert number == int.from_bytes(digest[:8], "big") >> 4


@given(st.lists(st.integers(0, 1023), min_size=3, max_size=3))
def test_three_words_come_from_the_top_30_bits(words: list[int]) -> None:
    number = words[0] << 22 | words[1] << 12 | words[2] << 2
    for low in range(4):
        assert pairs.indexes((number | low).to_bytes(4, "big"), 3) == tuple(words)
