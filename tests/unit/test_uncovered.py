"""Rectangles less others, what moves on, and which part of a rectangle is worth restoring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.frames.operations import Move
from agent.screen.encode.grid import grid
from agent.screen.encode.overlap import extent, grown, in_tiles, inside, window, without
from agent.screen.encode.shelf.trail import TRAIL_SECONDS, Trail
from agent.screen.encode.shelf.uncovered import PIXELS_MIN, fitting, share
from agent.screen.source import Box

SHAPE = (90, 130)
ALL = Box(0, 0, SHAPE[1], SHAPE[0])
boxes = st.builds(
    lambda x, y, width, height: Box(x, y, min(width, 130 - x), min(height, 90 - y)),
    *(st.integers(0, 129), st.integers(0, 89), st.integers(1, 130), st.integers(1, 90)),
)


@given(boxes, st.lists(boxes, max_size=4))
def test_what_is_left_is_each_pixel_that_no_hole_covers_once(box: Box, holes: list[Box]) -> None:
    wanted, found = np.zeros(SHAPE, int), np.zeros(SHAPE, int)
    wanted[window(box)] = 1
    for hole in holes:
        wanted[window(hole)] = 0
    for piece in without(box, holes):
        found[window(piece)] += 1
    assert np.array_equal(found, wanted)


@given(boxes)
def test_tiles_of_a_box(box: Box) -> None:
    pixels = np.zeros(SHAPE, bool)
    pixels[window(box)] = True
    padded = np.zeros((96, 160), bool)
    padded[:90, :130] = pixels
    touched = np.asarray(padded.reshape(3, 32, 5, 32).any(axis=(1, 3)))
    padded[90:], padded[:, 130:] = padded[89], padded[:, 129:130]
    whole = padded.reshape(3, 32, 5, 32).all(axis=(1, 3))
    found = np.zeros(grid(*SHAPE), bool)
    found[in_tiles(box)] = True
    assert np.array_equal(found, touched)
    within = np.zeros(grid(*SHAPE), bool)
    within[inside(box, SHAPE)] = True
    assert np.array_equal(within, whole)
    rows, columns = in_tiles(box)
    wanted = (columns.start, rows.start, columns.stop - columns.start, rows.stop - rows.start)
    assert extent(touched) == Box(*wanted)


def test_a_margin_ends_at_the_edge() -> None:
    assert grown(Box(5, 60, 20, 20), 16, SHAPE) == Box(0, 44, 41, 46)


def test_what_is_dragged_goes_on_and_what_scrolls_does_not() -> None:
    dragged = Trail().after([Move(10, 10, 50, 40, 0, 0)], 0, SHAPE, 5.0)
    assert dragged.goes_on([Move(17, 12, 50, 40, 10, 10)], 5.1)
    assert not dragged.goes_on([Move(17, 12, 50, 40, 10, 10)], 5.1 + TRAIL_SECONDS)
    scrolled = Trail().after([Move(0, 0, 90, 60, 0, 20)], 0, SHAPE, 5.0)
    assert not scrolled.goes_on([Move(0, 0, 90, 60, 0, 20)], 5.1)
    assert not Trail().goes_on([Move(17, 12, 50, 40, 10, 10)], 0.0)


PICTURE = np.random.default_rng(5).integers(1, 1 << 24, SHAPE, dtype=np.uint32)


def test_only_what_is_repaired_is_drawn() -> None:
    shown, kept = PICTURE.copy(), PICTURE.copy()
    shown[20:60, 30:90] = 0
    assert fitting(shown, kept, PICTURE, ALL) == Box(30, 20, 60, 40)
    assert share(shown, kept, PICTURE, ALL) == 1.0
    kept[:, :] = 7
    assert fitting(shown, kept, PICTURE, ALL) is None
    assert share(shown, kept, PICTURE, ALL) == 0.0
    assert share(PICTURE, kept, PICTURE, ALL) == 0.0


@pytest.mark.parametrize("missing", [0, 1])
def test_a_few_pixels_are_left_alone(missing: int) -> None:
    shown = PICTURE.copy()
    shown[3, : PIXELS_MIN - missing] = 0
    assert (fitting(shown, PICTURE, PICTURE, ALL) is None) == bool(missing)


def test_nothing_that_is_right_is_spoilt_for_less() -> None:
    shown, kept = PICTURE.copy(), PICTURE.copy()
    shown[20:60, 30:90] = 0
    kept[55:, :] = 7
    kept[:, :40] = 7
    assert fitting(shown, kept, PICTURE, ALL) == Box(40, 20, 50, 35)


def test_a_hole_does_not_keep_the_rest_back() -> None:
    shown, kept = np.zeros_like(PICTURE), PICTURE.copy()
    kept[30:60, 40:80] = 7
    assert fitting(shown, kept, PICTURE, ALL) == ALL


def test_other_text_on_the_same_ground_is_no_gain() -> None:
    dice = np.random.default_rng(6)
    shown, kept, wanted = (np.where(dice.random(SHAPE) < 0.2, 1, 9).astype("u4") for _ in range(3))
    assert fitting(shown, kept, wanted, ALL) is None
