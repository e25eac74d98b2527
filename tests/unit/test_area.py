"""Rectangles of tiles: where they are parted, and when they take in what is beside them."""

import numpy as np
import pytest

from agent.screen.encode.film.area import WIDE_SHARE, Area, parts, widened
from agent.screen.encode.grid import Mask


def tiles(*boxes: tuple[int, int, int, int]) -> Mask:
    """A mask of boxes: column, row, width, height."""
    mask = np.zeros((20, 30), np.bool_)
    for column, row, width, height in boxes:
        mask[row : row + height, column : column + width] = True
    return mask


@pytest.mark.parametrize("gap", [1, 2])
def test_only_a_band_of_still_tiles_parts(gap: int) -> None:
    assert len(parts(tiles((2, 2, 5, 5), (7 + gap, 2, 5, 5)))) == gap


def test_what_moves_beside_it_on_every_side_is_taken_in_one_tile_deep() -> None:
    area = Area(5, 10, 5, 15)
    assert widened(area, tiles((0, 0, 30, 20))) == Area(4, 11, 4, 16)
    assert widened(area, tiles((5, 5, 10, 5))) == area


def test_little_that_moves_beside_it_is_left_outside() -> None:
    area, enough = Area(5, 10, 5, 15), round(10 * WIDE_SHARE)
    assert widened(area, tiles((5, 10, enough, 1))) == Area(5, 11, 5, 15)
    assert widened(area, tiles((5, 10, enough - 1, 1))) == area


def test_it_stays_in_the_picture() -> None:
    whole = Area(0, 20, 0, 30)
    assert widened(whole, tiles((0, 0, 30, 20))) == whole
