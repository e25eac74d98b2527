"""Which tiles changed, and what is grabbed: never too little, and never slowly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.screen.encode import tiles
from agent.screen.encode.boxes import in_pixels
from agent.screen.encode.grid import TILE, grid
from agent.screen.source import Box, Pixels
from tests.every import every

SIZES = [(1, 1), (1, 64), (64, 1), (33, 31), (64, 64), (70, 100), (96, 1920), (97, 1366), (5, 33)]
boxes = st.builds(
    Box, st.integers(-40, 400), st.integers(-40, 400), st.integers(1, 90), st.integers(1, 90)
)


def picture(height: int, width: int, seed: int = 1) -> Pixels:
    chooser = np.random.default_rng(seed)
    return chooser.integers(0, 1 << 32, (height, width), dtype=np.uint32)


def naive(old: Pixels, new: Pixels) -> np.ndarray:
    found = np.zeros(grid(*old.shape), bool)
    for y, x in zip(*np.nonzero(old != new), strict=True):
        found[y // TILE, x // TILE] = True
    return found


@every(SIZES)
def test_each_single_pixel_is_found(height: int, width: int) -> None:
    chooser = np.random.default_rng(height * width)
    old = picture(height, width)
    assert not tiles.changed(old, old.copy()).any()
    for y, x, bit in chooser.integers(0, (height, width, 32), (40, 3)).tolist():
        new = old.copy()
        new[y, x] ^= np.uint32(1 << bit)
        found = tiles.changed(old, new)
        assert found.shape == grid(height, width)
        assert np.argwhere(found).tolist() == [[y // TILE, x // TILE]]


@given(
    height=st.integers(1, 100),
    width=st.integers(1, 140),
    left=st.integers(0, 3),
    right=st.integers(0, 3),
    places=st.lists(st.tuples(st.integers(0, 99), st.integers(0, 139)), max_size=12),
)
def test_views_of_larger_pictures_are_compared_as_plainly(
    height: int, width: int, left: int, right: int, places: list[tuple[int, int]]
) -> None:
    large = picture(height + 2, left + width + right)
    other = large.copy()
    other[:, :left] ^= np.uint32(1)
    window = np.s_[1 : 1 + height, left : left + width]
    for y, x in places:
        other[window][y % height, x % width] ^= np.uint32(1 << 16)
    for old, new in ((large[window], other[window]), (large[window].copy(), other[window])):
        assert np.array_equal(tiles.changed(old, new), naive(old, new))


@every(SIZES)
def test_after_some_boxes_were_written_only_these_are_compared(height: int, width: int) -> None:
    chooser = np.random.default_rng(height + width)
    old, new = picture(height, width), picture(height, width)
    new[: height // 2] ^= np.uint32(1)
    differs = tiles.changed(old, new)
    some = chooser.integers(1, max(2, min(height, width)), (3, 4))
    written = [Box(*box) for box in some.tolist()]
    for box in written:
        window = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
        old[window] = new[window] ^ np.uint32(box.x % 2)
    again = tiles.changed_again(old, new, differs, written)
    assert again.tolist() == naive(old, new).tolist()
    assert tiles.changed_again(old, old, differs, []).tolist() == differs.tolist()


@every([(1, 1), (32, 32), (33, 70), (100, 65)])
def test_a_tile_is_cut_at_the_edge_and_tiles_make_the_picture(height: int, width: int) -> None:
    seen = np.zeros((height, width), int)
    rows, columns = grid(height, width)
    for row in range(rows):
        for column in range(columns):
            box = in_pixels(Box(column, row, 1, 1), height, width)
            assert (box.x, box.y) == (column * TILE, row * TILE)
            seen[box.y : box.y + box.height, box.x : box.x + box.width] += 1
    assert (seen == 1).all()
    assert seen.size == height * width


def test_tight_is_the_smallest_box() -> None:
    old = picture(80, 90)
    new = old.copy()
    assert tiles.tight(old, new, Box(0, 0, 90, 80)) is None
    new[10, 20] ^= 1
    assert tiles.tight(old, new, Box(0, 0, 90, 80)) == Box(20, 10, 1, 1)
    new[15, 12] ^= 1
    assert tiles.tight(old, new, Box(0, 0, 90, 80)) == Box(12, 10, 9, 6)
    assert tiles.tight(old, new, Box(12, 11, 5, 9)) == Box(12, 15, 1, 1)
    assert tiles.tight(old, new, Box(30, 0, 60, 80)) is None


@given(
    st.lists(st.tuples(st.integers(0, 79), st.integers(0, 89)), min_size=1, max_size=6),
    st.tuples(st.integers(0, 60), st.integers(0, 50), st.integers(1, 30), st.integers(1, 30)),
)
def test_tight_holds_every_difference_on_each_of_its_sides(
    places: list[tuple[int, int]], box_sides: tuple[int, int, int, int]
) -> None:
    old = np.zeros((80, 90), np.uint32)
    new, box = old.copy(), Box(*box_sides)
    for y, x in places:
        new[y, x] = 1
    inside = [
        (y, x)
        for y, x in places
        if box.x <= x < box.x + box.width and box.y <= y < box.y + box.height
    ]
    tight = tiles.tight(old, new, box)
    if not inside:
        assert tight is None
        return
    assert tight is not None
    ys, xs = [y for y, _ in inside], [x for _, x in inside]
    assert (tight.y, tight.y + tight.height - 1) == (min(ys), max(ys))
    assert (tight.x, tight.x + tight.width - 1) == (min(xs), max(xs))


@given(
    st.lists(boxes, max_size=12),
    st.integers(1, 420),
    st.integers(1, 420),
)
def test_covering_is_whole_tiles_few_and_leaves_nothing_out(
    damage: list[Box], height: int, width: int
) -> None:
    cover = tiles.covering(damage, height, width)
    seen = np.zeros((height, width), bool)
    for box in cover:
        assert box.x % TILE == box.y % TILE == 0
        assert box.width >= 1
        assert box.height >= 1
        assert box.x + box.width == width or box.width % TILE == 0
        assert box.y + box.height == height or box.height % TILE == 0
        assert box.x + box.width <= width
        assert box.y + box.height <= height
        seen[box.y : box.y + box.height, box.x : box.x + box.width] = True
    assert len(cover) <= 4
    for box in damage:
        part = seen[max(box.y, 0) : max(box.y + box.height, 0), max(box.x, 0) :]
        assert part[:, : max(min(box.x + box.width, width) - max(box.x, 0), 0)].all()


def test_covering_grabs_near_boxes_together_and_far_ones_apart() -> None:
    assert tiles.covering([], 1080, 1920) == []
    assert tiles.covering([Box(1920, 0, 5, 5), Box(-9, -9, 9, 9)], 1080, 1920) == []
    near = [Box(100, 100, 9, 9), Box(180, 100, 9, 9)]
    assert tiles.covering(near, 1080, 1920) == [Box(96, 96, 96, 32)]
    far = [Box(0, 0, 9, 9), Box(1900, 1070, 9, 9)]
    assert sorted(tiles.covering(far, 1080, 1920), key=lambda box: box.x) == [
        Box(0, 0, 32, 32),
        Box(1888, 1056, 32, 24),
    ]
