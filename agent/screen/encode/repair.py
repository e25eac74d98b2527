"""Which coarse tiles are made exact now: those at rest, and not for the third time in vain."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.canvas import Canvas
from agent.screen.encode.grid import Mask

LONGEST_REST_SECONDS: Final = 5.0
"""The longest rest that a tile is waited for."""

IN_VAIN_SECONDS: Final = 4.0
"""A repair was in vain when its tile became coarse again within so many seconds."""

_GROWTH: Final = 2.0


class Repair:
    """Remembers for each tile how long it must rest. Times are seconds of one clock.

    A tile whose repair was in vain (a slide show, a film that pauses) must rest twice as long
    the next time, one that stayed as it was is trusted again.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        """`shape`: rows and columns of tiles."""
        self._factor: NDArray[np.float64] = np.ones(shape)
        self._mended: NDArray[np.float64] = np.full(shape, -np.inf)

    def blurred(self, tiles: Mask, now: float) -> None:
        """These tiles have just become coarse."""
        if not tiles.any():
            return
        vain = tiles & (now - self._mended < IN_VAIN_SECONDS)
        calm = tiles & ~vain & np.isfinite(self._mended)
        self._factor[vain] *= _GROWTH
        self._factor[calm] = 1.0
        self._mended[tiles] = -np.inf

    def mended(self, tiles: Mask, now: float) -> None:
        """These tiles have just been made exact."""
        self._mended[tiles] = now

    def due(self, canvas: Canvas, now: float, rest: float) -> Mask:
        """The coarse tiles that have rested long enough; `rest`: seconds for an unsuspected one."""
        return canvas.inexact & (now - canvas.since >= self._rests(rest))

    def due_in(self, canvas: Canvas, now: float, rest: float) -> float | None:
        """Seconds until the next tile is due, 0 for now; None where nothing is coarse."""
        if not canvas.inexact.any():
            return None
        left = canvas.since + self._rests(rest) - now
        return max(0.0, float(left[canvas.inexact].min()))

    def _rests(self, rest: float) -> NDArray[np.float64]:
        return np.maximum(rest, np.minimum(self._factor * rest, LONGEST_REST_SECONDS))
