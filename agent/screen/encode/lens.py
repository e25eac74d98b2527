"""How the screen is looked at: in full or at half size, in colour or in grey. Pure."""

from typing import Final

import numpy as np
from PIL import Image

from agent.screen.source import Pixels

OPAQUE: Final = np.uint32(0xFF000000)
"""What every pixel that was seen has in its highest byte."""

_RED, _GREEN, _BLUE = np.uint32(77), np.uint32(150), np.uint32(29)
"""256ths of brightness (ITU-R BT.601)."""

_BAND: Final = 64
"""Rows that are turned grey together: what is worked on stays in the cache."""


def see(pixels: Pixels, *, half: bool, grey: bool) -> Pixels:
    """The pixels as they are encoded: a new contiguous array, 0xFF in every highest byte.

    `half`: the mean of every 2 × 2 pixels; odd sizes are rounded up, a last row or column is a
    mean of two. `grey`: brightness in all three colours. For 1920 × 1080 it takes 0.15 ms as it
    is, 1.3 ms in grey, 1.9 ms at half size, 2.2 ms both.
    """
    seen = _halved(pixels) if half else pixels | OPAQUE
    if grey:
        for top in range(0, len(seen), _BAND):
            _make_grey(seen[top : top + _BAND])
    return seen


def _halved(pixels: Pixels) -> Pixels:
    height, width = pixels.shape
    # Which byte is which colour does not matter to a mean.
    whole = np.ascontiguousarray(pixels)
    small = Image.frombuffer("RGBX", (width, height), whole, "raw", "RGBX", 0, 1).reduce(2)
    seen = np.frombuffer(small.tobytes(), np.uint32).reshape(small.height, small.width)
    return seen | OPAQUE


def _make_grey(pixels: Pixels) -> None:
    """In place: blue and red are weighed by one multiplication, whose bits 16 to 31 are the sum."""
    green = (pixels >> np.uint32(8)) & np.uint32(0xFF)
    pixels &= np.uint32(0xFF00FF)
    pixels *= _BLUE << np.uint32(16) | _RED
    pixels >>= np.uint32(16)
    pixels += green * _GREEN
    pixels >>= np.uint32(8)
    pixels *= np.uint32(0x010101)
    pixels |= OPAQUE
