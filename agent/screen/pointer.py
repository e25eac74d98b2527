"""The cursor's way to the console: its newest picture and place, and no more often than is seen."""

from collections.abc import Callable
from typing import Final

from agent.frames import cursor
from agent.screen.encode.cursor import cursor_shape
from agent.screen.source import NO_CURSOR_CHANGE, CursorChange

PLACE_SECONDS: Final = 1 / 60
"""Least time between two places of the cursor."""


class Pointer:
    """Collects what is new about the cursor. Times are seconds of one clock."""

    def __init__(self, send: Callable[[bytes], None]) -> None:
        """`send` is given the plaintext of `cursor` records."""
        self._send = send
        self._owed = NO_CURSOR_CHANGE
        self._seen = NO_CURSOR_CHANGE
        self._next = 0.0

    def note(self, change: CursorChange) -> None:
        """Takes in what changed, whether or not it may be sent yet."""
        self._seen = _newest(self._seen, change)
        self._owed = _newest(self._owed, change)

    def again(self) -> None:
        """All that is known of the cursor is to be sent anew."""
        self._owed = self._seen

    def due_in(self, now: float) -> float | None:
        """Seconds until something is to be sent; None where nothing is new."""
        if self._owed.image is not None:
            return 0.0
        return None if self._owed.place is None else max(0.0, self._next - now)

    def send(self, now: float) -> None:
        """Sends what is due."""
        image, place = self._owed.image, self._owed.place
        if image is not None:
            self._send(cursor.encode(cursor_shape(image)))
        if place is not None and now >= self._next:
            self._send(cursor.encode(cursor.Place(*place)))
            self._next, place = now + PLACE_SECONDS, None
        self._owed = CursorChange(None, place)


def _newest(old: CursorChange, new: CursorChange) -> CursorChange:
    return CursorChange(new.image or old.image, new.place or old.place)
