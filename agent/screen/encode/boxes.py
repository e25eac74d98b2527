"""Tiles as rectangles: merged exactly, or into few. Pure.

Hundreds of fragments are an everyday case (noise, a dissolve, a checkerboard), so nothing here
compares more than `_PAIRED` rectangles with each other: masks of more fragments are first looked
at in a grid twice as coarse, which at most doubles the cost of one pass over the mask.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import numpy as np

from agent.screen.encode.grid import TILE, Mask
from agent.screen.source import Box

_PAIRED: Final = 64
"""Most rectangles of which every pair is weighed."""


def merge(mask: Mask) -> list[Box]:
    """Rectangles, in tiles, that cover the set tiles exactly, each once."""
    return _stack(_runs(mask))


def few(mask: Mask, most: int, slack: int = 0) -> list[Box]:
    """At most `most` (1 or more) rectangles, in tiles, that cover the set tiles, and others.

    Two rectangles become one where that covers no more than `slack` tiles beyond both; more is
    wasted only where there are too many, the cheapest first. The rectangles may overlap.
    """
    boxes = merge(mask)
    if len(boxes) <= most and not slack:
        # No two of these make a rectangle: `merge` would have joined them.
        return boxes
    boxes = _coarse(mask, max(most, _PAIRED))
    joined = _join(boxes, most, slack)
    return boxes if len(joined) == len(boxes) else _trim(mask, joined)


def in_pixels(box: Box, height: int, width: int) -> Box:
    """A box in tiles as a box in pixels, cut off at the edge of a picture of this size."""
    x, y = box.x * TILE, box.y * TILE
    return Box(x, y, min(box.width * TILE, width - x), min(box.height * TILE, height - y))


def union(boxes: Sequence[Box]) -> Box:
    """The smallest rectangle around these, of which there is one."""
    x, y = min(box.x for box in boxes), min(box.y for box in boxes)
    right = max(box.x + box.width for box in boxes)
    bottom = max(box.y + box.height for box in boxes)
    return Box(x, y, right - x, bottom - y)


def split(box: Box, area: int, side: int) -> list[Box]:
    """The box in pieces of at most so many pixels (1 or more), none longer than `side`.

    Cut between tiles where a piece is larger than one, if the box begins between tiles.
    """
    if box.width * box.height <= area and max(box.width, box.height) <= side:
        return [box]
    return [piece for half in halve(box) for piece in split(half, area, side)]


def halve(box: Box) -> tuple[Box, Box]:
    """The two halves of a box of more than one pixel, cut across its longer side."""
    if box.width >= box.height:
        cut = _middle(box.width)
        rest = Box(box.x + cut, box.y, box.width - cut, box.height)
        return Box(box.x, box.y, cut, box.height), rest
    cut = _middle(box.height)
    rest = Box(box.x, box.y + cut, box.width, box.height - cut)
    return Box(box.x, box.y, box.width, cut), rest


def _middle(length: int) -> int:
    half = length // 2
    return half if half < TILE else half // TILE * TILE


def _runs(mask: Mask) -> Iterator[tuple[int, int, int]]:
    """Row, first column and column after the last of every run of set tiles, from the top."""
    edges = np.diff(mask.view(np.int8), axis=1, prepend=0, append=0)
    rows, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    return zip(rows.tolist(), starts.tolist(), ends.tolist(), strict=True)


def _stack(runs: Iterable[tuple[int, int, int]]) -> list[Box]:
    """Joins runs of the same columns in rows that follow each other."""
    growing: dict[tuple[int, int], Box] = {}
    done: list[Box] = []
    for row, start, end in runs:
        box = growing.get((start, end))
        if box is not None and box.y + box.height == row:
            growing[start, end] = Box(start, box.y, box.width, box.height + 1)
            continue
        if box is not None:
            done.append(box)
        growing[start, end] = Box(start, row, end - start, 1)
    return done + list(growing.values())


def _coarse(mask: Mask, most: int) -> list[Box]:
    """At most so many rectangles that cover the set tiles: exactly, if that makes few enough."""
    fine, scale = mask, 1
    boxes = merge(mask)
    while len(boxes) > most:
        fine, scale = _coarser(fine), scale * 2
        boxes = merge(fine)
    if scale == 1:
        return boxes
    scaled = (Box(b.x * scale, b.y * scale, b.width * scale, b.height * scale) for b in boxes)
    return [tight for box in scaled if (tight := _extent(mask, box))]


def _coarser(mask: Mask) -> Mask:
    rows, columns = mask.shape
    padded = np.pad(mask, ((0, rows % 2), (0, columns % 2)))
    return padded[::2, ::2] | padded[1::2, ::2] | padded[::2, 1::2] | padded[1::2, 1::2]


def _extent(mask: Mask, box: Box) -> Box | None:
    """The smallest rectangle around the set tiles of a box, which may reach over the edge."""
    part = mask[box.y : box.y + box.height, box.x : box.x + box.width]
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    if not rows.size:
        return None
    x, y = box.x + int(columns[0]), box.y + int(rows[0])
    width, height = int(columns[-1] - columns[0]) + 1, int(rows[-1] - rows[0]) + 1
    return Box(x, y, width, height)


def _join(boxes: Sequence[Box], most: int, slack: int) -> list[Box]:
    """Joins the two whose union wastes least until they are few enough and none is worth it."""
    left = list(boxes)
    while len(left) > 1:
        waste, first, second = _cheapest(left)
        if len(left) <= most and waste > slack:
            break
        joined = union((left[first], left[second]))
        left = [box for box in left if not _holds(joined, box)] + [joined]
    return left


def _cheapest(boxes: Sequence[Box]) -> tuple[int, int, int]:
    """The tiles that joining a pair wastes, and the pair, for the pair that wastes least."""
    x, y, width, height = np.array([(b.x, b.y, b.width, b.height) for b in boxes]).T
    right, bottom = x + width, y + height
    across = np.maximum.outer(right, right) - np.minimum.outer(x, x)
    down = np.maximum.outer(bottom, bottom) - np.minimum.outer(y, y)
    waste = across * down - np.add.outer(width * height, width * height)
    np.fill_diagonal(waste, np.iinfo(waste.dtype).max)
    first, second = divmod(int(waste.argmin()), len(boxes))
    return int(waste[first, second]), first, second


def _holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.x + inner.width <= outer.x + outer.width
        and inner.y + inner.height <= outer.y + outer.height
    )


def _trim(mask: Mask, boxes: Sequence[Box]) -> list[Box]:
    """Cuts from each box what larger ones cover; drops those that have nothing of their own."""
    left = mask.copy()
    trimmed: list[Box] = []
    for box in sorted(boxes, key=lambda box: box.width * box.height, reverse=True):
        tight = _extent(left, box)
        if tight:
            trimmed.append(tight)
            left[tight.y : tight.y + tight.height, tight.x : tight.x + tight.width] = False
    return trimmed
