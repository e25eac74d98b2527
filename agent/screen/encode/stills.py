"""Changed tiles as rectangles of one colour, exact pictures and coarse ones, within a budget."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np

from agent.frames.operations import Fill, Jpeg, Operation, Webp
from agent.screen.encode import lossless, lossy, tiles
from agent.screen.encode.boxes import few, in_pixels, merge, split
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.grid import TILE, Mask
from agent.screen.encode.kinds import Kinds
from agent.screen.encode.spending import Spending
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels

BOXES_MAX: Final = 64
"""Most rectangles that the tiles of one kind in a frame are merged into."""

AREA_MAX: Final = 256 * 1024
"""Pixels of one picture at most: by so much a budget may be passed."""

AREA_MIN: Final = 16 * 1024
"""Pixels below which no rectangle is cut to fit into a budget."""

SIDE_MAX: Final = 8192
"""Longest side of one picture (WebP's end is 16,383)."""

FILL_TILES_MIN: Final = 4
"""Fewer flat tiles than these in a rectangle travel with the picture around them."""


@dataclass(frozen=True, slots=True)
class Stills:
    """What one frame brings over; `operations` in the order of drawing, coarse ones first.

    The masks say which tiles it brings over exactly and which coarsely.
    """

    operations: list[Operation]
    exact: Mask
    coarse: Mask
    size: int


class StillEncoder:
    """Encodes tiles of the latest picture. Writes nothing to the canvas."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._text = Spending()
        self._picture = Spending()
        self._mending = Spending()

    def encode(
        self, canvas: Canvas, latest: Pixels, changed: Mask, kinds: Kinds, wish: Wish
    ) -> Stills:
        """Brings changed tiles over: flat ones first, then text, then pictures."""
        fills, filled = _fills(latest, changed & kinds.flat, kinds.colours)
        picture = changed & kinds.picture if wish.lossy else np.zeros_like(changed)
        text = changed & ~filled & ~picture
        covers = _rectangles(text, latest, self._text.area(wish.budget))
        boxes = [_tightened(canvas, latest, cover) for cover in covers]
        exact, count = self._text.encode(boxes, wish.budget, self._lossless(latest))
        exact_mask = _marked(text, covers[:count]) | filled
        left = wish.budget - sum(len(one.data) for one in exact)
        coarse: list[Jpeg] = []
        coarse_mask = np.zeros_like(changed)
        if left > 0 or not exact:
            covers = _rectangles(picture, latest, self._picture.area(left))
            coarse, count = self._picture.encode(covers, left, self._lossy(latest, wish))
            coarse_mask = _marked(picture, covers[:count])
            left -= sum(len(one.data) for one in coarse)
        operations: list[Operation] = [*coarse, *fills, *exact]
        return Stills(operations, exact_mask, coarse_mask, wish.budget - left)

    def mend(self, latest: Pixels, coarse: Mask, budget: int) -> Stills:
        """Brings coarse tiles over exactly, as many as the budget allows."""
        covers = _rectangles(coarse, latest, self._mending.area(budget))
        exact, count = self._mending.encode(covers, budget, self._lossless(latest))
        size = sum(len(one.data) for one in exact)
        operations: list[Operation] = [*exact]
        return Stills(operations, _marked(coarse, covers[:count]), np.zeros_like(coarse), size)

    def _lossless(self, latest: Pixels) -> Callable[[Sequence[Box]], list[Webp]]:
        return lambda boxes: lossless.encode(latest, boxes, self._pool)

    def _lossy(self, latest: Pixels, wish: Wish) -> Callable[[Sequence[Box]], list[Jpeg]]:
        quality = lossy.QUALITIES[wish.level]
        return lambda boxes: lossy.encode(latest, boxes, quality, wish.grey)


def _rectangles(mask: Mask, latest: Pixels, area: int) -> list[Box]:
    """Rectangles of whole tiles, in pixels, that cover the tiles of a mask.

    None is much larger than so many pixels, within `AREA_MIN` and `AREA_MAX`.
    """
    if not mask.any():
        return []
    height, width = latest.shape
    boxes = few(mask, BOXES_MAX)
    if sum(box.width * box.height for box in boxes) > mask.size:
        boxes = few(mask, 1)
    return [
        piece
        for box in boxes
        for piece in split(
            in_pixels(box, height, width), min(max(area, AREA_MIN), AREA_MAX), SIDE_MAX
        )
    ]


def _tightened(canvas: Canvas, latest: Pixels, cover: Box) -> Box:
    """What must be drawn of a rectangle of tiles: all of it where something in it is coarse."""
    if canvas.inexact[_in_tiles(cover)].any():
        return cover
    return tiles.tight(canvas.pixels, latest, cover) or cover


def _marked(mask: Mask, covers: Sequence[Box]) -> Mask:
    """The tiles of a mask that these rectangles cover."""
    covered = np.zeros_like(mask)
    for cover in covers:
        covered[_in_tiles(cover)] = True
    return covered & mask


def _in_tiles(box: Box) -> tuple[slice, slice]:
    bottom, right = -(-(box.y + box.height) // TILE), -(-(box.x + box.width) // TILE)
    return np.s_[box.y // TILE : bottom, box.x // TILE : right]


def _fills(latest: Pixels, flat: Mask, colours: Pixels) -> tuple[list[Fill], Mask]:
    """Large rectangles of one colour, and the tiles that they cover."""
    filled = np.zeros_like(flat)
    fills: list[Fill] = []
    height, width = latest.shape
    for colour in np.unique(colours[flat]).tolist():
        for box in merge(flat & (colours == colour)):
            if box.width * box.height < FILL_TILES_MIN:
                continue
            filled[box.y : box.y + box.height, box.x : box.x + box.width] = True
            place = in_pixels(box, height, width)
            rgb = (colour >> 16 & 255, colour >> 8 & 255, colour & 255)
            fills.append(Fill(place.x, place.y, place.width, place.height, rgb))
    return fills, filled
