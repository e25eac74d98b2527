"""When a region is chosen, and that it is chosen whole at once."""

from collections.abc import Callable

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.screen.encode.film import region
from agent.screen.encode.film.region import Region
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.source import Box

SIZE = (480, 800)
FILM = np.s_[4:12, 5:20]
BOX = Box(5 * TILE, 4 * TILE, 15 * TILE, 8 * TILE)
STEP = 0.04


def film() -> Mask:
    mask = np.zeros(grid(*SIZE), np.bool_)
    mask[FILM] = True
    return mask


def begins(step: float, begin: float, changes: Callable[[int], bool]) -> tuple[float, Box]:
    """How long after the first change a film becomes the region, looked at every few seconds."""
    watched, still = Region(*SIZE), np.zeros(grid(*SIZE), np.bool_)
    watched.seen(still, still, 0.0)
    for number in range(200):
        now = begin + number * step
        mask = film() if changes(number) else still
        watched.seen(mask, mask, now)
        if (box := watched.box(now)) is not None:
            return now - begin, box
    raise AssertionError("it does not begin")


@given(st.floats(1 / 60, region.BRISK_GAP_SECONDS - 0.001), st.floats(0, 10))
def test_what_never_pauses_is_the_region_after_0_3_s(step: float, begin: float) -> None:
    after, box = begins(step, begin, lambda number: True)
    assert region.BRISK_SECONDS - 1e-9 <= after <= region.BRISK_SECONDS + step + 1e-9
    assert box == BOX


@given(st.floats(0, 10))
def test_what_pauses_waits_for_the_slices(begin: float) -> None:
    pause = int(region.BRISK_GAP_SECONDS / STEP) + 1
    after, box = begins(STEP, begin, lambda number: number % pause == 0)
    assert after > (region.HOT_SLICES - 1) * region.SLICE_SECONDS
    assert box == BOX


def test_the_rim_of_a_film_is_inside_where_it_looks_like_something_else() -> None:
    """A few columns of it, and a few rows, amid a page of one colour."""
    watched, photo = Region(*SIZE), film()
    photo[11:] = photo[:, 19:] = False
    for step in range(50):
        watched.seen(film(), photo, step * STEP)
    assert watched.box(2) == BOX
