"""The screen of Windows and macOS, by mss: compared at intervals, without the cursor."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from agent.screen.source import (
    NO_CURSOR_CHANGE,
    Box,
    CursorChange,
    NoScreen,
    ScreenChanged,
    ScreenSource,
    ScreenUnavailable,
)
from agent.screen.tiles import PIXEL

QUICK_SECONDS: Final = 1 / 20
"""Time between two looks while the screen changes."""

SLOW_SECONDS: Final = 1 / 4
"""Time between two looks once nothing has changed for some time."""


class PortableScreen(ScreenSource):
    """All monitors together. `take` gives a picture: an object with width, height and `raw`."""

    def __init__(
        self, take: Callable[[], Any], done: Callable[[], None], clock: Callable[[], float]
    ) -> None:
        self._take = take
        self._done = done
        self._clock = clock
        self._awake = threading.Event()
        self._interval = QUICK_SECONDS
        self._next = 0.0
        self._size, self._pixels = self._look()
        self._fresh = True

    def size(self) -> tuple[int, int]:
        """Width and height in pixels of the last look."""
        return self._size

    def wait(self, seconds: float) -> None:
        """Returns when the next look is due, after `wake`, or after so long."""
        self._awake.wait(min(seconds, max(0.0, self._next - self._clock())))
        self._awake.clear()

    def wake(self) -> None:
        """Ends the `wait` under way, or the next one."""
        self._awake.set()

    def damage(self) -> list[Box]:
        """Looks at the screen where that is due; the whole of it where anything changed."""
        now = self._clock()
        if not self._fresh and now < self._next:
            return []
        size, pixels = self._look()
        changed = self._fresh or size != self._size or pixels != self._pixels
        self._size, self._pixels, self._fresh = size, pixels, False
        self._interval = QUICK_SECONDS if changed else min(self._interval * 1.5, SLOW_SECONDS)
        self._next = now + self._interval
        return [Box(0, 0, *size)] if changed else []

    def grab(self, top: int, bottom: int) -> bytes:
        """The rows from `top` up to `bottom`, as of the last look."""
        if bottom > self._size[1]:
            raise ScreenChanged
        stride = self._size[0] * PIXEL
        return self._pixels[top * stride : bottom * stride]

    def cursor(self) -> CursorChange:
        """Never anything: mss cannot read the cursor's picture here."""
        return NO_CURSOR_CHANGE

    def close(self) -> None:
        """Lets go of the screen."""
        self._done()

    def _look(self) -> tuple[tuple[int, int], bytes]:
        picture = self._take()
        return (picture.width, picture.height), bytes(picture.raw)


def open_portable() -> PortableScreen:
    """The screen by mss; `ScreenUnavailable` where it gives none."""
    # Loaded only where it is needed: on X11 it never is.
    import mss

    try:
        grabber = mss.MSS()
        return PortableScreen(
            lambda: grabber.grab(grabber.monitors[0]), grabber.close, time.monotonic
        )
    except (mss.ScreenShotError, OSError) as error:
        key = NoScreen.NOT_PERMITTED if sys.platform == "darwin" else NoScreen.NO_DISPLAY
        raise ScreenUnavailable(key, str(error)) from error
