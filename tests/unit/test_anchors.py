"""Anchors are where their content says, and vote for how far it went."""

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.screen.encode.moves import anchors
from agent.screen.encode.moves.anchors import RUN, Reading
from agent.screen.encode.moves.shift import Shift
from agent.screen.source import Pixels
from tests.fakes.scenes import flat, noise, photo, put, text

ALL = np.ones((10, 20), np.bool_)


def read(pixels: Pixels, *, apart: bool = False) -> dict[int, tuple[int, int]]:
    """Every anchor of all rows: the place of each key."""
    tiles = np.ones((-(-len(pixels) // 32), -(-pixels.shape[1] // 32)), np.bool_)
    way = Reading(tiles, 0, pixels.shape[1], 8, RUN, apart)
    some = anchors.anchors(way, pixels, np.arange(len(pixels)))
    places = zip(some.ys.tolist(), some.xs.tolist(), strict=True)
    return dict(zip(some.keys.tolist(), places, strict=True))


def votes(old: Pixels, new: Pixels) -> list[Shift]:
    ys, xs = np.nonzero(old != new)
    changed = np.zeros((-(-len(old) // 32), -(-old.shape[1] // 32)), np.bool_)
    changed[ys // 32, xs // 32] = True
    return anchors.votes(old, new, changed, ys, xs)


@given(st.integers(0, 99), st.integers(0, 99), st.sampled_from([photo, text, noise]))
def test_a_part_has_the_same_anchors_wherever_it_stands(
    dx: int, dy: int, make: Callable[[int, int, int], Pixels]
) -> None:
    part = make(200, 60, 3)
    there = put(flat(320, 200), part, dx, dy)
    here, moved = read(part), read(there)
    assert here
    alone = {key: at for key, at in moved.items() if dx <= at[1] < dx + 200 - RUN}
    assert {key: (y - dy, x - dx) for key, (y, x) in alone.items()}.items() <= here.items()
    assert len(alone) >= 0.9 * len(here)


def test_what_repeats_and_what_is_flat_has_no_anchor() -> None:
    assert read(flat(300, 50)) == {}
    assert read(np.tile(noise(20, 5), (10, 15))) == {}
    assert read(np.vstack([text(300, 40)] * 2)) == {}


def test_what_repeats_in_every_row_has_anchors_where_rows_stand_apart() -> None:
    stripes = np.tile(noise(300, 1), (20, 1))
    assert read(stripes) == {}
    assert {y for y, _ in read(stripes, apart=True).values()} == set(range(20))


def test_the_anchors_are_few_and_keys_ascend() -> None:
    way = Reading(ALL, 0, 640, 8, RUN, False)
    some = anchors.anchors(way, noise(640, 320), np.arange(320))
    assert some.keys.size == 4096
    assert np.all(some.keys[1:] > some.keys[:-1])


def test_a_picture_narrower_than_a_run_has_no_anchor() -> None:
    for width in (1, RUN - 1, RUN):
        assert read(noise(width, 40)) == {}


@given(st.integers(-300, 300), st.integers(-100, 100))
def test_the_first_vote_is_right_and_zero_is_none(dx: int, dy: int) -> None:
    wall, part = photo(800, 400), noise(150, 120, 7)
    old, new = put(wall, part, 320, 140), put(wall, part, 320 + dx, 140 + dy)
    shifts = votes(old, new)
    assert shifts[:1] == [Shift(dx, dy)] * bool(dx or dy)
    assert Shift(0, 0) not in shifts


def test_stripes_that_are_the_same_in_every_row() -> None:
    stripes = np.tile(noise(500, 1), (200, 1))
    assert votes(stripes[:, :400], stripes[:, 20:420])[:1] == [Shift(-20, 0)]
    turned = np.ascontiguousarray(stripes.T)
    assert votes(turned[20:420], turned[:400])[:1] == [Shift(0, 20)]


def test_no_votes_without_points() -> None:
    nothing = np.zeros(0, np.intp)
    assert anchors.votes(flat(640, 320), flat(640, 320), ALL, nothing, nothing) == []
