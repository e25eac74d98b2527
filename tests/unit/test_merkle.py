"""The tree against published vectors, and against RFC 6962's definitions written down plainly."""

import base64
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.merkle.hashes import EMPTY, leaf_hash
from broker.merkle.proofs import is_consistent, is_included
from broker.merkle.tree import Frontier, Proving, Span, consistency_spans, inclusion_spans
from tests.vectors_folder import shared_vectors

SIZES = st.integers(1, 70)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(size)]


def mth(of: list[bytes]) -> bytes:
    """RFC 6962, 2.1."""
    if not of:
        return sha256(b"").digest()
    if len(of) == 1:
        return of[0]
    k = split(len(of))
    return sha256(b"\x01" + mth(of[:k]) + mth(of[k:])).digest()


def path(m: int, of: list[bytes]) -> list[bytes]:
    """RFC 6962, 2.1.1."""
    if len(of) == 1:
        return []
    k = split(len(of))
    if m < k:
        return [*path(m, of[:k]), mth(of[k:])]
    return [*path(m - k, of[k:]), mth(of[:k])]


def subproof(m: int, of: list[bytes], whole: bool) -> list[bytes]:
    """RFC 6962, 2.1.2."""
    if m == len(of):
        return [] if whole else [mth(of)]
    k = split(len(of))
    if m <= k:
        return [*subproof(m, of[:k], whole), mth(of[k:])]
    return [*subproof(m - k, of[k:], False), mth(of[:k])]


def split(size: int) -> int:
    return max(1 << power for power in range(size.bit_length()) if 1 << power < size)


def proof(spans: list[Span], of: list[bytes]) -> list[bytes]:
    proving = Proving(spans)
    for leaf in of:
        proving.add(leaf)
    return proving.proof()


def root(of: list[bytes]) -> bytes:
    frontier = Frontier()
    for leaf in of:
        frontier.add(leaf)
    assert frontier.size == len(of)
    return frontier.root()


def decoded(texts: list[str] | None) -> list[bytes]:
    return [base64.b64decode(text) for text in texts or []]


@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_every_published_case_comes_out_as_it_must(kind: str) -> None:
    cases: list[dict[str, Any]] = json.loads(
        shared_vectors("merkle_rfc6962_proofs.json").read_text()
    )[kind]
    good = 0
    for case in cases:
        steps = decoded(case["proof"])
        if kind == "inclusion":
            leaf, head = decoded([case["leafHash"], case["root"]])
            holds = is_included(leaf, case["leafIdx"], case["treeSize"], steps, head)
        else:
            first, second = decoded([case["root1"], case["root2"]])
            holds = is_consistent(case["size1"], first, case["size2"], second, steps)
        assert holds is not case["wantErr"], case["_file"]
        good += holds
    assert len(cases) > 90 and good > 5


def test_the_empty_tree() -> None:
    assert EMPTY == mth([]) == root([])


@given(SIZES)
def test_the_root_is_mth(size: int) -> None:
    assert root(leaves(size)) == mth(leaves(size))


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_tree_grows_on_from_its_edge(size: int, more: int) -> None:
    of = leaves(size + more)
    before = Frontier()
    for leaf in of[:size]:
        before.add(leaf)
    after = Frontier(size, before.roots())
    assert (after.size, after.root()) == (size, mth(of[:size]))
    for leaf in of[size:]:
        after.add(leaf)
    assert after.root() == mth(of)
    assert len(after.roots()) == (size + more).bit_count()
    assert before.roots() == Frontier(size, before.roots()).roots()


@given(SIZES, st.data())
def test_no_byte_of_an_edge_may_change(size: int, data: st.DataObject) -> None:
    grown = Frontier()
    for leaf in leaves(size):
        grown.add(leaf)
    roots = grown.roots()
    place = data.draw(st.integers(0, len(roots) - 1))
    for wrong in mutations(roots[place]):
        other = Frontier(size, [*roots[:place], wrong, *roots[place + 1 :]])
        assert other.root() != grown.root()


@given(SIZES, st.integers(-3, 90))
def test_an_edge_is_of_its_size_only(size: int, other: int) -> None:
    grown = Frontier()
    for leaf in leaves(size):
        grown.add(leaf)
    if other.bit_count() == size.bit_count() and other >= 0:
        assert Frontier(other, grown.roots()).size == other
    else:
        with pytest.raises(ValueError, match="edge"):
            Frontier(other, grown.roots())


@given(SIZES, st.data())
def test_an_inclusion_proof_is_path_and_holds(size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, size - 1))
    of = leaves(size)
    made = proof(inclusion_spans(number, size), of)
    assert made == path(number, of)
    assert is_included(of[number], number, size, made, mth(of))


@given(SIZES, st.data())
def test_a_consistency_proof_is_proof_and_holds(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size))
    of = leaves(size)
    made = proof(consistency_spans(first, size), of)
    assert made == subproof(first, of, True)
    assert is_consistent(first, mth(of[:first]), size, mth(of), made)


def mutations(content: bytes) -> list[bytes]:
    """The bytes with each of them changed, in turn."""
    return [
        content[:at] + bytes([content[at] ^ flip]) + content[at + 1 :]
        for at in range(len(content))
        for flip in (1, 0x80)
    ]


@given(st.integers(1, 20), st.data())
def test_no_byte_of_an_inclusion_proof_may_change(size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, size - 1))
    of = leaves(size)
    made, head = path(number, of), mth(of)
    for place, step in enumerate(made):
        for wrong in mutations(step):
            steps = [*made[:place], wrong, *made[place + 1 :]]
            assert not is_included(of[number], number, size, steps, head)
    for wrong in mutations(head):
        assert not is_included(of[number], number, size, made, wrong)
    for wrong in mutations(of[number]):
        assert not is_included(wrong, number, size, made, head)
    for steps in ([*made, head], [head, *made], made[1:], made[:-1]):
        assert steps == made or not is_included(of[number], number, size, steps, head)
    assert not is_included(of[number], number, size, [*made[:-1], head[:-1]], head)


@given(SIZES, st.data())
def test_an_inclusion_proof_is_for_its_place_only(size: int, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, size - 1))
    of = leaves(size)
    made, head = path(number, of), mth(of)
    others = {*range(-2, size + 2)} - {number}
    assert not any(is_included(of[number], other, size, made, head) for other in others)
    for other in {*range(size + 70)} - {size}:
        if is_included(of[number], number, other, made, head):
            # The size itself is not in the root: only the path's shape is. A checkpoint signs both.
            assert shape(number, other) == shape(number, size)


def shape(number: int, size: int) -> list[bool]:
    """For each step of a proof, whether it comes from the left."""
    return [begin < number for begin, _ in inclusion_spans(number, size)]


@given(st.integers(2, 20), st.data())
def test_no_byte_of_a_consistency_proof_may_change(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size - 1))
    of = leaves(size)
    made, old, new = subproof(first, of, True), mth(of[:first]), mth(of)
    for place, step in enumerate(made):
        for wrong in mutations(step):
            steps = [*made[:place], wrong, *made[place + 1 :]]
            assert not is_consistent(first, old, size, new, steps)
    assert not any(is_consistent(first, wrong, size, new, made) for wrong in mutations(old))
    assert not any(is_consistent(first, old, size, wrong, made) for wrong in mutations(new))
    for steps in ([*made, new], made[1:], made[:-1], []):
        assert steps == made or not is_consistent(first, old, size, new, steps)
    for other in {*range(-1, size + 1)} - {first}:
        assert not is_consistent(other, old, size, new, made)


@given(st.integers(2, 40), st.data())
def test_a_log_that_was_rewritten_has_no_consistency_proof(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, first - 1))
    of = leaves(size)
    old = mth(of[:first])
    of[changed] = leaf_hash(b"another")
    made = proof(consistency_spans(first, size), of)
    assert not is_consistent(first, old, size, mth(of), made)


def test_what_there_is_no_proof_of() -> None:
    one = leaves(1)[0]
    for number, size in ((0, 0), (1, 1), (-1, 1)):
        with pytest.raises(ValueError, match="no leaf"):
            inclusion_spans(number, size)
        assert not is_included(one, number, size, [], one)
    for first, second in ((0, 1), (2, 1)):
        with pytest.raises(ValueError, match="no proof"):
            consistency_spans(first, second)
        assert not is_consistent(first, EMPTY, second, one, [])
    assert not is_consistent(1, one, 2, one, [])
    with pytest.raises(ValueError, match="not all passed"):
        proof(inclusion_spans(0, 3), leaves(2))
