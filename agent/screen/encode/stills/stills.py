"""Changed tiles as rectangles of one colour, exact pictures and coarse ones, within a budget."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import chain
from typing import Final

import numpy as np

from agent.frames.operations import Fill, Jpeg, Operation, Webp
from agent.screen.encode import tiles
from agent.screen.encode.boxes import few, in_pixels, merge, split
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.copies.copies import Copies
from agent.screen.encode.grid import TILE, Mask
from agent.screen.encode.overlap import in_tiles
from agent.screen.encode.stills import lossless, lossy
from agent.screen.encode.stills.kinds import Kinds
from agent.screen.encode.stills.spending import Spending
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels

BOXES_MAX: Final = 64
"""Most rectangles that the tiles of one kind in a frame are merged into."""

PICTURES_MAX: Final = 512
"""Most rectangles of coarse tiles in a frame, where more than `BOXES_MAX` are needed."""

AREA_MAX: Final = 256 * 1024
"""Pixels of one picture at most: by so much a budget may be passed."""

MENDING_AREA: Final = 256 * 1024
"""Pixels that are made exact in one frame, about: 50 to 70 ms for nothing else."""

AREA_MIN: Final = 16 * 1024
"""Pixels below which no rectangle is cut to fit into a budget."""

SIDE_MAX: Final = 8192
"""Longest side of one picture (WebP's end is 16,383)."""

FILL_TILES_MIN: Final = 4
"""Fewer flat tiles than these in a rectangle travel with the picture around them."""

FEW_MAX: Final = 9
"""So few tiles of text become one rectangle of no more tiles..."""

FEW_SHARE: Final = 0.7
"""... where they fill so much of it."""


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
        self._copies = Copies()

    def encode(
        self,
        canvas: Canvas,
        latest: Pixels,
        changed: Mask,
        kinds: Kinds,
        soon: Callable[[], Mask],
        wish: Wish,
    ) -> Stills:
        """Brings changed tiles over: flat ones first, then text, then pictures.

        `soon`: the tiles that will be exact after the ordinary rest. Small text that stands
        elsewhere on the canvas is copied from there, whatever is left of the budget.
        """
        fills, filled = _fills(latest, changed & kinds.flat, kinds.colours)
        picture = changed & kinds.picture if wish.lossy else np.zeros_like(changed)
        text = changed & ~filled & ~picture
        covers = _covers(text, changed, latest, self._text.area(wish.budget))
        boxes = [_tightened(canvas, latest, cover) for cover in covers]
        copies = self._copies.find(canvas, latest, boxes, _written(fills, picture, latest))
        rest = [place for place, copy in enumerate(copies) if not copy]
        images = [boxes[place] for place in rest]
        exact, count = self._text.encode(images, wish.budget, self._lossless(latest, lossless.TEXT))
        late = rest[count:]
        done = [cover for place, cover in enumerate(covers) if place not in late]
        exact_mask = _marked(text, done) | filled
        left = wish.budget - sum(len(one.data) for one in exact)
        coarse: list[Jpeg] = []
        coarse_mask = np.zeros_like(changed)
        if picture.any() and (left > 0 or not exact):
            covers = _exactly(picture, latest, self._picture.area(left))
            area = int(np.count_nonzero(picture & soon())) * TILE * TILE
            quality = lossy.quality(wish.level, area)
            coarse, count = self._picture.encode(covers, left, _lossy(latest, quality, wish))
            coarse_mask = _marked(picture, covers[:count])
            left -= sum(len(one.data) for one in coarse)
        operations: list[Operation] = [*coarse, *fills, *chain.from_iterable(copies), *exact]
        return Stills(operations, exact_mask, coarse_mask, wish.budget - left)

    def mend(self, latest: Pixels, coarse: Mask, budget: int, *, quickly: bool = False) -> Stills:
        """Brings coarse tiles over exactly, as many as the budget and `MENDING_AREA` allow.

        `quickly`: in a fifth of the time, for an eighth more bytes.
        """
        covers = _first(_rectangles(coarse, latest, self._mending.area(budget)), MENDING_AREA)
        packed = self._lossless(latest, lossless.QUICK if quickly else lossless.PHOTO)
        exact, count = self._mending.encode(covers, budget, packed)
        size = sum(len(one.data) for one in exact)
        operations: list[Operation] = [*exact]
        return Stills(operations, _marked(coarse, covers[:count]), np.zeros_like(coarse), size)

    def _lossless(
        self, latest: Pixels, best: lossless.Packing
    ) -> Callable[[Sequence[Box]], list[Webp]]:
        return lambda boxes: lossless.encode(latest, boxes, self._pool, best)


def _lossy(latest: Pixels, quality: int, wish: Wish) -> Callable[[Sequence[Box]], list[Jpeg]]:
    return lambda boxes: lossy.encode(latest, boxes, quality, wish.grey)


def _rectangles(mask: Mask, latest: Pixels, area: int) -> list[Box]:
    """Rectangles of whole tiles, in pixels, that cover the tiles of a mask, and maybe others.

    None is much larger than so many pixels, within `AREA_MIN` and `AREA_MAX`.
    """
    if not mask.any():
        return []
    boxes = few(mask, BOXES_MAX)
    if _area(boxes) > mask.size:
        boxes = few(mask, 1)
    return _pieces(boxes, latest, area)


def _exactly(mask: Mask, latest: Pixels, area: int) -> list[Box]:
    """As `_rectangles`, but of no other tile: what is exact there must not be drawn coarsely."""
    boxes = few(mask, BOXES_MAX) if mask.any() else []
    if _area(boxes) > np.count_nonzero(mask):
        boxes = merge(mask)[:PICTURES_MAX]
    return _pieces(boxes, latest, area)


def _area(boxes: Sequence[Box]) -> int:
    return sum(box.width * box.height for box in boxes)


def _pieces(boxes: Sequence[Box], latest: Pixels, area: int) -> list[Box]:
    most = min(max(area, AREA_MIN), AREA_MAX)
    places = (in_pixels(box, *latest.shape) for box in boxes)
    return [piece for place in places for piece in split(place, most, SIDE_MAX)]


def _first(boxes: Sequence[Box], area: int) -> Sequence[Box]:
    """The first ones, until they have so many pixels."""
    total = np.cumsum([box.width * box.height for box in boxes])
    return boxes[: 1 + int(np.searchsorted(total, area))]


def _covers(text: Mask, changed: Mask, latest: Pixels, area: int) -> list[Box]:
    """`_rectangles`, but one alone around a few tiles of text: a letter may touch three of four."""
    rows, columns = np.nonzero(text)
    if not 0 < rows.size <= FEW_MAX:
        return _rectangles(text, latest, area)
    y, x = int(rows[0]), int(columns.min())
    height, width = int(rows[-1]) - y + 1, int(columns.max()) - x + 1
    most = min(rows.size / FEW_SHARE, FEW_MAX)
    around = changed[y : y + height, x : x + width]
    if width * height > most or np.count_nonzero(around) != rows.size:
        return _rectangles(text, latest, area)
    return [in_pixels(Box(x, y, width, height), *latest.shape)]


def _written(fills: Sequence[Fill], picture: Mask, latest: Pixels) -> list[Box]:
    """Where operations before the exact ones may draw."""
    filled = [Box(fill.x, fill.y, fill.width, fill.height) for fill in fills]
    around = few(picture, 1) if picture.any() else []
    return [*filled, *(in_pixels(box, *latest.shape) for box in around)]


def _tightened(canvas: Canvas, latest: Pixels, cover: Box) -> Box:
    """What must be drawn of a rectangle of tiles: all of it where something in it is coarse."""
    if canvas.inexact[in_tiles(cover)].any():
        return cover
    return tiles.tight(canvas.pixels, latest, cover) or cover


def _marked(mask: Mask, covers: Sequence[Box]) -> Mask:
    """The tiles of a mask that these rectangles cover."""
    covered = np.zeros_like(mask)
    for cover in covers:
        covered[in_tiles(cover)] = True
    return covered & mask


def _fills(latest: Pixels, flat: Mask, colours: Pixels) -> tuple[list[Fill], Mask]:
    """Large rectangles of one colour, and the tiles that they cover."""
    filled = np.zeros_like(flat)
    fills: list[Fill] = []
    height, width = latest.shape
    for colour in np.unique(colours[flat]).tolist() if flat.any() else ():
        for box in merge(flat & (colours == colour)):
            if box.width * box.height < FILL_TILES_MIN:
                continue
            filled[box.y : box.y + box.height, box.x : box.x + box.width] = True
            place = in_pixels(box, height, width)
            rgb = (colour >> 16 & 255, colour >> 8 & 255, colour & 255)
            fills.append(Fill(place.x, place.y, place.width, place.height, rgb))
    return fills, filled
