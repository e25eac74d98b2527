"""Drawing on an X server: windows, pixmaps, pictures and smooth text, by core requests alone."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Final, NamedTuple

import numpy as np
import xcffib
import xcffib.xproto as xp
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from bench.screen.paint import barcode

Pixels = NDArray[np.uint8]
"""Rows of pixels of four bytes: blue, green, red, nothing."""
Colour = tuple[int, int, int]
"""Red, green, blue."""

BLACK: Final[Colour] = (24, 24, 27)
WHITE: Final[Colour] = (255, 255, 255)
_STRIP: Final = 120_000
"""Bytes of one PutImage, far below what any server takes at once."""
_SIGNS: Final = "".join(map(chr, range(32, 127)))
_STATIC: Final = 10
"""Window gravity: the place asked for is that of the inside, whatever frame comes around it."""
_PLACED: Final = (1 << 0) | (1 << 2) | (1 << 9)
"""WM_NORMAL_HINTS: the user chose the place; the program chose it; there is a gravity."""


class Box(NamedTuple):
    """A rectangle of the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Letters:
    """A fixed-width font in one colour on another, as a row of signs in a pixmap."""

    pixmap: int
    width: int
    height: int


def rgb(colour: Colour) -> int:
    """The pixel value."""
    red, green, blue = colour
    return red << 16 | green << 8 | blue


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype("DejaVuSansMono.ttf", size)


def signs(size: int, colour: Colour, ground: Colour) -> tuple[Pixels, int]:
    """All printable ASCII signs beside each other, and the width of one."""
    font = _font(size)
    width, height = round(font.getlength("M")), size + size // 2
    image = Image.new("RGB", (width * len(_SIGNS), height), ground)
    draw = ImageDraw.Draw(image)
    for place, sign in enumerate(_SIGNS):
        draw.text((place * width, size // 8), sign, font=font, fill=colour)
    return bgrx(np.asarray(image)), width


def bgrx(image: NDArray[np.uint8]) -> Pixels:
    """From red, green, blue."""
    height, width, _ = image.shape
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[:, :, :3] = image[:, :, ::-1]
    return pixels


class Drawing:
    """One connection, and what is drawn through it."""

    def __init__(self, display: str | None = None) -> None:
        self.connection: Any = xcffib.Connection(display)  # type: ignore[no-untyped-call]
        self.core: Any = self.connection.core
        screen = self.connection.get_setup().roots[0]
        self.root: int = screen.root
        self.width: int = screen.width_in_pixels
        self.height: int = screen.height_in_pixels
        self._visual: int = screen.root_visual
        self.pen: int = self.connection.generate_id()
        self.core.CreateGC(self.pen, self.root, xp.GC.GraphicsExposures, [0])
        self._letters: dict[tuple[int, Colour, Colour], Letters] = {}

    def window(
        self, box: Box, title: str = "", ground: int | Colour = WHITE, *, managed: bool = True
    ) -> int:
        """A new window, not shown yet. `ground`: a colour or a pixmap, which the server itself
        puts back where the window was covered, and which is used up by this. Not managed: no
        frame."""
        window: int = self.connection.generate_id()
        picture = isinstance(ground, int)
        mask = xp.CW.BackPixmap if picture else xp.CW.BackPixel
        mask |= xp.CW.OverrideRedirect | xp.CW.EventMask
        back = ground if isinstance(ground, int) else rgb(ground)
        values = [back, 0 if managed else 1, xp.EventMask.StructureNotify | xp.EventMask.KeyPress]
        self.core.CreateWindow(
            24, window, self.root, *box, 0, xp.WindowClass.InputOutput, self._visual, mask, values
        )
        if picture:
            self.core.FreePixmap(back)
        name = title.encode()
        self._property(window, xp.Atom.WM_NAME, xp.Atom.STRING, 8, name)
        hints = np.zeros(18, "<u4")
        hints[0], hints[1:5], hints[17] = _PLACED, box, _STATIC
        self._property(window, 40, 41, 32, hints.tobytes())
        return window

    def _property(self, window: int, name: int, kind: int, bits: int, data: bytes) -> None:
        count = len(data) * 8 // bits
        self.core.ChangeProperty(xp.PropMode.Replace, window, name, kind, bits, count, data)

    def show(self, window: int) -> None:
        """Maps a window; returns when it is mapped."""
        self.core.MapWindow(window)
        self.connection.flush()
        while True:
            event = self.connection.wait_for_event()
            if isinstance(event, xp.MapNotifyEvent) and event.window == window:
                return

    def pixmap(self, width: int, height: int, ground: Colour | Pixels = WHITE) -> int:
        """A new pixmap of one colour, or with this picture."""
        pixmap: int = self.connection.generate_id()
        self.core.CreatePixmap(24, pixmap, self.root, width, height)
        if isinstance(ground, tuple):
            self.fill(pixmap, Box(0, 0, width, height), ground)
        else:
            self.put(pixmap, ground)
        return pixmap

    def put(self, drawable: int, pixels: Pixels, x: int = 0, y: int = 0) -> None:
        """Sends a picture."""
        height, width, _ = pixels.shape
        rows = max(1, _STRIP // (width * 4))
        for top in range(0, height, rows):
            strip = np.ascontiguousarray(pixels[top : top + rows]).tobytes()
            count = min(rows, height - top)
            place = (width, count, x, y + top, 0, 24, len(strip), strip)
            self.core.PutImage(xp.ImageFormat.ZPixmap, drawable, self.pen, *place)

    def fill(self, drawable: int, box: Box, colour: Colour) -> None:
        self.core.ChangeGC(self.pen, xp.GC.Foreground, [rgb(colour)])
        one = xp.RECTANGLE.synthetic(*box)
        self.core.PolyFillRectangle(drawable, self.pen, 1, [one])

    def copy(self, source: int, target: int, part: Box, x: int, y: int) -> None:
        """Copies a part of one drawable to a place of another, or of itself."""
        left, top, width, height = part
        self.core.CopyArea(source, target, self.pen, left, top, x, y, width, height)

    def letters(self, size: int, colour: Colour = BLACK, ground: Colour = WHITE) -> Letters:
        """The font, made at the first need."""
        key = (size, colour, ground)
        if key not in self._letters:
            pixels, width = signs(size, colour, ground)
            height = pixels.shape[0]
            pixmap = self.pixmap(pixels.shape[1], height, pixels)
            self._letters[key] = Letters(pixmap, width, height)
        return self._letters[key]

    def text(self, drawable: int, letters: Letters, x: int, y: int, words: str) -> None:
        """One line of text; what is no printable ASCII becomes a question mark."""
        for place, sign in enumerate(words):
            at = ord(sign) - 32 if " " <= sign <= "~" else ord("?") - 32
            part = Box(at * letters.width, 0, letters.width, letters.height)
            self.copy(letters.pixmap, drawable, part, x + place * letters.width, y)

    def barcode(self, drawable: int, number: int, top: int = 0) -> None:
        """Draws a number at the left edge."""
        for place, white in enumerate(barcode.fields(number)):
            one = Box(place * barcode.CELL, top, barcode.CELL, barcode.HEIGHT)
            self.fill(drawable, one, WHITE if white else (0, 0, 0))

    def sync(self) -> None:
        """Returns when the server has drawn all that was sent."""
        self.core.GetInputFocus().reply()

    def place(self, window: int) -> tuple[int, int]:
        """Where the inside of a window is on the screen."""
        found = self.core.TranslateCoordinates(window, self.root, 0, 0).reply()
        return found.dst_x, found.dst_y
