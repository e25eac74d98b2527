"""An activity of office work: menus open, their rows light up, dialogs come and go, a table is
sorted anew."""

import random
from typing import Final

from bench.screen.paint import words
from bench.screen.paint.activity import AREA, Activity
from bench.screen.paint.x import BLACK, WHITE, Box

_BAR: Final = (240, 240, 242)
_LIT: Final = (58, 118, 201)
_EDGE: Final = (198, 200, 206)
_NAMES: Final = ("File", "Edit", "View", "Insert", "Tools", "Help")
_ROWS: Final = 9
_CYCLE: Final = 16
"""Steps until everything is closed again."""
_HIGH: Final = 26


class Menus(Activity):
    """Four steps a second: a menu, some rows, a dialog, its closing, a sorted table."""

    name = "menus"
    rate = 4.0

    def begin(self) -> None:
        x, y, width, height = AREA
        self._place = (x, y)
        box = self.desk.box(x, y, width, height)
        self._box = box
        pixmap = self.drawing.pixmap(box.width, box.height, WHITE)
        self._bar(pixmap)
        self._table(pixmap, 0)
        self._window = self.desk.open(box, "Table", pixmap)
        self._menu = self._dialog = 0

    def text(self) -> list[Box]:
        return [*super().text(), self.seen(self._window, self._box.width, self._box.height)]

    def step(self, number: int) -> None:
        turn, at = divmod(number - 1, _CYCLE)
        if at == 0:
            self._open_menu(turn)
        elif at < 6:
            self._light(turn, at)
        elif at == 6:
            self.desk.close(self._menu)
        elif at == 8:
            self._open_dialog(turn)
        elif at == 12:
            self.desk.close(self._dialog)
        elif at == 13:
            self._table(self._window, turn + 1)

    def _bar(self, drawable: int) -> None:
        self.drawing.fill(drawable, self.desk.box(0, 0, AREA[2], _HIGH), _BAR)
        letters = self.desk.letters(13, BLACK, _BAR)
        for place, name in enumerate(_NAMES):
            x, y, *_ = self.desk.box(12 + place * 90, 4, 0, 0)
            self.drawing.text(drawable, letters, x, y, name)

    def _table(self, drawable: int, turn: int) -> None:
        dice, letters = random.Random(turn), self.desk.letters(12)
        for row in range(30):
            top = 34 + row * 27
            name = dice.choice(_NAMES) + f" {dice.randrange(100, 999)}"
            values = [f"{dice.randrange(10**6) / 100:10.2f}" for _ in range(7)]
            x, y, *_ = self.desk.box(14, top + 4, 0, 0)
            self.drawing.text(drawable, letters, x, y, f"{name:<16}" + "   ".join(values))
            self.drawing.fill(drawable, self.desk.box(0, top + 26, AREA[2], 1), _EDGE)

    def _open_menu(self, turn: int) -> None:
        column = turn % len(_NAMES)
        x, y = self._place
        box = self.desk.box(x + 8 + column * 90, y + _HIGH, 240, _ROWS * _HIGH)
        self._menu = self.desk.open(box, "", _BAR, managed=False)
        for row in range(_ROWS):
            self._row(turn, row, lit=False)

    def _row(self, turn: int, row: int, *, lit: bool) -> None:
        ground, colour = (_LIT, WHITE) if lit else (_BAR, BLACK)
        box = self.desk.box(0, row * _HIGH, 240, _HIGH)
        self.drawing.fill(self._menu, box, ground)
        said = words.prose(turn % len(_NAMES) * 20 + row, 1, 24)[0]
        letters = self.desk.letters(13, colour, ground)
        self.drawing.text(self._menu, letters, 12, box.y + 4, said)

    def _light(self, turn: int, at: int) -> None:
        if at > 1:
            self._row(turn, at - 2, lit=False)
        self._row(turn, at - 1, lit=True)

    def _open_dialog(self, turn: int) -> None:
        x, y = self._place
        box = self.desk.box(x + 260 + turn % 3 * 60, y + 240 + turn % 2 * 50, 520, 230)
        pixmap = self.drawing.pixmap(box.width, box.height, _BAR)
        letters = self.desk.letters(13, BLACK, _BAR)
        for row, line in enumerate(words.prose(turn + 90, 5, 56)):
            self.drawing.text(pixmap, letters, 20, 20 + row * letters.height, line)
        for place, said in enumerate(("Cancel", "Save")):
            button = self.desk.box(300 + place * 105, 180, 95, 32)
            self.drawing.fill(pixmap, button, _LIT if place else _EDGE)
            colours = (WHITE, _LIT) if place else (BLACK, _EDGE)
            self.drawing.text(
                pixmap, self.desk.letters(13, *colours), button.x + 20, button.y + 6, said
            )
        self._dialog = self.desk.open(box, "Save the table", pixmap)
