"""Which tiles changed, and how they are merged: few rectangles, exactly covering, never slowly."""

import random

from hypothesis import given
from hypothesis import strategies as st

from agent.screen import tiles
from agent.screen.source import Box
from tests.every import every

grid = st.sets(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=200)


def covered(boxes: list[Box]) -> list[tiles.Tile]:
    return [tile for box in boxes for tile in tiles.within(box)]


@given(grid)
def test_merge_covers_each_tile_once_and_no_other(some: set[tiles.Tile]) -> None:
    assert sorted(covered(tiles.merge(some))) == sorted(some)


@given(grid)
def test_cover_is_few_and_leaves_none_out(some: set[tiles.Tile]) -> None:
    boxes = tiles.cover(sorted(some))
    assert len(boxes) <= tiles.BOXES_MAX
    assert some <= set(covered(boxes))


def test_a_block_is_one_rectangle() -> None:
    block = [(x, y) for x in range(3, 9) for y in range(2, 7)]
    assert tiles.merge(block) == [Box(3, 2, 6, 5)]


def test_thousands_of_fragments_are_merged_at_once() -> None:
    checkers = [(x, y) for x in range(160) for y in range(160) if (x + y) % 2]
    boxes = tiles.cover(checkers)
    assert len(boxes) <= tiles.BOXES_MAX


@every([(1, 1), (31, 33), (64, 64), (100, 70), (1920, 64)])
def test_each_single_pixel_is_found(width: int, height: int) -> None:
    before = bytes(width * height * 4)
    chooser = random.Random(1)
    for _ in range(30):
        x, y = chooser.randrange(width), chooser.randrange(height)
        after = bytearray(before)
        after[(y * width + x) * 4 + chooser.randrange(3)] = 1
        assert tiles.changed(before, bytes(after), width) == [(x // 32, y // 32)]


@given(st.integers(1, 100), st.integers(1, 100), st.randoms(use_true_random=False))
def test_changed_is_what_a_plain_comparison_says(
    width: int, height: int, chooser: random.Random
) -> None:
    before = bytes(width * height * 4)
    after = bytearray(before)
    expected = set()
    for _ in range(chooser.randrange(8)):
        x, y = chooser.randrange(width), chooser.randrange(height)
        after[(y * width + x) * 4] = 255
        expected.add((x // 32, y // 32))
    assert set(tiles.changed(before, bytes(after), width)) == expected


def test_bands_are_whole_tiles_and_few() -> None:
    assert tiles.bands([], 100) == []
    assert tiles.bands([Box(0, 5, 9, 1)], 100) == [(0, 32)]
    assert tiles.bands([Box(0, 95, 1, 10)], 100) == [(64, 100)]
    assert tiles.bands([Box(0, 0, 1, 1), Box(0, 32, 1, 1), Box(0, 96, 1, 1)], 128) == [
        (0, 64),
        (96, 128),
    ]
    many = [Box(0, 64 * n, 1, 1) for n in range(10)]
    assert tiles.bands(many, 640) == [(0, 608)]
    assert tiles.bands([Box(0, 200, 1, 1)], 100) == []


@given(st.integers(1, 3000), st.integers(1, 3000))
def test_split_covers_in_pieces_of_the_size_asked(width: int, height: int) -> None:
    pieces = tiles.split(Box(7, 9, width, height), 10_000, 512)
    assert sum(piece.width * piece.height for piece in pieces) == width * height
    assert all(piece.width * piece.height <= 10_000 for piece in pieces)
    assert all(max(piece.width, piece.height) <= 512 for piece in pieces)


def test_flat_colour() -> None:
    band = bytes((1, 2, 3, 0)) * 8
    assert tiles.flat_colour(band, 4, Box(0, 0, 4, 2)) == bytes((1, 2, 3))
    assert tiles.flat_colour(band, 4, Box(3, 1, 1, 1)) == bytes((1, 2, 3))
    other = bytearray(band)
    other[-4] = 9
    assert tiles.flat_colour(bytes(other), 4, Box(0, 0, 4, 2)) is None
    assert tiles.flat_colour(bytes(other), 4, Box(0, 0, 3, 2)) == bytes((1, 2, 3))
