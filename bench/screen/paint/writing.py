"""Activities made of text: typing, scrolling, and a log that pours."""

import random
from typing import Final

from bench.screen.paint import words
from bench.screen.paint.activity import AREA, Activity
from bench.screen.paint.desktop import page
from bench.screen.paint.x import BLACK, WHITE, Box, Letters

_NIGHT: Final = (30, 31, 41)
_LEFT: Final = 10
_LOG: Final = {
    "grey": (130, 134, 150),
    "INFO": (110, 200, 120),
    "DEBUG": (110, 160, 230),
    "WARN": (235, 190, 90),
    "ERROR": (240, 100, 100),
    "part": (190, 150, 230),
    "text": (225, 226, 230),
}


class _Page(Activity):
    """A window of text."""

    size = 14
    ground = WHITE

    def begin(self) -> None:
        box = self.desk.box(*AREA)
        self.box = Box(0, 0, box.width, box.height)
        pixmap = self.drawing.pixmap(box.width, box.height, self.ground)
        self.letters = self.desk.letters(self.size, BLACK, self.ground)
        self.lines = (box.height - 16) // self.letters.height
        self.fill(pixmap)
        self.window = self.desk.open(box, self.name.capitalize(), pixmap)

    def fill(self, pixmap: int) -> None:
        """What stands there at the beginning."""

    def text(self) -> list[Box]:
        return [*super().text(), self.seen(self.window, self.box.width, self.box.height)]

    def up(self, lines: int) -> None:
        """Moves the page up and clears what comes free below."""
        high = lines * self.letters.height
        kept = self.lines * self.letters.height - high
        part = Box(0, 8 + high, self.box.width, kept)
        self.drawing.copy(self.window, self.window, part, 0, 8)
        self.drawing.fill(self.window, Box(0, 8 + kept, self.box.width, high), self.ground)


class Typing(_Page):
    """A letter is written, ten signs a second, with a cursor in front of them."""

    name = "typing"
    rate = 10.0

    def fill(self, pixmap: int) -> None:
        page(self.desk, pixmap, words.prose(21, self.lines // 2, 100), self.size)

    def begin(self) -> None:
        super().begin()
        self._said = "\n".join(words.prose(22, 60, 90))
        self._row, self._column = self.lines // 2 + 1, 0

    def step(self, number: int) -> None:
        sign = self._said[(number - 1) % len(self._said)]
        self._cursor(WHITE)
        if sign == "\n":
            self._row, self._column = min(self._row + 1, self.lines - 1), 0
        else:
            x, y = self._place()
            self.drawing.text(self.window, self.letters, x, y, sign)
            self._column += 1
        self._cursor(BLACK)

    def _place(self) -> tuple[int, int]:
        width, height = self.letters.width, self.letters.height
        return _LEFT + self._column * width, 8 + self._row * height

    def _cursor(self, colour: tuple[int, int, int]) -> None:
        x, y = self._place()
        self.drawing.fill(self.window, Box(x, y, 2, self.letters.height - 2), colour)


class Scroll(_Page):
    """A long source text is scrolled, two lines twenty times a second."""

    name = "scroll"
    rate = 20.0

    def fill(self, pixmap: int) -> None:
        self._source = words.program(31, 2000)
        page(self.desk, pixmap, self._source[: self.lines], self.size)

    def step(self, number: int) -> None:
        self.up(2)
        for line in (self.lines - 2, self.lines - 1):
            said = self._source[(line + 2 * number) % len(self._source)]
            y = 8 + line * self.letters.height
            self.drawing.text(self.window, self.letters, _LEFT, y, said)


class Log(_Page):
    """A terminal in which coloured lines pour, now more, now fewer."""

    name = "log"
    rate = 12.0
    size = 13
    ground = _NIGHT

    def begin(self) -> None:
        super().begin()
        self._dice = random.Random(41)
        self._colours: dict[str, Letters] = {
            name: self.desk.letters(self.size, colour, _NIGHT) for name, colour in _LOG.items()
        }
        self._count = 0

    def step(self, number: int) -> None:
        count = self._dice.choice((1, 1, 2, 3, 5, 9))
        self.up(count)
        for row in range(self.lines - count, self.lines):
            self._count += 1
            self._write(row, words.log_line(self._dice, self._count))

    def _write(self, row: int, pieces: list[tuple[str, str]]) -> None:
        x, y = _LEFT, 8 + row * self.letters.height
        for colour, said in pieces:
            self.drawing.text(self.window, self._colours[colour], x, y, said)
            x += len(said) * self.letters.width
