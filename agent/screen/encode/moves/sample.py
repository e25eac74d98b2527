"""Some of the pixels that changed and are worth something, to try translations on. Pure.

A pixel that equals its neighbours costs next to nothing to send and fits nearly every translation
of nearly everything; so the sample has only pixels that differ from a neighbour: from the one above
to the left, or from the one below to the right, which sees every edge but one of that direction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.grid import TILE, Mask
from agent.screen.encode.moves.shift import Shift
from agent.screen.source import Pixels

Points = NDArray[np.intp]
"""Coordinates, or places in the rows laid end to end."""

_LOOKS: Final = 8192
"""About so many pixels are looked at, spread evenly over the changed tiles."""

_LOOKS_A_TILE: Final = 512

_KEPT: Final = 1024
"""Most points of a sample."""

_PAIR: Final = 8
"""Every second look is so many columns from the one before: in the same line of the cache, which
is what looking costs."""

_STRIDE: Final = 633
"""1024 over the golden ratio: its multiples, taken modulo 1024, spread evenly over a tile."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Points of the new picture with their colours, and those of two neighbours."""

    ys: Points
    xs: Points
    here: Pixels
    above: Pixels
    """Above to the left."""
    below: Pixels
    """Below to the right."""
    weight: float
    """Changed pixels, as worth something as these, that a point stands for."""

    @property
    def size(self) -> int:
        """Number of points."""
        return self.ys.size

    def some(self, which: Points) -> "Sample":
        """Some of these points."""
        return Sample(
            *(self.ys[which], self.xs[which]),
            *(self.here[which], self.above[which], self.below[which]),
            self.weight * self.size / max(which.size, 1),
        )

    def fits(self, old: Pixels, shifts: Sequence[Shift]) -> NDArray[np.bool_]:
        """For each shift a row with one truth a point: with the shift, `old` has it right."""
        height, width = old.shape
        ys = self.ys - np.array([[shift.dy] for shift in shifts], np.intp).reshape(-1, 1)
        xs = self.xs - np.array([[shift.dx] for shift in shifts], np.intp).reshape(-1, 1)
        fits = (ys > 0) & (ys < height - 1) & (xs > 0) & (xs < width - 1)
        at = np.where(fits, ys * width + xs, width + 1)
        fits &= old.take(at) == self.here
        fits &= old.take(at - width - 1) == self.above
        fits &= old.take(at + width + 1) == self.below
        return np.asarray(fits)


def take(old: Pixels, new: Pixels, changed: Mask) -> Sample:
    """A sample of what changed in these tiles: the same for the same pictures."""
    height, width = new.shape
    ys, xs = _scattered(changed)
    at = (ys * width + xs)[(ys > 0) & (ys < height - 1) & (xs > 0) & (xs < width - 1)]
    looks = max(at.size, 1)
    at = at[new.take(at) != old.take(at)]
    here, diagonal = new.take(at), width + 1
    at = at[(here != new.take(at - diagonal)) | (here != new.take(at + diagonal))]
    worth = at.size
    if worth > _KEPT:
        at = at[np.arange(_KEPT) * worth // _KEPT]
    weight = np.count_nonzero(changed) * TILE * TILE / looks * worth / max(at.size, 1)
    here, above, below = (new.take(at + by) for by in (0, -diagonal, diagonal))
    return Sample(at // width, at % width, here, above, below, weight)


def _scattered(changed: Mask) -> tuple[Points, Points]:
    """Points all over the changed tiles, those beyond the picture's edge among them."""
    rows, columns = np.nonzero(changed)
    each = min(max(_LOOKS // max(rows.size, 1), 2), _LOOKS_A_TILE)
    looks = np.arange(rows.size * each)
    places = (looks >> 1) * _STRIDE % (TILE * TILE) ^ (looks & 1) * _PAIR
    ys, xs = np.divmod(places, TILE)
    return ys + np.repeat(rows * TILE, each), xs + np.repeat(columns * TILE, each)
