"""What differs from the new picture once the moves found so far are applied. Pure.

Every move reads what the old picture has, never what another move wrote: so the picture that they
make is known, for any window of it, from the old one.
"""

from typing import Final

import numpy as np

from agent.frames.operations import Move
from agent.screen.encode.grid import TILE
from agent.screen.encode.moves.extent import Axis, Counts, Extent, Wrong, gain
from agent.screen.encode.moves.shift import Shift
from agent.screen.source import Pixels

_SOME_ROWS: Final = (0, 5, 10, 15, 18, 21, 25, 30)
"""Rows of a tile that stand for all, of every remainder by 2, 4 and 8: rules may repeat."""

_FEW_ROWS: Final = (3, 10, 21, 28)

_SMALL: Final = 1 << 17
"""Up to so many pixels every row is compared."""

_LARGE: Final = 1 << 21
"""And from so many on only few."""


class Standing:
    """The moves so far, in the order in which they must be applied."""

    def __init__(self, old: Pixels, new: Pixels, area: int) -> None:
        """`area`: most pixels of all moves together."""
        self._old, self._new, self._area = old, new, area
        self.moves: list[Move] = []

    def rough(self, window: Extent, shift: Shift) -> tuple[Wrong, Wrong]:
        """What is wrong before and after a shift of a window of whole tiles.

        Shape (rows of tiles, rows that were compared of each, columns).
        """
        both = [self._both(rows, window, shift) for rows in _lines(window)]
        shape = (window.bottom - window.top) // TILE, -1, window.right - window.left
        before, after = (
            (some[0] if len(some) == 1 else np.stack(some, axis=1)).reshape(shape)
            for some in zip(*both, strict=True)
        )
        return before, after

    def gains(self, shift: Shift, extent: Extent, axis: Axis) -> Counts:
        """The gain of each row or column of a rectangle by this shift."""
        before, after = self._both(range(extent.top, extent.bottom), extent, shift)
        across = 1 - axis
        return gain(before.sum(axis=across, dtype=np.int32), after.sum(axis=across, dtype=np.int32))

    def share(self, move: Move) -> float:
        """The gain of a move, in wrong pixels of its rectangle; estimated where it is large."""
        at, wrong, left = target(move), 0, 0
        for rows in _lines(at):
            before, after = self._both(rows, at, shift_of(move))
            wrong += int(np.count_nonzero(before))
            left += int(np.count_nonzero(after))
        return (wrong - left) / max(wrong, 1)

    def add(self, move: Move) -> bool:
        """Puts a move where it reads the old picture: behind the others, or before them.

        False, and nothing added, where there is no such place, or it is too large.
        """
        if move.width * move.height > self._area:
            return False
        if not any(_meet(source(move), target(other)) for other in self.moves):
            self.moves.append(move)
        elif any(
            _meet(target(move), place)
            for other in self.moves
            for place in (source(other), target(other))
        ):
            return False
        else:
            self.moves.insert(0, move)
        self._area -= move.width * move.height
        return True

    def _both(self, rows: range, extent: Extent, shift: Shift) -> tuple[Wrong, Wrong]:
        """What is wrong in some rows of a rectangle, before and after the shift."""
        height, width = self._new.shape
        before = np.zeros((len(rows), max(extent.right - extent.left, 0)), np.bool_)
        self._compare(before, rows, extent.left, Shift(0, 0), Extent(0, height, 0, width))
        for move in self.moves:
            self._compare(before, rows, extent.left, shift_of(move), target(move))
        after = before.copy()
        self._compare(after, rows, extent.left, shift, reach(self._new, shift))
        return before, after

    def _compare(self, wrong: Wrong, rows: range, left: int, shift: Shift, at: Extent) -> None:
        """Sets what is wrong in a window of these rows after a shift of this rectangle."""
        first, last = (max(-(-(row - rows.start) // rows.step), 0) for row in (at.top, at.bottom))
        start, end = max(left, at.left), min(left + wrong.shape[1], at.right)
        some = rows[first:last]
        if some and start < end:
            before = self._old[_moved(some, -shift.dy), start - shift.dx : end - shift.dx]
            after = self._new[_moved(some, 0), start:end]
            out = wrong[first : first + len(some), start - left : end - left]
            np.not_equal(before, after, out=out)


def _lines(extent: Extent) -> list[range]:
    """The rows that are compared: all, or where these are many some of each tile."""
    if extent.area <= _SMALL:
        return [range(extent.top, extent.bottom)]
    top, rows = extent.top, _SOME_ROWS if extent.area < _LARGE else _FEW_ROWS
    return [range(top + (row - top) % TILE, extent.bottom, TILE) for row in rows]


def _moved(rows: range, by: int) -> slice:
    return slice(rows.start + by, rows.stop + by, rows.step)


def reach(pixels: Pixels, shift: Shift) -> Extent:
    """Where a shift of the whole picture has something to put."""
    height, width = pixels.shape
    top, left = max(shift.dy, 0), max(shift.dx, 0)
    return Extent(top, height + min(shift.dy, 0), left, width + min(shift.dx, 0))


def shift_of(move: Move) -> Shift:
    """How far a move goes."""
    return Shift(move.x - move.from_x, move.y - move.from_y)


def target(move: Move) -> Extent:
    """What a move writes."""
    return Extent(move.y, move.y + move.height, move.x, move.x + move.width)


def source(move: Move) -> Extent:
    """What a move reads."""
    y, x = move.from_y, move.from_x
    return Extent(y, y + move.height, x, x + move.width)


def _meet(one: Extent, other: Extent) -> bool:
    return one.common(other).area > 0
