"""Activities in which something moves: a window, a film, photographs."""

import math
import time
from typing import Final

import numpy as np
import xcffib.xproto as xp

from bench.screen.paint import barcode, pictures, words
from bench.screen.paint.activity import AREA, Activity
from bench.screen.paint.desktop import page
from bench.screen.paint.x import WHITE, Box

_CREAM: Final = (252, 249, 240)
_MOVED_SECONDS: Final = 0.5
_LOOK_SECONDS: Final = 0.001
SLIDES: Final = 6
FILM: Final = "film.npy"
FILM_PLACE: Final = (820, 240)
"""The film's window on a 1080p screen: a barcode, the picture, the barcode again."""


class Drag(Activity):
    """A window full of text is dragged along a curve, thirty times a second."""

    name = "drag"
    rate = 30.0
    _size = (600, 420)

    def begin(self) -> None:
        self._box = self.desk.box(*self._at(0), *self._size)
        _, _, width, height = self._box
        pixmap = self.drawing.pixmap(width, height, _CREAM)
        page(self.desk, pixmap, words.prose(51, 24, 66), 13, _CREAM)
        self._window = self.desk.open(self._box, "Dragged", pixmap)

    def _at(self, number: int) -> tuple[int, int]:
        turn = number / 110 * 2 * math.pi
        return round(800 + 480 * math.sin(turn)), round(330 + 230 * math.sin(2 * turn))

    def step(self, number: int) -> None:
        x, y, *_ = self.desk.box(*self._at(number), 0, 0)
        mask = xp.ConfigWindow.X | xp.ConfigWindow.Y
        self.drawing.core.ConfigureWindow(self._window, mask, [x, y])
        # The window manager does it; nothing is drawn ahead of it.
        end = time.monotonic() + _MOVED_SECONDS
        while self.drawing.place(self._window) != (x, y) and time.monotonic() < end:
            time.sleep(_LOOK_SECONDS)

    def text(self) -> list[Box]:
        # Where the window stands at last covers the others, so the three are one region of text.
        return [*super().text(), self.seen(self._window, self._box.width, self._box.height)]


class Video(Activity):
    """A film of 640 by 360 pixels, 25 frames a second, with its frame's number above and below."""

    name = "video"
    rate = 25.0

    def begin(self) -> None:
        self._frames = self.desk.kept("film", self._film)
        x, y, *_ = self.desk.box(*FILM_PLACE, 0, 0)
        high = pictures.HEIGHT + 2 * barcode.HEIGHT
        self._window = self.desk.open(Box(x, y, pictures.WIDTH, high), "Film", (0, 0, 0))
        self.step(0)

    def film(self) -> Box:
        return self.seen(self._window, pictures.WIDTH, pictures.HEIGHT + 2 * barcode.HEIGHT)

    def _film(self) -> list[int]:
        file = self.desk.cache / FILM
        if not file.is_file():
            np.save(file, pictures.moving())
        frames = np.load(file)
        return [self.drawing.pixmap(pictures.WIDTH, pictures.HEIGHT, one) for one in frames]

    def step(self, number: int) -> None:
        frame = self._frames[number % len(self._frames)]
        part = Box(0, 0, pictures.WIDTH, pictures.HEIGHT)
        self.drawing.barcode(self._window, number % barcode.MOST)
        self.drawing.copy(frame, self._window, part, 0, barcode.HEIGHT)
        below = barcode.HEIGHT + pictures.HEIGHT
        self.drawing.barcode(self._window, number % barcode.MOST, below)


class Slides(Activity):
    """Photographs, one every second and a half, with a caption."""

    name = "slides"
    rate = 1 / 1.5
    _size = (1100, 720)

    def begin(self) -> None:
        box = self.desk.box(*AREA[:2], *self._size)
        self._box = Box(0, 0, box.width, box.height)
        self._photos = self.desk.kept("slides", self._develop)
        self._window = self.desk.open(box, "Holidays", WHITE)
        self._letters = self.desk.letters(14, WHITE, (20, 20, 20))
        self.step(0)

    def _develop(self) -> list[int]:
        size = self._box.width, self._box.height
        photos = [self.desk.picture(f"photo{n}", *size, 60 + n) for n in range(SLIDES)]
        return [self.drawing.pixmap(*size, photo) for photo in photos]

    def step(self, number: int) -> None:
        self.drawing.copy(self._photos[number % SLIDES], self._window, self._box, 0, 0)
        said = f" {number % SLIDES + 1} of {SLIDES}: {words.prose(number % SLIDES, 1, 50)[0]} "
        self.drawing.text(self._window, self._letters, 16, 16, said)


class Pan(Activity):
    """A large photograph is moved about under a window, thirty times a second."""

    name = "pan"
    rate = 30.0
    _size = (900, 640)

    def begin(self) -> None:
        box = self.desk.box(*AREA[:2], *self._size)
        self._box = box
        (self._photo,) = self.desk.kept("pan", self._unfold)
        self._window = self.desk.open(box, "Map", WHITE)
        self.step(0)

    def _unfold(self) -> list[int]:
        size = 2 * self._box.width, 2 * self._box.height
        return [self.drawing.pixmap(*size, self.desk.picture("large", *size, 71))]

    def step(self, number: int) -> None:
        turn = number / 180 * 2 * math.pi
        x = round(self._box.width * (0.5 + 0.45 * math.sin(turn)))
        y = round(self._box.height * (0.5 + 0.45 * math.cos(1.5 * turn)))
        part = Box(x, y, self._box.width, self._box.height)
        self.drawing.copy(self._photo, self._window, part, 0, 0)
