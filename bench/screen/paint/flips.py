"""A number on the screen that changes at known instants, or at a key."""

import random
import time
from typing import Any, Final

import xcffib.xproto as xp

from bench.screen.paint import barcode
from bench.screen.paint.x import Box, Drawing

PLACE: Final = (32, 24)
"""Where its window stands, in pixels of any screen."""
_SPREAD: Final = 0.1
"""Seconds by which an interval is longer at most, so that no change keeps step with the display."""


class Flips:
    """The window with the number; it has the focus."""

    def __init__(self, drawing: Drawing, unit: float) -> None:
        self._drawing = drawing
        box = Box(*PLACE, barcode.WIDTH, barcode.HEIGHT)
        self._window = drawing.window(box, "Number", (0, 0, 0), managed=False)
        drawing.show(self._window)
        self._number = 0
        self._flips: list[tuple[int, float]] = []
        self._dice = random.Random(7)
        self._interval = 0.0
        self.due: float | None = None
        self._show()

    def _show(self) -> None:
        self._drawing.barcode(self._window, self._number)
        self._drawing.sync()

    def _flip(self, now: float) -> None:
        self._number = (self._number + 1) % barcode.MOST
        self._flips.append((self._number, now))
        self._show()

    def do(self, order: dict[str, Any]) -> dict[str, Any]:
        """`start`: changes every `interval` seconds and a bit; `keys`: takes the focus and changes
        at each key; `stop`: gives each number with its instant by the monotonic clock."""
        if order["do"] == "start":
            self._flips, self._interval = [], order["interval"]
            self.due = time.monotonic() + self._interval
        elif order["do"] == "keys":
            self._flips = []
            focus = xp.InputFocus.PointerRoot
            self._drawing.core.SetInputFocus(focus, self._window, 0)
            self._drawing.sync()
        elif order["do"] == "stop":
            self.due = None
            return {"flips": self._flips}
        return {}

    def tick(self) -> None:
        """Changes the number, which is due."""
        now = time.monotonic()
        self._flip(now)
        self.due = now + self._interval + self._dice.random() * _SPREAD

    def key(self, now: float) -> None:
        """A key was pressed."""
        if self.due is None:
            self._flip(now)
