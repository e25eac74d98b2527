"""The desktop under all activities: wallpaper, a folder and a note. Sizes grow with the screen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
import xcffib.xproto as xp

from bench.screen.paint import pictures, words
from bench.screen.paint.x import BLACK, WHITE, Box, Drawing, Letters, Pixels

_PANEL: Final = (236, 239, 244)
_BLUE: Final = (62, 108, 176)
_FOLDERS: Final = ((228, 176, 72), (96, 158, 220), (126, 186, 112))


@dataclass
class Desk:
    """The screen as activities find it. `unit`: how many pixels stand for one of a 1080p screen."""

    drawing: Drawing
    cache: Path
    """A folder for pictures that take long to make."""
    unit: float = 1.0
    windows: list[int] = field(default_factory=list)
    """What the activity has opened; closed when the next one begins."""
    _kept: dict[str, list[int]] = field(default_factory=dict)

    def kept(self, name: str, make: Callable[[], list[int]]) -> list[int]:
        """Pixmaps that are made once and stay for every later time."""
        if name not in self._kept:
            self._kept[name] = make()
        return self._kept[name]

    def box(self, x: int, y: int, width: int, height: int) -> Box:
        """A place said for a 1080p screen, on this one."""
        return Box(*(round(value * self.unit) for value in (x, y, width, height)))

    def letters(self, size: int, *colours: tuple[int, int, int]) -> Letters:
        """A font whose size is said for a 1080p screen."""
        return self.drawing.letters(round(size * self.unit), *colours)

    def open(
        self, box: Box, title: str, ground: int | tuple[int, int, int], *, managed: bool = True
    ) -> int:
        """A window of the activity, shown."""
        window = self.drawing.window(box, title, ground, managed=managed)
        self.drawing.show(window)
        self.windows.append(window)
        return window

    def close(self, window: int) -> None:
        """Closes one of them."""
        self.windows.remove(window)
        self.drawing.core.DestroyWindow(window)

    def reset(self) -> None:
        """Closes all that the activity has opened."""
        for window in list(self.windows):
            self.close(window)
        self.drawing.sync()

    def picture(self, name: str, width: int, height: int, seed: int, grain: float = 1.0) -> Pixels:
        """A landscape, made once for all painters."""
        file = self.cache / f"{name}-{width}x{height}.npy"
        if not file.is_file():
            np.save(file, pictures.photo(width, height, seed, grain))
        pixels: Pixels = np.load(file)
        return pixels


def furnish(desk: Desk) -> None:
    """Puts wallpaper, folder and note on the screen; they stay."""
    drawing = desk.drawing
    paper = desk.picture("wallpaper", drawing.width, drawing.height, 3, 0.0)
    ground = drawing.pixmap(drawing.width, drawing.height, paper)
    drawing.core.ChangeWindowAttributes(drawing.root, xp.CW.BackPixmap, [ground])
    drawing.core.ClearArea(False, drawing.root, 0, 0, 0, 0)
    for title, box, ground in (
        ("Documents", desk.box(50, 90, 520, 400), _folder(desk, desk.box(0, 0, 520, 400))),
        ("Note", desk.box(50, 560, 520, 420), _note(desk, desk.box(0, 0, 520, 420))),
    ):
        drawing.show(drawing.window(box, title, ground))
    drawing.sync()


def _folder(desk: Desk, box: Box) -> int:
    pixmap = desk.drawing.pixmap(box.width, box.height, WHITE)
    desk.drawing.fill(pixmap, desk.box(0, 0, 520, 36), _PANEL)
    desk.drawing.text(pixmap, desk.letters(13, BLACK, _PANEL), box.x + 12, 8, "Home / Documents")
    names, letters = words.prose(5, 20, 12), desk.letters(11)
    for number in range(20):
        x, y = 20 + number % 5 * 100, 52 + number // 5 * 86
        colour = _FOLDERS[number % 3]
        desk.drawing.fill(pixmap, desk.box(x + 18, y, 46, 36), colour)
        desk.drawing.fill(pixmap, desk.box(x + 18, y - 5, 20, 5), colour)
        place = desk.box(x, y + 42, 0, 0)
        desk.drawing.text(pixmap, letters, place.x, place.y, names[number])
    desk.drawing.fill(pixmap, desk.box(14, 44, 92, 70), _BLUE)
    return pixmap


def _note(desk: Desk, box: Box) -> int:
    pixmap = desk.drawing.pixmap(box.width, box.height, WHITE)
    page(desk, pixmap, words.prose(7, 26, 68), 12)
    return pixmap


def page(
    desk: Desk, drawable: int, lines: list[str], size: int, ground: tuple[int, int, int] = WHITE
) -> None:
    """Fills a page with lines from the top."""
    letters = desk.letters(size, BLACK, ground)
    for number, line in enumerate(lines):
        desk.drawing.text(drawable, letters, 10, 8 + number * letters.height, line)
