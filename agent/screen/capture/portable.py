"""The whole desktop by mss, where nothing better works: compared at intervals."""

import sys
import time
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from agent.screen.capture.polled import Eyes, PolledScreen, Rhythm, Seen, no_cursor
from agent.screen.source import Box, CursorChange, NoScreen, Pixels, ScreenUnavailable

RHYTHM: Final = Rhythm(quick=1 / 20, slow=1 / 4)
"""A look takes the whole desktop out of the system, which is too dear for more."""

BAND: Final = 32
"""Rows that are compared at a time."""

_MEANT: Final = np.uint32(0x00FFFFFF)


class Compared:
    """Looks by `take`, which gives a picture with width, height and `raw`, as mss does.

    What differs is named by bands of rows; the fourth byte of a pixel means nothing.
    """

    def __init__(self, take: Callable[[], Any]) -> None:
        self._take = take
        self._last: Pixels | None = None

    def look(self) -> Seen:
        """A picture, and the bands in which it differs from the last one."""
        picture = self._take()
        # `raw` is new memory at every call: the last one may be kept without a copy.
        pixels = np.frombuffer(picture.raw, np.uint32).reshape(picture.height, picture.width)
        last, self._last = self._last, pixels
        if last is None or last.shape != pixels.shape:
            return Seen(pixels, [Box(0, 0, picture.width, picture.height)])
        return Seen(pixels, bands(last, pixels))


def bands(old: Pixels, new: Pixels) -> list[Box]:
    """The bands of rows in which two pictures of one size differ; neighbours are one box."""
    height, width = new.shape
    found: list[Box] = []
    for top in range(0, height, BAND):
        rows = slice(top, top + BAND)
        if _same(old[rows], new[rows]):
            continue
        begin = found.pop().y if found and found[-1].y + found[-1].height == top else top
        found.append(Box(0, begin, width, min(top + BAND, height) - begin))
    return found


def _same(old: Pixels, new: Pixels) -> bool:
    # Equal bytes are found soonest; only where some differ it matters which.
    return bool(np.array_equal(old, new)) or not bool(((old ^ new) & _MEANT).any())


def open_portable(cursor: Callable[[], CursorChange] = no_cursor) -> PolledScreen:
    """The screen by mss; `ScreenUnavailable` where it gives none."""
    # Loaded only where it is needed: on X11 it never is.
    import mss

    try:
        grabber = mss.MSS()
        eyes = Eyes(Compared(lambda: grabber.grab(grabber.monitors[0])).look, grabber.close, cursor)
        return PolledScreen(eyes, RHYTHM, time.monotonic)
    # A macOS that no longer has what mss asks for answers with AttributeError.
    except (mss.ScreenShotError, OSError, AttributeError) as error:
        key = NoScreen.NOT_PERMITTED if sys.platform == "darwin" else NoScreen.NO_DISPLAY
        raise ScreenUnavailable(key, str(error)) from error
