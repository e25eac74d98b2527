"""The rectangle in which a translation repairs most and spoils least. Pure.

A pixel is wrong where it differs from the new picture. Where all are wrong nothing can be spoiled,
and chance would stretch a rectangle over half of a photo: so the gain of a part is not just what is
wrong before less what is wrong after, but that less a quarter of what is wrong before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.grid import TILE
from agent.screen.encode.moves.shift import Shift

Wrong = NDArray[np.bool_]
"""One truth for each pixel: it differs from the new picture."""

Counts = NDArray[np.int32]

Axis = Literal[0, 1]
"""0: rows, 1: columns."""

_CELLS_MAX: Final = 48
"""More rows and columns of cells than these are taken together two by two: the search is cubic."""

_CELL: Final = 1
"""What a cell costs, so that those without gain stay outside."""

_SURE: Final = 1 << 29
"""More than any picture gains."""

_ROUNDS: Final = 2
"""An edge's best place hangs on the other edges'; the second round settles it."""


@dataclass(frozen=True, slots=True)
class Extent:
    """A rectangle: rows from `top` up to `bottom`, columns from `left` up to `right`."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def area(self) -> int:
        """Its pixels; 0 where an end is not behind its start."""
        return max(self.bottom - self.top, 0) * max(self.right - self.left, 0)

    def span(self, axis: Axis) -> tuple[int, int]:
        """Its first row or column, and that behind its last."""
        return (self.left, self.right) if axis else (self.top, self.bottom)

    def cut(self, axis: Axis, start: int, end: int) -> "Extent":
        """The same with other rows or columns."""
        if axis:
            return Extent(self.top, self.bottom, start, end)
        return Extent(start, end, self.left, self.right)

    def shifted(self, by: Shift) -> "Extent":
        """The same elsewhere."""
        return Extent(self.top + by.dy, self.bottom + by.dy, self.left + by.dx, self.right + by.dx)

    def grown(self, by: int) -> "Extent":
        """The same with so many more rows and columns on each side."""
        return Extent(self.top - by, self.bottom + by, self.left - by, self.right + by)

    def holds(self, ys: NDArray[np.intp], xs: NDArray[np.intp]) -> NDArray[np.bool_]:
        """For each of these places whether it is inside."""
        rows = (ys >= self.top) & (ys < self.bottom)
        return rows & (xs >= self.left) & (xs < self.right)

    def around(self, other: "Extent") -> "Extent":
        """The smallest rectangle around both."""
        return Extent(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )

    def common(self, other: "Extent") -> "Extent":
        """What lies in both; its area is 0 where nothing does."""
        return Extent(
            max(self.top, other.top),
            min(self.bottom, other.bottom),
            max(self.left, other.left),
            min(self.right, other.right),
        )


_AXES: Final[tuple[Axis, Axis]] = (0, 1)

Gains = Callable[[Extent, Axis], Counts]
"""The gain of each row or of each column of a rectangle."""


def gain(before: Counts, after: Counts) -> Counts:
    """The gain of parts with so many wrong pixels, in quarters of a pixel."""
    return 3 * before - 4 * after


def rough(before: Wrong, after: Wrong) -> tuple[Extent, int] | None:
    """The rectangle of whole cells with the greatest gain, and the side of a cell in pixels.

    Both arrays have the shape (rows of tiles, some rows of each, columns of whole tiles). None
    where no cell gains.
    """
    gains, cell = gain(_cells(before), _cells(after)) - _CELL, TILE
    while min(gains.shape) > _CELLS_MAX:
        gains, cell = _halved(gains), cell * 2
    found = greatest(gains)
    if found is None:
        return None
    edges = (found.top, found.bottom, found.left, found.right)
    return Extent(*(edge * cell for edge in edges)), cell


def trimmed(extent: Extent, window: Extent, reach: int, gains: Gains) -> Extent | None:
    """The rectangle with each edge moved, by at most `reach` a round, to where it gains most.

    It stays within the window. None where nothing gains.
    """
    extent = extent.common(window)
    for _ in range(_ROUNDS):
        before = extent
        extent = _settled(extent, 0, window, reach, gains)
        extent = _settled(extent, 1, window, reach, gains)
        if extent == before:
            break
    return extent if extent.area else None


def confirmed(guess: Extent, window: Extent, reach: int, gains: Gains) -> Extent | None:
    """A guessed rectangle with each edge where it gains most: unmoved where that is as good.

    None where it would have to be moved by `reach` or more within the window, or is too small to
    tell: then the guess was wrong.
    """
    extent = guess.common(window)
    if min(extent.bottom - extent.top, extent.right - extent.left) <= 2 * reach:
        return None
    for _ in range(_ROUNDS):
        before: Extent | None = extent
        for axis in _AXES:
            found = _confirmed(extent, axis, window, reach, gains)
            if found is None:
                return None
            extent = found
        if extent == before:
            break
    return extent


def greatest(gains: Counts) -> Extent | None:
    """The rectangle with the greatest sum, if any is above zero."""
    rows, columns = gains.shape
    if rows > columns:
        turned = greatest(gains.T)
        return turned and Extent(turned.left, turned.right, turned.top, turned.bottom)
    sums = np.zeros((rows + 1, columns), np.int32)
    np.cumsum(gains, axis=0, out=sums[1:])
    tops, bottoms = np.triu_indices(rows + 1, 1)
    across = np.zeros((tops.size, columns + 1), np.int32)
    np.cumsum(sums[bottoms] - sums[tops], axis=1, out=across[:, 1:])
    lowest = np.minimum.accumulate(across, axis=1)
    pair, right = divmod(int((across - lowest).argmax()), columns + 1)
    left = int(np.flatnonzero(across[pair, : right + 1] == lowest[pair, right])[-1])
    if left == right:
        return None
    return Extent(int(tops[pair]), int(bottoms[pair]), left, right)


def _cells(wrong: Wrong) -> Counts:
    """The wrong pixels of each tile; the truths of eight pixels are summed at once."""
    sums = np.add.reduce(wrong.view(np.uint64), axis=1).view(np.uint8)
    return np.asarray(sums.reshape(len(sums), -1, TILE).sum(axis=2, dtype=np.int32))


def _halved(gains: Counts) -> Counts:
    rows, columns = gains.shape
    even = np.zeros((rows + rows % 2, columns + columns % 2), np.int32)
    even[:rows, :columns] = gains
    fours = even.reshape(even.shape[0] // 2, 2, -1, 2)
    return np.asarray(fours.sum(axis=(1, 3), dtype=np.int32))


def _settled(extent: Extent, axis: Axis, window: Extent, reach: int, gains: Gains) -> Extent:
    """The rectangle with its first and last row (or column) where there is most to gain.

    What is deep inside is taken as one row that belongs to it in any case.
    """
    start, end = extent.span(axis)
    first, last = window.span(axis)
    low, high = max(start - reach, first), min(end + reach, last)
    deep = max(end - start - 2 * reach, 0)
    if deep:
        heads = gains(extent.cut(axis, low, start + reach), axis)
        tails = gains(extent.cut(axis, end - reach, high), axis)
        profile = np.concatenate((heads, [_SURE], tails), dtype=np.int32)
    else:
        profile = gains(extent.cut(axis, low, high), axis)
    found = greatest(profile[None])
    if found is None:
        return extent.cut(axis, start, start)
    return extent.cut(axis, low + found.left, low + found.right + max(deep - 1, 0))


def _confirmed(
    extent: Extent, axis: Axis, window: Extent, reach: int, gains: Gains
) -> Extent | None:
    start, end = extent.span(axis)
    first, last = window.span(axis)
    low, high = max(start - reach, first), min(end + reach, last)
    heads = gains(extent.cut(axis, low, start + reach), axis)
    tails = gains(extent.cut(axis, end - reach, high), axis)
    # Seen from the middle to the edge, either way.
    ahead = _edge(heads[::-1], reach, open_end=low > first)
    behind = _edge(tails, reach, open_end=high < last)
    if ahead is None or behind is None:
        return None
    return extent.cut(axis, start + reach - ahead, end - reach + behind)


def _edge(gains: Counts, place: int, *, open_end: bool) -> int | None:
    """How many of these, from the first on, gain most: `place` where so many do.

    None where it is none of them, or all of them and there may be more.
    """
    sums = np.cumsum(gains)
    most = sums.max(initial=0)
    if place and sums[place - 1] == most:
        return place
    found = int(sums.argmax()) + 1
    return None if most == 0 or (open_end and found == sums.size) else found
