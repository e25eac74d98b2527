"""Masks of tiles as rectangles: exactly, or few; never slowly."""

import time

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from agent.screen.encode import boxes
from agent.screen.encode.grid import TILE, Mask
from agent.screen.source import Box
from tests.every import every

masks = st.tuples(st.integers(1, 40), st.integers(1, 40)).flatmap(
    lambda shape: arrays.arrays(np.bool_, shape)
)
A_SECOND = 1.0


def counted(some: list[Box], shape: tuple[int, int]) -> np.ndarray:
    """How often each tile is covered."""
    seen = np.zeros(shape, int)
    for box in some:
        assert box.width >= 1
        assert box.height >= 1
        assert 0 <= box.x <= box.x + box.width <= shape[1]
        assert 0 <= box.y <= box.y + box.height <= shape[0]
        seen[box.y : box.y + box.height, box.x : box.x + box.width] += 1
    return seen


@given(masks)
def test_merge_covers_each_tile_once_and_no_other(mask: Mask) -> None:
    assert np.array_equal(counted(boxes.merge(mask), mask.shape), mask.astype(int))


@given(masks, st.integers(1, 70), st.integers(0, 20))
def test_few_are_few_and_leave_none_out(mask: Mask, most: int, slack: int) -> None:
    some = boxes.few(mask, most, slack)
    assert len(some) <= most
    assert counted(some, mask.shape)[mask].all()
    assert bool(some) == bool(mask.any())


@given(masks)
def test_where_there_are_few_enough_nothing_is_wasted(mask: Mask) -> None:
    merged = boxes.merge(mask)
    if len(merged) <= 64:
        covered = counted(boxes.few(mask, 64), mask.shape) > 0
        assert np.array_equal(covered, mask)


def test_a_block_is_one_rectangle() -> None:
    mask = np.zeros((20, 20), bool)
    mask[2:7, 3:9] = True
    assert boxes.merge(mask) == boxes.few(mask, 9) == [Box(3, 2, 6, 5)]
    assert boxes.merge(np.zeros((3, 3), bool)) == boxes.few(np.zeros((3, 3), bool), 1) == []


def test_the_cheapest_are_joined_first() -> None:
    mask = np.zeros((20, 40), bool)
    mask[0:2, 0:2] = mask[0:2, 3:5] = mask[15:20, 30:40] = True
    assert sorted(boxes.few(mask, 2), key=lambda box: box.x) == [
        Box(0, 0, 5, 2),
        Box(30, 15, 10, 5),
    ]
    assert boxes.few(mask, 1) == [Box(0, 0, 40, 20)]


def test_slack_joins_what_is_near() -> None:
    mask = np.zeros((4, 9), bool)
    mask[0:2, 0:2] = mask[0:2, 3:5] = True
    assert len(boxes.few(mask, 9, 1)) == 2
    assert boxes.few(mask, 9, 2) == [Box(0, 0, 5, 2)]


@every([(34, 60), (68, 120), (256, 256)])
def test_thousands_of_fragments_are_merged_at_once(rows: int, columns: int) -> None:
    checkers = np.indices((rows, columns)).sum(axis=0) % 2 == 1
    sparse = np.random.default_rng(1).random((rows, columns)) < 0.1
    started = time.process_time()
    for mask in (checkers, sparse):
        for most in (1, 4, 64):
            some = boxes.few(mask, most)
            assert len(some) <= most
            assert counted(some, mask.shape)[mask].all()
    assert time.process_time() - started < A_SECOND


def test_in_pixels_is_cut_at_the_edge() -> None:
    assert boxes.in_pixels(Box(1, 2, 2, 1), 200, 300) == Box(32, 64, 64, 32)
    assert boxes.in_pixels(Box(1, 2, 2, 1), 70, 95) == Box(32, 64, 63, 6)


@given(st.integers(1, 3000), st.integers(1, 3000), st.integers(1, 600), st.integers(1, 20_000))
def test_split_covers_in_pieces_of_the_size_asked(
    width: int, height: int, side: int, area: int
) -> None:
    side, area = max(side, 60), max(area, 2500)
    pieces = boxes.split(Box(7, 9, width, height), area, side)
    seen = np.zeros((height + 9, width + 7), np.uint8)
    for piece in pieces:
        assert piece.width * piece.height <= area
        assert max(piece.width, piece.height) <= side
        seen[piece.y : piece.y + piece.height, piece.x : piece.x + piece.width] += 1
    assert (seen[9:, 7:] == 1).all()
    assert seen.sum() == width * height


@given(st.integers(2, 40), st.integers(2, 40))
def test_what_is_larger_than_a_tile_is_cut_between_tiles(columns: int, rows: int) -> None:
    pieces = boxes.split(Box(64, 32, columns * TILE, rows * TILE), 4 * TILE * TILE, 16 * TILE)
    for piece in pieces:
        assert piece.x % TILE == piece.y % TILE == piece.width % TILE == piece.height % TILE == 0


@every([Box(3, 4, 2, 1), Box(3, 4, 1, 2), Box(0, 0, 63, 5), Box(0, 0, 65, 5), Box(9, 9, 1, 700)])
def test_halves_make_the_whole(*sides: Box) -> None:
    (box,) = sides
    one, other = boxes.halve(box)
    assert one.width * one.height + other.width * other.height == box.width * box.height
    assert (one.x, one.y) == (box.x, box.y)
    assert (other.x + other.width, other.y + other.height) == (
        box.x + box.width,
        box.y + box.height,
    )
