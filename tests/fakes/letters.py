"""A white page with a letter on it, where small things change; and what copies make of it."""

import numpy as np

from agent.frames.operations import Move
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.copies.copies import Copies, Copy
from agent.screen.encode.moves.search import apply
from agent.screen.encode.tiles import tight
from agent.screen.source import Box, Pixels
from tests.fakes.scenes import WHITE, flat, noise

WIDTH, HEIGHT = 256, 160
BLACK = 0xFF000000
GLYPH = noise(6, 9, 5)


def shows(pixels: Pixels) -> Canvas:
    """A canvas that shows these, all of them exactly."""
    canvas = Canvas(*pixels.shape)
    everything = np.ones_like(canvas.inexact)
    canvas.put(everything, pixels, 0.0, coarse=False)
    return canvas


def page() -> Pixels:
    """White, with one letter."""
    pixels = flat(WIDTH, HEIGHT, WHITE)
    letter(pixels, 10, 10)
    return pixels


def letter(pixels: Pixels, x: int, y: int, glyph: Pixels = GLYPH) -> None:
    height, width = glyph.shape
    pixels[y : y + height, x : x + width] = glyph


def caret(pixels: Pixels, x: int, y: int, colour: int = BLACK) -> None:
    """From three rows above a letter to three below it."""
    pixels[y - 3 : y + 12, x : x + 2] = colour


def drawn(pixels: Pixels, copies: list[Copy]) -> Pixels:
    result = pixels.copy()
    for one in copies:
        if isinstance(one, Move):
            apply(result, one)
        else:
            red, green, blue = one.rgb
            colour = 0xFF000000 | red << 16 | green << 8 | blue
            result[one.y : one.y + one.height, one.x : one.x + one.width] = colour
    return result


def change(old: Pixels, new: Pixels, copies: Copies | None = None) -> list[Copy]:
    """The operations for what differs, in one box."""
    box = tight(old, new, Box(0, 0, WIDTH, HEIGHT))
    assert box is not None
    (found,) = (copies or Copies()).find(shows(old), new, [box], [])
    if found:
        assert np.array_equal(drawn(old, found), new)
    return found


def kinds(copies: list[Copy]) -> list[type]:
    return [type(one) for one in copies]
