"""A screen that is looked at from time to time, where the system does not say what changed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from agent.screen.source import (
    NO_CURSOR_CHANGE,
    Box,
    CursorChange,
    Pixels,
    ScreenChanged,
    ScreenSource,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The whole desktop, valid until the next look, and where it may differ from the last one."""

    pixels: Pixels
    boxes: list[Box]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds between two looks: while the screen changes, and at most, once it does not."""

    quick: float
    slow: float


def no_cursor() -> CursorChange:
    """Says nothing of a cursor."""
    return NO_CURSOR_CHANGE


def never() -> bool:
    """Says that nothing came by itself."""
    return False


@dataclass(frozen=True, slots=True)
class Eyes:
    """What a system gives; all of it is called by the thread that captures, and an error ends that.

    `look` names no box where nothing is new. `fresh` says that a look is worth it before its time.
    """

    look: Callable[[], Seen]
    close: Callable[[], None]
    cursor: Callable[[], CursorChange] = no_cursor
    fresh: Callable[[], bool] = never


class PolledScreen(ScreenSource):
    """Looks at a rhythm, less often while nothing changes."""

    def __init__(self, eyes: Eyes, rhythm: Rhythm, clock: Callable[[], float]) -> None:
        self._eyes = eyes
        self._rhythm = rhythm
        self._clock = clock
        self._awake = threading.Event()
        self._interval = rhythm.quick
        self._next = self._told = clock() + rhythm.quick
        self._closed = False
        self._seen = eyes.look()
        self._owed = [_whole(self._seen.pixels)]

    def size(self) -> tuple[int, int]:
        """Width and height in pixels, as of the last look."""
        height, width = self._seen.pixels.shape
        return width, height

    def wait(self, seconds: float) -> None:
        """Returns when the next look is due (once for each), after `wake`, or after so long."""
        self._awake.wait(min(seconds, max(0.0, self._told - self._clock())))
        self._awake.clear()
        now = self._clock()
        if now >= self._told:
            self._told = now + self._interval

    def wake(self) -> None:
        """Ends the `wait` under way, or the next one."""
        self._awake.set()

    def pending(self) -> bool:
        """Whether a look is due."""
        return bool(self._owed) or self._due(self._clock())

    def damage(self) -> list[Box]:
        """Looks at the screen where that is due."""
        now = self._clock()
        if self._due(now):
            self._look(now)
        boxes, self._owed = self._owed, []
        return boxes

    def grab(self, box: Box) -> Pixels:
        """The pixels of a box as of the last look."""
        width, height = self.size()
        if box.x + box.width > width or box.y + box.height > height:
            raise ScreenChanged
        return self._seen.pixels[box.y : box.y + box.height, box.x : box.x + box.width]

    def cursor(self) -> CursorChange:
        """What is new about the cursor, as far as the system tells."""
        return self._eyes.cursor()

    def close(self) -> None:
        """Lets go of the screen; more than one call is harmless."""
        if not self._closed:
            self._closed = True
            self._eyes.close()

    def _due(self, now: float) -> bool:
        return now >= self._next or self._eyes.fresh()

    def _look(self, now: float) -> None:
        before = self._seen.pixels.shape
        self._seen = self._eyes.look()
        resized = self._seen.pixels.shape != before
        new = [_whole(self._seen.pixels)] if resized else self._seen.boxes
        self._owed += new
        slower = min(self._interval * 1.5, self._rhythm.slow)
        self._interval = self._rhythm.quick if new else slower
        self._next = self._told = now + self._interval


def _whole(pixels: Pixels) -> Box:
    height, width = pixels.shape
    return Box(0, 0, width, height)
