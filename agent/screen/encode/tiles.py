"""Which tiles of the screen changed, and which parts of it are looked at again. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.boxes import few, in_pixels, union
from agent.screen.encode.grid import TILE as TILE
from agent.screen.encode.grid import Mask as Mask
from agent.screen.encode.grid import grid
from agent.screen.source import Box, Pixels

_GRABS: Final = 4
"""Most boxes that are grabbed for one frame."""

_GRAB_TILES: Final = 64
"""Grabbing so many tiles costs about as much as one more grab."""

_WORD: Final = 8
"""Bytes of a machine word: two pixels, or eight truths."""


def changed(old: Pixels, new: Pixels) -> Mask:
    """The tiles in which two pictures of the same shape differ, in any of a pixel's 32 bits.

    Two pixels are compared at once where rows are whole, aligned words, and 8 answers are put
    together at once: 0.26 ms for 1920 × 1080 (0.75 ms for odd widths), 6 µs for 64 × 64.
    """
    height, width = new.shape
    rows, columns = grid(height, width)
    old_words, new_words = _words(old), _words(new)
    pixels = 1 if old_words is None or new_words is None else 2
    across = TILE // pixels
    differs = np.empty((rows * TILE, columns * across), np.bool_)
    differs[height:] = False
    differs[:, width // pixels :] = False
    inside = differs[:height, : width // pixels]
    if old_words is None or new_words is None:
        np.not_equal(old, new, out=inside)
    else:
        np.not_equal(old_words, new_words, out=inside)
    words = differs.view(np.uint64).reshape(rows, TILE, columns * across // _WORD)
    bands = np.bitwise_or.reduce(words, axis=1).reshape(rows, columns, across // _WORD)
    found: Mask = bands.any(axis=2)
    return found


def changed_again(old: Pixels, new: Pixels, differs: Mask, written: Iterable[Box]) -> Mask:
    """As `changed`, where `differs` was so before these boxes of the old picture were written.

    Looks at these boxes alone: 0.05 ms where a line of text moved in 1920 × 1080.
    """
    found = differs.copy()
    for box in covering(written, *new.shape):
        window = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
        top, left = box.y // TILE, box.x // TILE
        part = changed(old[window], new[window])
        found[top : top + part.shape[0], left : left + part.shape[1]] = part
    return found


def tight(old: Pixels, new: Pixels, box: Box) -> Box | None:
    """The smallest rectangle around the pixels of a box that differ; None where none does."""
    window = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
    differs = old[window] != new[window]
    rows = np.flatnonzero(differs.any(axis=1))
    if not rows.size:
        return None
    columns = np.flatnonzero(differs.any(axis=0))
    x, y = box.x + int(columns[0]), box.y + int(rows[0])
    width, height = int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1
    return Box(x, y, width, height)


def covering(boxes: Iterable[Box], height: int, width: int) -> list[Box]:
    """At most 4 boxes of whole tiles that cover these boxes, as far as they are on the screen.

    Boxes that may be grabbed: cut off at the edge of the screen, and joined where a second grab
    would cost more than the tiles between them.
    """
    touched = list(_touched(boxes, height, width))
    if not touched:
        return []
    together = union(touched)
    largest = max(box.width * box.height for box in touched)
    if together.width * together.height - largest <= _GRAB_TILES:
        # Nearly always: one thing changes at a time, and what is below would come to the same.
        return [in_pixels(together, height, width)]
    mask = np.zeros(grid(height, width), np.bool_)
    for box in touched:
        mask[box.y : box.y + box.height, box.x : box.x + box.width] = True
    return [in_pixels(box, height, width) for box in few(mask, _GRABS, _GRAB_TILES)]


def _touched(boxes: Iterable[Box], height: int, width: int) -> Iterator[Box]:
    """The tiles that each box touches on the screen, where it does."""
    for box in boxes:
        right, bottom = min(box.x + box.width, width), min(box.y + box.height, height)
        left, top = max(box.x, 0), max(box.y, 0)
        if left < right and top < bottom:
            x, y = left // TILE, top // TILE
            yield Box(x, y, -(-right // TILE) - x, -(-bottom // TILE) - y)


def _words(pixels: Pixels) -> NDArray[np.uint64] | None:
    """The same memory as pairs of pixels; None where rows are not made of aligned words."""
    if pixels.shape[1] % 2 or pixels.strides[0] % _WORD or pixels.strides[1] != pixels.itemsize:
        return None
    words = pixels.view(np.uint64)
    return words if words.flags.aligned else None
