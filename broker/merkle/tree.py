"""The tree over a list of leaves, in one pass and in the memory of its right edge.

MTH, PATH and PROOF are the names that RFC 6962, 2.1 (RFC 9162, 2.1) gives to the root of a list,
to an inclusion proof and to a consistency proof. Every hash of a proof is the root of a stretch of
the leaves, and the stretches of one proof do not meet: so a proof is made in one pass too.
"""

from collections.abc import Sequence
from typing import TypeAlias

from broker.merkle.hashes import EMPTY, node_hash

Span: TypeAlias = tuple[int, int]
"""A stretch of leaves: its first, and the one after its last."""


class Frontier:
    """The right edge of a growing tree: roots of full subtrees, the largest first."""

    def __init__(self, size: int = 0, roots: Sequence[bytes] = ()) -> None:
        """The edge of a tree of `size` leaves, as `roots()` gave it.

        ValueError where a tree of that size has not so many.
        """
        if size < 0 or len(roots) != size.bit_count():
            raise ValueError(f"not the edge of a tree of {size}")
        self.size = size
        self._roots = list(roots)

    def roots(self) -> list[bytes]:
        """At most one hash for each binary digit of the size: with them the tree grows on."""
        return list(self._roots)

    def add(self, leaf: bytes) -> None:
        """Add a leaf's hash at the end."""
        self._roots.append(leaf)
        self.size += 1
        full = self.size
        while full % 2 == 0:
            right = self._roots.pop()
            self._roots[-1] = node_hash(self._roots[-1], right)
            full //= 2

    def root(self) -> bytes:
        """MTH of the leaves so far."""
        if not self._roots:
            return EMPTY
        root = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            root = node_hash(left, root)
        return root


def inclusion_spans(number: int, size: int) -> list[Span]:
    """The stretches whose roots are PATH(number, D[size]), in the proof's order.

    ValueError where a tree of that size has no such leaf.
    """
    if not 0 <= number < size:
        raise ValueError(f"no leaf {number} in a tree of {size}")
    spans = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if number < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    return spans[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """The stretches whose roots are PROOF(first, D[second]), in the proof's order.

    ValueError where the first tree is empty or larger than the second.
    """
    if not 0 < first <= second:
        raise ValueError(f"no proof from a tree of {first} to one of {second}")
    spans = []
    begin, end = 0, second
    while end != first:
        middle = begin + _split(end - begin)
        if first <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((begin, middle))
            begin = middle
    if begin:
        spans.append((begin, end))
    return spans[::-1]


class Proving:
    """Makes a proof of its stretches while the leaves pass by, each once and in order."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._edges = [Frontier() for _ in spans]
        self._turns = sorted(range(len(spans)), key=lambda one: spans[one])
        self._number = 0

    def add(self, leaf: bytes) -> None:
        """The hash of the next leaf, from the tree's first on."""
        while self._turns and self._spans[self._turns[0]][1] <= self._number:
            self._turns.pop(0)
        if self._turns and self._spans[self._turns[0]][0] <= self._number:
            self._edges[self._turns[0]].add(leaf)
        self._number += 1

    def proof(self) -> list[bytes]:
        """The proof. ValueError where not all of its leaves have passed."""
        for (begin, end), edge in zip(self._spans, self._edges, strict=True):
            if edge.size != end - begin:
                raise ValueError(f"leaves {begin} to {end} have not all passed")
        return [edge.root() for edge in self._edges]


def _split(size: int) -> int:
    """The largest power of two below a size above 1 (RFC 6962, 2.1: k)."""
    power: int = 1 << ((size - 1).bit_length() - 1)
    return power
