"""Which rectangle becomes a video: what plays does, and what people do on a screen does not."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.screen.encode.film import area, region
from agent.screen.encode.film.region import Region
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.source import Box
from tests.every import every

HEIGHT, WIDTH = 1080, 1920
STEP = 0.04
Scene = Callable[[int], Mask]
"""Which tiles change at the so-manieth capture."""


def tiles(*boxes: tuple[int, int, int, int], size: tuple[int, int] = (HEIGHT, WIDTH)) -> Mask:
    """A mask of boxes: column, row, width, height."""
    mask = np.zeros(grid(*size), np.bool_)
    for column, row, width, height in boxes:
        mask[row : row + height, column : column + width] = True
    return mask


def touched(box: Box, size: tuple[int, int] = (HEIGHT, WIDTH)) -> Mask:
    return tiles(
        (box.x // TILE, box.y // TILE, -(-box.width // TILE), -(-box.height // TILE)), size=size
    )


def play(
    watched: Region, scene: Scene, seconds: float, begin: float = 0.0, *, photo: bool = True
) -> Iterator[tuple[float, Box | None]]:
    """Shows the scene at 25 captures a second; the region's box after each."""
    for step in range(round(seconds / STEP)):
        now = begin + step * STEP
        changed = scene(step)
        watched.seen(changed, changed if photo else np.zeros_like(changed), now)
        yield now, watched.box(now)


def last(watched: Region, scene: Scene, seconds: float, begin: float = 0.0) -> Box | None:
    return [box for _, box in play(watched, scene, seconds, begin)][-1]


def beginnings(boxes: list[Box | None]) -> int:
    return sum(box is not None and box != before for before, box in pairwise([None, *boxes]))


def steady(*boxes: tuple[int, int, int, int]) -> Scene:
    mask = tiles(*boxes)
    return lambda step: mask


def test_a_video_is_the_region_within_0_8_s() -> None:
    watched = Region(HEIGHT, WIDTH)
    shown = list(play(watched, steady((5, 4, 20, 12)), 2))
    begun = next(now for now, box in shown if box is not None)
    assert 0.3 < begun <= 0.8
    assert {box for _, box in shown if box is not None} == {Box(160, 128, 640, 384)}


@every([5.1, 8, 10, 15, 25])
def test_slow_videos_are_videos(rate: float) -> None:
    mask, still = tiles((5, 4, 20, 12)), tiles()
    due = [int(step * STEP * rate) != int((step - 1) * STEP * rate) for step in range(1000)]
    shown = play(Region(HEIGHT, WIDTH), lambda step: mask if due[step] else still, 4)
    boxes = [box for _, box in shown]
    assert boxes[-1] == Box(160, 128, 640, 384)
    assert beginnings(boxes) == 1


def clock(step: int) -> Mask:
    return tiles((50, 0, 4, 3)) if step % 25 == 0 else tiles()


def caret(step: int) -> Mask:
    return tiles((10, 10, 4, 4)) if step % 13 == 0 else tiles()


def spinner(step: int) -> Mask:
    return tiles((10, 10, 2, 2))


def progress_bar(step: int) -> Mask:
    return tiles((10, 10, 20, 2))


def typing(step: int) -> Mask:
    return tiles((step // 10 % 50, 10, 2, 1)) if step % 2 == 0 else tiles()


def dragged_window(step: int) -> Mask:
    """What a window of 12 × 8 tiles uncovers and covers on its way, where no move was found."""
    column = step % 45
    return tiles((column, 5, 2, 8), (column + 12, 5, 2, 8))


def page_turns(step: int) -> Mask:
    return tiles((0, 0, 60, 34)) if step % 10 == 0 else tiles()


@every([clock, caret, spinner, progress_bar, typing, dragged_window, page_turns])
def test_other_things_that_move_are_no_video(scene: Scene) -> None:
    assert all(box is None for _, box in play(Region(HEIGHT, WIDTH), scene, 6))


def test_scrolling_text_is_no_video() -> None:
    shown = play(Region(HEIGHT, WIDTH), steady((5, 4, 40, 25)), 5, photo=False)
    assert all(box is None for _, box in shown)


def test_a_moment_of_movement_is_no_video() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 20, 12)), 0.3) is None
    assert last(watched, steady(), 2, 0.3) is None


def test_it_ends_soon_after_the_video_does() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 20, 12)), 2) is not None
    assert watched.box(1.96 + region.QUIET_SECONDS - 0.01) is not None
    assert watched.box(1.96 + region.QUIET_SECONDS + 0.01) is None


def test_it_ends_while_something_else_moves() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 20, 12)), 2) is not None
    shown = list(play(watched, steady((40, 20, 2, 2)), 2, 2.0))
    assert all(box is None for now, box in shown if now > 2 + region.QUIET_SECONDS)


def test_it_ends_where_only_a_spinner_is_left_in_it() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 20, 12)), 2) is not None
    shown = list(play(watched, spinner, 2, 2.0))
    assert all(box is None for now, box in shown if now > 3)


def test_it_goes_on_where_the_next_video_begins_elsewhere() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 20, 12)), 2) == Box(160, 128, 640, 384)
    assert last(watched, steady((30, 20, 10, 6)), 2, 2.0) == Box(960, 640, 320, 192)


def test_it_grows_with_the_video() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 10, 6)), 2) == Box(160, 128, 320, 192)
    boxes = [box for _, box in play(watched, steady((5, 4, 20, 12)), 2, 2.0)]
    assert boxes[-1] == Box(160, 128, 640, 384)
    assert beginnings(boxes) == 2


def test_it_shrinks_when_most_of_it_is_still() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 20, 12)), 2) == Box(160, 128, 640, 384)
    assert last(watched, steady((7, 5, 8, 6)), 2, 2.0) == Box(224, 160, 256, 192)


def test_still_parts_do_not_part_it() -> None:
    """A talking head before a wall that stands still, and moves now and then."""
    head, wall = tiles((9, 5, 10, 10)), tiles((5, 4, 20, 12))
    shown = play(Region(HEIGHT, WIDTH), lambda step: wall if step < 25 else head, 10)
    boxes = [box for _, box in shown]
    assert boxes[-1] == Box(160, 128, 640, 384)
    assert beginnings(boxes) == 1


def test_holes_and_a_ticker_of_text_are_inside() -> None:
    mask = tiles((5, 4, 20, 12))
    mask[8, 7:20] = mask[5:14, 12] = False
    watched = Region(HEIGHT, WIDTH)
    changed = tiles((5, 4, 20, 12))
    for step in range(50):
        watched.seen(changed, mask, step * STEP)
    assert watched.box(2) == Box(160, 128, 640, 384)


def test_a_few_hot_tiles_at_its_edge_do_not_stretch_it() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 20, 12), (25, 9, 15, 1)), 2) == Box(160, 128, 640, 384)


def test_the_largest_of_two_videos_is_chosen() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((2, 2, 8, 6), (30, 15, 20, 12)), 2) == Box(960, 480, 640, 384)


def test_neighbours_that_fill_one_rectangle_are_one_region() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((2, 2, 10, 8), (14, 2, 10, 8)), 2) == Box(64, 64, 704, 256)


def test_a_lapse_of_the_clock_ends_it() -> None:
    watched = Region(HEIGHT, WIDTH)
    assert last(watched, steady((5, 4, 20, 12)), 2) is not None
    watched.seen(tiles((5, 4, 20, 12)), tiles((5, 4, 20, 12)), 60.0)
    assert watched.box(60.5) is None


@every([(1, 1), (63, 63), (64, 64), (65, 97), (97, 131), (1079, 1919)])
def test_small_and_odd_pictures(height: int, width: int) -> None:
    watched = Region(height, width)
    mask = np.ones(grid(height, width), np.bool_)
    for step in range(50):
        watched.seen(mask, mask, step * STEP)
    box = watched.box(2)
    if min(grid(height, width)) < area.SIDE_MIN:
        assert box is None
    else:
        ends = (side if side % 2 == 0 else side // TILE * TILE for side in (width, height))
        assert box == Box(0, 0, *ends)
        assert not (box.x + box.width) % TILE or box.x + box.width == width
        assert not (box.y + box.height) % TILE or box.y + box.height == height


videos = st.lists(
    st.tuples(st.integers(0, 24), st.integers(0, 17), st.integers(1, 16), st.integers(1, 12)),
    min_size=1,
    max_size=4,
)


def joined_to(box: Box, hot: Mask, size: tuple[int, int]) -> Mask:
    """The hot tiles that hang together with those inside, neighbour by neighbour."""
    inside = touched(box, size)
    found = hot & inside
    while True:
        padded = np.pad(found, 1)
        rows, columns = found.shape
        near = [padded[y : y + rows, x : x + columns] for y in range(3) for x in range(3)]
        wider = hot & np.any(near, axis=0)
        if (wider == found).all():
            return found
        found = wider


@settings(deadline=None)
@given(videos, st.integers(320, 400), st.integers(240, 300))
def test_it_holds_what_hangs_together(
    some: list[tuple[int, int, int, int]], half_width: int, half_height: int
) -> None:
    # At an odd edge the last row or column of tiles is outside.
    width, height = half_width * 2, half_height * 2
    size = (height, width)
    hot = tiles(*some, size=size)
    watched = Region(height, width)
    for step in range(30):
        watched.seen(hot, hot, step * STEP)
    box = watched.box(1.2)
    if box is None:
        return
    assert 0 <= box.x <= box.x + box.width <= width
    assert 0 <= box.y <= box.y + box.height <= height
    assert min(box.width, box.height) >= region.PIXELS_MIN
    assert not any(side % 2 for side in (box.x, box.y, box.width, box.height))
    inside = touched(box, size)
    assert (hot & inside).sum() >= region.MOVING_SHARE * inside.sum()
    together = joined_to(box, hot, size)
    assert (together & inside).sum() >= area.KEPT_SHARE * together.sum()


@settings(deadline=None)
@given(st.lists(st.tuples(videos, st.integers(1, 20)), min_size=1, max_size=12), st.booleans())
def test_it_neither_thrashes_nor_stays(
    scenes: list[tuple[list[tuple[int, int, int, int]], int]], wide: bool
) -> None:
    size = (600, 800) if wide else (450, 420)
    watched = Region(*size)
    boxes: list[Box | None] = []
    now = 0.0
    for some, captures in scenes:
        mask = tiles(*some, size=size)
        for _ in range(captures):
            now += STEP
            watched.seen(mask, mask, now)
            boxes.append(watched.box(now))
    assert beginnings(boxes) <= 1 + now / region.CHOICE_SECONDS
    assert watched.box(now + region.QUIET_SECONDS + 0.01) is None
