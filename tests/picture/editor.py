"""A page of text, and a line under it that is typed key by key, with a caret."""

from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageFont

LEFT, TOP, PITCH = 6, 6, 17


class Editor:
    """`cell`: pixels from one letter to the next; 0: as the font has it."""

    def __init__(self, lines: Sequence[str], cell: int, ink: str, ground: str) -> None:
        self._cell, self._ink, self._ground = cell, ink, ground
        self._sheet = Image.new("RGB", (320, 240), ground)
        self._pen, self._font = ImageDraw.Draw(self._sheet), ImageFont.load_default(11)
        self._x, self._y = LEFT, TOP
        for line in lines:
            self._write(line)
            self._x, self._y = LEFT, self._y + PITCH

    def images(self, said: str, pause: int) -> Iterator[Image.Image]:
        """The page after each key, the same image each time; the caret blinks after so many."""
        self._caret(self._ink)
        yield self._sheet
        for number, sign in enumerate(said, 1):
            self._caret(self._ground)
            self._write(sign)
            self._caret(self._ink)
            yield self._sheet
            for colour in (self._ground, self._ink) if number % pause == 0 else ():
                self._caret(colour)
                yield self._sheet

    def _write(self, words: str) -> None:
        for sign in words:
            self._pen.text((self._x, self._y), sign, fill=self._ink, font=self._font)
            self._x += self._cell or round(self._font.getlength(sign))

    def _caret(self, colour: str) -> None:
        self._pen.rectangle((self._x, self._y, self._x, self._y + 14), fill=colour)
