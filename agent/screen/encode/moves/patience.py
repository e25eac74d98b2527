"""When to search for moves again after searches that found none. Pure.

A film changes in every frame and never moves as a whole: each search in vain makes the next pause
longer, until something is found or something else changes.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from agent.screen.encode.grid import Mask
from agent.screen.encode.moves.extent import Extent
from agent.screen.encode.moves.search import TILES_MIN

PAUSE_MAX: Final = 8
"""Most frames in a row without a search while the same area changes."""

_NEARLY: Final = 0.7
"""Areas that have this share of their union in common are the same area."""


@dataclass(frozen=True, slots=True)
class Patience:
    """What the searches so far have taught."""

    vain: int = 0
    """Searches in a row that found nothing."""
    pause: int = 0
    """Frames that still pass without a search."""
    area: Extent | None = None
    """The tiles of the last search in vain."""

    def due(self, changed: Mask) -> bool:
        """Whether a search for moves in these tiles is worth its time."""
        return not self.pause or not _same(_area(changed), self.area)

    def after(self, changed: Mask, found: bool | None) -> "Patience":
        """What is known after a frame: moves were found, or not, or not searched for (None).

        A frame with too few changed tiles for a search teaches nothing.
        """
        if found:
            return Patience()
        if np.count_nonzero(changed) < TILES_MIN:
            return self
        if found is None:
            return Patience(self.vain, max(self.pause - 1, 0), self.area)
        area = _area(changed)
        vain = self.vain + 1 if _same(area, self.area) else 1
        return Patience(vain, min(2 ** min(vain - 1, PAUSE_MAX) - 1, PAUSE_MAX), area)


def _area(changed: Mask) -> Extent | None:
    rows, columns = (np.flatnonzero(changed.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    return Extent(int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1)


def _same(one: Extent | None, other: Extent | None) -> bool:
    if one is None or other is None:
        return one is other
    common = one.common(other).area
    return common >= _NEARLY * (one.area + other.area - common)
