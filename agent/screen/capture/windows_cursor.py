"""The cursor of Windows: its place and its picture, asked of user32 and gdi32."""

import ctypes
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from agent.screen.source import NO_CURSOR_CHANGE, CursorChange, CursorImage, Pixels

HIDDEN: Final = CursorImage(0, 0, 0, 0, b"")

SIDE_MAX: Final = 512
"""A cursor with a longer side is not shown; Windows' own end at 256."""

_SHOWING: Final = 1
_BITS: Final = 32
_OPAQUE: Final = np.uint32(0xFF000000)
_WHITE: Final = np.uint32(0xFFFFFFFF)
_COLOUR: Final = np.uint32(0x00FFFFFF)


class CursorInfo(ctypes.Structure):
    """CURSORINFO of winuser.h."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("flags", ctypes.c_uint32),
        ("cursor", ctypes.c_void_p),
        ("x", ctypes.c_int32),
        ("y", ctypes.c_int32),
    )


class IconInfo(ctypes.Structure):
    """ICONINFO of winuser.h."""

    _fields_ = (
        ("is_icon", ctypes.c_int32),
        ("hot_x", ctypes.c_uint32),
        ("hot_y", ctypes.c_uint32),
        ("mask", ctypes.c_void_p),
        ("colour", ctypes.c_void_p),
    )


class Bitmap(ctypes.Structure):
    """BITMAP of wingdi.h."""

    _fields_ = (
        ("type", ctypes.c_int32),
        ("width", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("width_bytes", ctypes.c_int32),
        ("planes", ctypes.c_uint16),
        ("bits_pixel", ctypes.c_uint16),
        ("bits", ctypes.c_void_p),
    )


class BitmapHeader(ctypes.Structure):
    """BITMAPINFOHEADER of wingdi.h; zeros mean an uncompressed picture without a palette."""

    _fields_ = (
        ("size", ctypes.c_uint32),
        ("width", ctypes.c_int32),
        ("height", ctypes.c_int32),
        ("planes", ctypes.c_uint16),
        ("bit_count", ctypes.c_uint16),
        ("rest", ctypes.c_uint32 * 6),
    )


class WindowsCursor:
    """Over the libraries user32 and gdi32; `origin` is the desktop's place of the first pixel."""

    def __init__(self, user32: Any, gdi32: Any, origin: Callable[[], tuple[int, int]]) -> None:
        self._user32 = user32
        self._gdi32 = gdi32
        self._origin = origin
        self._place: tuple[int, int] | None = None
        self._shown: int | None = -1
        user32.GetDC.restype = ctypes.c_void_p

    def look(self) -> CursorChange:
        """What is new; nothing while Windows withholds the desktop."""
        info = CursorInfo(size=ctypes.sizeof(CursorInfo))
        if not self._user32.GetCursorInfo(ctypes.byref(info)):
            return NO_CURSOR_CHANGE
        left, top = self._origin()
        place = (max(info.x - left, 0), max(info.y - top, 0))
        moved = place != self._place
        self._place = place
        return CursorChange(self._image(info), place if moved else None)

    def _image(self, info: CursorInfo) -> CursorImage | None:
        shown = info.cursor if info.flags & _SHOWING else None
        if shown == self._shown:
            return None
        self._shown = shown
        return HIDDEN if shown is None else self._read(shown)

    def _read(self, cursor: int) -> CursorImage:
        icon = IconInfo()
        if not self._user32.GetIconInfo(ctypes.c_void_p(cursor), ctypes.byref(icon)):
            return HIDDEN
        try:
            mask = self._pixels(icon.mask)
            colour = self._pixels(icon.colour) if icon.colour else None
        finally:
            for each in (icon.mask, icon.colour):
                self._gdi32.DeleteObject(ctypes.c_void_p(each))
        if mask is None:
            return HIDDEN
        drawn = drawing(mask, colour)
        height, width = drawn.shape
        return CursorImage(width, height, icon.hot_x, icon.hot_y, drawn.tobytes())

    def _pixels(self, handle: int) -> Pixels | None:
        """A bitmap's pixels, top row first."""
        bitmap, known = Bitmap(), ctypes.c_void_p(handle)
        size = ctypes.sizeof(Bitmap)
        if not self._gdi32.GetObjectW(known, size, ctypes.byref(bitmap)):
            return None
        width, height = bitmap.width, bitmap.height
        if not (0 < width <= SIDE_MAX and 0 < height <= 2 * SIDE_MAX):
            return None
        # A negative height asks for the top row first.
        head = BitmapHeader(ctypes.sizeof(BitmapHeader), width, -height, 1, _BITS)
        pixels: Pixels = np.zeros((height, width), np.uint32)
        target = ctypes.c_void_p(pixels.ctypes.data)
        screen = ctypes.c_void_p(self._user32.GetDC(None))
        try:
            rows = self._gdi32.GetDIBits(screen, known, 0, height, target, ctypes.byref(head), 0)
        finally:
            self._user32.ReleaseDC(None, screen)
        return pixels if rows == height else None


def drawing(mask: Pixels, colour: Pixels | None) -> Pixels:
    """A cursor's bitmaps as premultiplied 0xAARRGGBB, of which Windows knows three kinds.

    With `colour` that has an opacity; with one that has none, where `mask` says what is seen; and
    without, where `mask` is twice as high: which pixels of the screen stay, and with which to xor.
    """
    if colour is None:
        return _two_coloured(mask)
    if (colour & _OPAQUE).any():
        return _premultiplied(colour)
    return np.where(mask & _COLOUR, np.uint32(0), colour | _OPAQUE)


def _two_coloured(mask: Pixels) -> Pixels:
    height = mask.shape[0] // 2
    stays = (mask[:height] & _COLOUR) != 0
    turns = (mask[height : 2 * height] & _COLOUR) != 0
    drawn = np.where(stays, np.uint32(0), np.where(turns, _WHITE, _OPAQUE))
    inverted = stays & turns
    # What inverts the screen is drawn black with a white edge: it is seen on every ground.
    edge = _grown(inverted) & stays & ~inverted
    return np.where(inverted, _OPAQUE, np.where(edge, _WHITE, drawn))


def _grown(area: np.ndarray[Any, np.dtype[np.bool_]]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    padded = np.pad(area, 1)
    height, width = area.shape
    grown = np.zeros_like(area)
    for row in range(3):
        for column in range(3):
            grown |= padded[row : row + height, column : column + width]
    return grown


def _premultiplied(colour: Pixels) -> Pixels:
    alpha = colour >> np.uint32(24)
    drawn = colour & _OPAQUE
    for shift in (np.uint32(0), np.uint32(8), np.uint32(16)):
        channel = (colour >> shift) & np.uint32(0xFF)
        drawn |= ((channel * alpha + np.uint32(127)) // np.uint32(255)) << shift
    return drawn
