"""Rectangles of tiles, and which of them hold what moves. Pure."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from agent.screen.encode.grid import Mask

SIDE_MIN: Final = 3
"""Shortest side in tiles: a spinner of 32 pixels may touch two, a progress bar as well."""

GAP_MIN: Final = 2
"""Fewer still tiles than these between hot ones are a hole, and do not part them."""

EDGE_SHARE: Final = 0.25
"""Rows and columns at the edge with a smaller share of hot tiles than this are cut off..."""

KEPT_SHARE: Final = 0.8
"""... as long as this share of the hot tiles is left."""

WIDE_SHARE: Final = 0.6
"""A row or column beside it is of a video too where such a share of it moves: of a film that ends
somewhere in a tile, what is left and right of its rim decides what that tile looks like."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of tiles, the ends excluded."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def window(self) -> tuple[slice, slice]:
        return np.s_[self.top : self.bottom, self.left : self.right]

    @property
    def size(self) -> int:
        return (self.bottom - self.top) * (self.right - self.left)

    @property
    def shortest(self) -> int:
        return min(self.bottom - self.top, self.right - self.left)

    def within(self, tiles: Mask) -> int:
        """How many of the tiles lie inside."""
        return int(np.count_nonzero(tiles[self.window]))

    def share(self, tiles: Mask) -> float:
        return self.within(tiles) / self.size

    def touches(self, other: "Area") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def joined(self, other: "Area") -> "Area":
        return Area(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )


def parts(hot: Mask) -> list[Area]:
    """The rectangles, in tiles, into which bands of still tiles part the hot ones.

    A band crosses its whole rectangle and is at least `GAP_MIN` wide, so neighbours stay together.
    What is narrower than `SIDE_MIN` is left out.
    """
    found: list[Area] = []
    waiting = [Area(0, hot.shape[0], 0, hot.shape[1])]
    while waiting:
        area = waiting.pop()
        rows = _runs(np.any(hot[area.window], axis=1))
        columns = _runs(np.any(hot[area.window], axis=0))
        pieces = [
            Area(area.top + top, area.top + bottom, area.left + left, area.left + right)
            for top, bottom in rows
            for left, right in columns
        ]
        if pieces == [area]:
            found.append(area)
        else:
            waiting += [piece for piece in pieces if piece.shortest >= SIDE_MIN]
    return found


def _runs(line: Mask) -> list[tuple[int, int]]:
    """Beginnings and ends of what is true, over gaps of less than `GAP_MIN`."""
    runs: list[tuple[int, int]] = []
    for place in np.flatnonzero(line).tolist():
        if runs and place - runs[-1][1] < GAP_MIN:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def trimmed(area: Area, hot: Mask) -> Area:
    """The area without the thin ends that a few hot tiles give it."""
    least = KEPT_SHARE * area.within(hot)
    while area.shortest > 1:
        shorter = min(_shortened(area), key=lambda one: _lost_share(area, one, hot))
        if _lost_share(area, shorter, hot) >= EDGE_SHARE or shorter.within(hot) < least:
            break
        area = shorter
    return area


def _shortened(area: Area) -> list[Area]:
    """The area less one row or column at each of its edges."""
    top, bottom, left, right = area.top, area.bottom, area.left, area.right
    return [
        Area(top + 1, bottom, left, right),
        Area(top, bottom - 1, left, right),
        Area(top, bottom, left + 1, right),
        Area(top, bottom, left, right - 1),
    ]


def _lost_share(area: Area, shorter: Area, hot: Mask) -> float:
    return (area.within(hot) - shorter.within(hot)) / (area.size - shorter.size)


def within_both(hot: Mask, one: Area, other: Area) -> int:
    common = Area(
        max(one.top, other.top),
        min(one.bottom, other.bottom),
        max(one.left, other.left),
        min(one.right, other.right),
    )
    return common.within(hot)


def widened(area: Area, moves: Mask) -> Area:
    """The area with those rows and columns right beside it that move like itself."""
    rows, columns = moves.shape
    top, bottom, left, right = area.top, area.bottom, area.left, area.right
    beside = [
        Area(top - 1, top, left, right),
        Area(bottom, bottom + 1, left, right),
        Area(top, bottom, left - 1, left),
        Area(top, bottom, right, right + 1),
    ]
    for one in beside:
        inside = one.top >= 0 and one.left >= 0 and one.bottom <= rows and one.right <= columns
        if inside and one.share(moves) >= WIDE_SHARE:
            area = area.joined(one)
    return area
