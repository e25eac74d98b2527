"""What an activity is: windows it opens, and steps that depend on nothing but their number."""

from typing import Final

from bench.screen.paint.desktop import Desk
from bench.screen.paint.x import Box

AREA: Final = (640, 110, 1180, 860)
"""The part of a 1080p screen where activities open their windows."""


class Activity:
    """Idle, as it stands here."""

    name = "idle"
    rate = 1.0
    """Steps a second."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.drawing = desk.drawing

    def begin(self) -> None:
        """Opens what is there before the first step."""

    def step(self, number: int) -> None:
        """Draws step `number`, counted from 1."""

    def text(self) -> list[Box]:
        """Where text is on the screen that has to be exact at rest."""
        return [self.desk.box(50, 90, 520, 400), self.desk.box(50, 560, 520, 420)]

    def film(self) -> Box | None:
        """Where a film is on the screen, with its barcodes."""
        return None

    def seen(self, window: int, width: int, height: int) -> Box:
        """Where the inside of a window is on the screen."""
        return Box(*self.drawing.place(window), width, height)
