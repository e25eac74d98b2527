"""Which coarse tiles are made exact now: those at rest, and not for the third time in vain.

A change every second and a half (a slide show of 1100 × 720) cost 700 kB of repairs three times
over before doubling alone had learned it; its second pause tells as much.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.canvas import Canvas
from agent.screen.encode.grid import Mask

LONGEST_REST_SECONDS: Final = 5.0
"""The longest rest that a tile is waited for."""

IN_VAIN_SECONDS: Final = 4.0
"""A repair was in vain when its tile became coarse again within so many seconds."""

RHYTHM_SECONDS: Final = 2.0
"""A pause between two changes that is no longer is expected to come again."""

_GROWTH: Final = 2.0
_BEYOND: Final = 1.25
"""So many times such a pause a tile must rest."""


class Repair:
    """Remembers for each tile how long it must rest. Times are seconds of one clock.

    A tile whose repair was in vain (a slide show, a film that pauses) must rest twice as long
    the next time, one that stayed as it was is trusted again. And one that changes in a rhythm
    must rest longer than any pause in it, until it pauses longer.
    """

    def __init__(self, shape: tuple[int, int]) -> None:
        """`shape`: rows and columns of tiles."""
        self._factor: NDArray[np.float64] = np.ones(shape)
        self._mended: NDArray[np.float64] = np.full(shape, -np.inf)
        self._changed: NDArray[np.float64] = np.full(shape, -np.inf)
        self._pause: NDArray[np.float64] = np.zeros(shape)
        self._calm = (-np.inf, 0.0)

    def blurred(self, tiles: Mask, now: float) -> None:
        """These tiles have just become coarse."""
        if not tiles.any():
            return
        vain = tiles & (now - self._mended < IN_VAIN_SECONDS)
        calm = tiles & ~vain & np.isfinite(self._mended)
        self._factor[vain] *= _GROWTH
        self._factor[calm] = 1.0
        self._mended[tiles] = -np.inf

    def changed(self, tiles: Mask, now: float) -> None:
        """These tiles have just changed and are coarse, whatever they were before."""
        np.copyto(self._pause, self._pauses(now), where=tiles)
        self._changed[tiles] = now

    def soon(self, now: float, rest: float) -> Mask:
        """The tiles that will need the ordinary rest only if they change now; in seconds."""
        ordinary: Mask = self._rests(rest, self._pauses(now)) <= rest
        return ordinary

    def mended(self, tiles: Mask, now: float) -> None:
        """These tiles have just been made exact."""
        self._mended[tiles] = now

    def restless(self, tiles: Mask) -> bool:
        """Whether most of these tiles changed in a rhythm before they rested, and may go on."""
        return bool(2 * np.count_nonzero(self._pause[tiles]) > np.count_nonzero(tiles))

    def due(self, canvas: Canvas, now: float, rest: float) -> Mask:
        """The coarse tiles that have rested long enough; `rest`: seconds for an unsuspected one."""
        rested: Mask = canvas.inexact & (now - canvas.since >= rest)
        if not rested.any():
            # No tile may rest for less; all that is coarse is a film's, mostly.
            return rested
        return rested & (now - canvas.since >= self._rests(rest, self._pause))

    def due_in(self, canvas: Canvas, now: float, rest: float) -> float | None:
        """Seconds until a tile may be due, 0 where one is now; None where nothing is coarse."""
        if not canvas.inexact.any():
            return None
        until, known_rest = self._calm
        if now < until and rest == known_rest:
            return until - now
        left = canvas.since + self._rests(rest, self._pause) - now
        due = max(0.0, float(left[canvas.inexact].min()))
        # Whatever changes from now on rests at least so long: a film need not be asked each time.
        self._calm = (now + min(due, rest), rest)
        return due

    def _pauses(self, now: float) -> NDArray[np.float64]:
        """The longest pause in each tile's rhythm, if it changes now; 0 where it has none."""
        pause = now - self._changed
        return np.where(pause <= RHYTHM_SECONDS, np.maximum(pause, self._pause), 0.0)

    def _rests(self, rest: float, pause: NDArray[np.float64]) -> NDArray[np.float64]:
        if not rest:
            return np.zeros_like(pause)
        wanted = np.maximum(self._factor * rest, pause * _BEYOND)
        return np.maximum(rest, np.minimum(wanted, LONGEST_REST_SECONDS))
