"""The screen as the technician wants to see it: captured in part, and encoded."""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass

from agent.frames import control
from agent.frames.operations import Operation
from agent.screen.encode import lens
from agent.screen.encode.chain import Chain
from agent.screen.encode.tiles import covering
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels, ScreenChanged, ScreenSource


@dataclass(frozen=True, slots=True)
class Capture:
    """New pixels of some boxes of the picture; `at`: when they were captured, seconds."""

    at: float
    screen: control.Screen
    grabs: list[tuple[Box, Pixels]]


class Sight:
    """One screen, seen in full or half size, in colours or in grey."""

    def __init__(self, source: ScreenSource, pool: Executor) -> None:
        self._source = source
        self._pool = pool
        self._half = False
        self._grey = False
        self._screen: control.Screen | None = None
        self._chain: Chain | None = None

    def look(self, view: control.View) -> None:
        """From here on it is seen so."""
        if (view.half, view.grey) != (self._half, self._grey):
            self._half, self._grey = view.half, view.grey
            self.anew()

    def anew(self) -> None:
        """Nothing is known of what the console shows: the next capture is of everything."""
        chain, self._chain = self._chain, None
        if chain is not None:
            chain.close()

    @property
    def due(self) -> bool:
        """Whether there is anything to be captured, or something captured waits."""
        chain = self._chain
        known = chain is not None and not chain.owes and self._screen == self._now
        return not known or self._source.pending()

    def repair_in(self, now: float, wish: Wish) -> float | None:
        """See `Chain.repair_in`."""
        return None if self._chain is None else self._chain.repair_in(now, wish)

    def capture(self, now: float) -> Capture | None:
        """Reads the pixels of what changed; None where the screen is changing its size."""
        screen = self._now
        if screen != self._screen or self._chain is None:
            self.anew()
            self._screen = screen
            self._source.damage()
            changed = [Box(0, 0, screen.width, screen.height)]
        else:
            changed = self._source.damage()
        try:
            return Capture(now, screen, list(self._grabs(screen, changed)))
        except ScreenChanged:
            self.anew()
            return None

    def encode(self, capture: Capture, now: float, wish: Wish) -> list[Operation]:
        """The operations that bring a capture over, and what else is due."""
        if self._chain is None:
            self._chain = Chain(*_picture(capture.screen), self._pool)
        return self._chain.take(capture.grabs, now, wish)

    @property
    def _now(self) -> control.Screen:
        width, height = self._source.size()
        return control.Screen(width, height, 2 if self._half else 1)

    def _grabs(self, screen: control.Screen, changed: list[Box]) -> Iterator[tuple[Box, Pixels]]:
        scale = screen.scale
        height, width = _picture(screen)
        boxes = covering([_smaller(each, scale) for each in changed], height, width)
        for box in boxes:
            x, y = box.x * scale, box.y * scale
            right = min(x + box.width * scale, screen.width)
            bottom = min(y + box.height * scale, screen.height)
            pixels = self._source.grab(Box(x, y, right - x, bottom - y))
            # What is grabbed last stays valid until it is encoded, and needs no copy.
            plain = box is boxes[-1] and not (self._half or self._grey)
            yield box, pixels if plain else lens.see(pixels, half=self._half, grey=self._grey)


def _picture(screen: control.Screen) -> tuple[int, int]:
    """Height and width of the pictures of a screen."""
    return -(-screen.height // screen.scale), -(-screen.width // screen.scale)


def _smaller(box: Box, scale: int) -> Box:
    """Where a box of the screen is in the picture."""
    x, y = box.x // scale, box.y // scale
    right, bottom = -(-(box.x + box.width) // scale), -(-(box.y + box.height) // scale)
    return Box(x, y, right - x, bottom - y)
