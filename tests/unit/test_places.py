"""Small pictures are found where they stand, and nowhere else."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agent.screen.encode.copies.places import (
    BAND_MAX,
    HITS_MAX,
    KEPT_MAX,
    PLACES_MAX,
    REACH,
    Places,
    search,
)
from agent.screen.source import Pixels
from tests.fakes.scenes import WHITE, flat, noise, text

GLYPH = noise(7, 9, 5)
seeds = st.integers(0, 1 << 30)


def page(width: int = 200, height: int = 120) -> Pixels:
    return flat(width, height, WHITE)


def put(pixels: Pixels, x: int, y: int, glyph: Pixels = GLYPH) -> None:
    pixels[y : y + len(glyph), x : x + glyph.shape[1]] = glyph


def test_the_nearest_row_comes_first() -> None:
    pixels = page()
    for place in ((3, 4), (100, 60), (50, 100)):
        put(pixels, *place)
    assert search(pixels, GLYPH, 90) == [(50, 100), (100, 60), (3, 4)]


def test_every_corner_is_looked_at() -> None:
    pixels = page()
    corners = {(0, 0), (193, 0), (0, 111), (193, 111)}
    for place in corners:
        put(pixels, *place)
    assert set(search(pixels, GLYPH, 50)) == corners


def test_rows_do_not_go_on_beyond_the_edge() -> None:
    """A letter cut by the right edge, whose rest stands at the left, one row below."""
    pixels = page()
    pixels[10:19, 196:] = GLYPH[:, :4]
    pixels[11:20, :3] = GLYPH[:, 4:]
    assert search(pixels, GLYPH, 10) == []


def test_one_other_pixel_is_another_picture() -> None:
    pixels = page()
    put(pixels, 20, 20)
    other = GLYPH.copy()
    other[4, 3] ^= np.uint32(1)
    assert search(pixels, other, 20) == []


def test_no_further_than_its_reach() -> None:
    pixels = page(60, 2 * REACH)
    put(pixels, 5, 0)
    assert search(pixels, GLYPH, REACH) == [(5, 0)]
    assert search(pixels, GLYPH, REACH + 1) == []


def test_no_more_pixels_than_bounded() -> None:
    width = BAND_MAX // REACH
    pixels = page(width, 2 * REACH)
    put(pixels, 5, 0)
    assert search(pixels, GLYPH, REACH // 2) == [(5, 0)]
    assert search(pixels, GLYPH, REACH // 2 + 1) == []


def test_no_more_places_than_bounded() -> None:
    pixels = page()
    for at in range(PLACES_MAX + 3):
        put(pixels, 10 * at, 20)
    assert len(search(pixels, GLYPH, 20)) == PLACES_MAX


def test_of_a_common_colour_only_the_nearest() -> None:
    dots = flat(2, 2, WHITE)
    dots[0, 0] = 0xFF000000
    pixels = page(4 * HITS_MAX // 100, 300)
    pixels[::2, ::2] = 0xFF000000
    found = search(pixels, dots, 150)
    assert len(found) == PLACES_MAX
    assert {y for _, y in found} == {150}


@given(seeds)
@settings(max_examples=60, deadline=None)
def test_what_is_found_is_the_same(seed: int) -> None:
    chooser = np.random.default_rng(seed)
    pixels = text(100, 80, seed, smooth=bool(chooser.integers(2)))
    width, height = chooser.integers(1, 20, 2).tolist()
    x, y = int(chooser.integers(100 - width)), int(chooser.integers(80 - height))
    sought = pixels[y : y + height, x : x + width].copy()
    # Nobody looks for a piece of one colour, and of its many places only the nearest are tried.
    assume((sought != sought[0, 0]).any())
    found = search(pixels, sought, int(chooser.integers(80)))
    for left, top in found:
        assert np.array_equal(pixels[top : top + height, left : left + width], sought)
    assert found
    assert len(set(found)) == len(found)


def test_a_place_is_remembered() -> None:
    places = Places()
    assert places.recall(GLYPH) == []
    places.note(GLYPH, (1, 2))
    places.note(GLYPH, (3, 4))
    assert places.recall(GLYPH.copy()) == [(3, 4)]
    assert places.recall(GLYPH.reshape(9, 7).T) == []


def test_the_oldest_is_forgotten() -> None:
    places = Places()
    some = [flat(1, 2, colour) for colour in range(KEPT_MAX + 1)]
    for at, one in enumerate(some[:-1]):
        places.note(one, (at, 0))
    places.note(some[0], (7, 7))
    places.note(some[-1], (9, 9))
    assert places.recall(some[0]) == [(7, 7)]
    assert places.recall(some[1]) == []
    assert places.recall(some[-1]) == [(9, 9)]
