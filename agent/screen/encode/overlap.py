"""Rectangles of pixels, and what is left of them without others. Pure."""

from collections.abc import Iterable, Sequence

import numpy as np

from agent.frames.operations import Operation
from agent.screen.encode.grid import TILE, Mask
from agent.screen.source import Box


def box_of(operation: Operation) -> Box:
    """The rectangle that an operation draws."""
    return Box(operation.x, operation.y, operation.width, operation.height)


def grown(box: Box, by: int, shape: Sequence[int]) -> Box:
    """The rectangle with a margin around it, as far as it is in a picture of this shape."""
    x, y = max(box.x - by, 0), max(box.y - by, 0)
    right = min(box.x + box.width + by, shape[1])
    bottom = min(box.y + box.height + by, shape[0])
    return Box(x, y, right - x, bottom - y)


def without(box: Box, holes: Iterable[Box]) -> list[Box]:
    """Rectangles that make up what no hole covers of a box, each pixel once."""
    left = [box]
    for hole in holes:
        left = [piece for one in left for piece in _cut(one, hole)]
    return left


def window(box: Box) -> tuple[slice, slice]:
    """The pixels of a rectangle, as an index into a picture."""
    return slice(box.y, box.y + box.height), slice(box.x, box.x + box.width)


def in_tiles(box: Box) -> tuple[slice, slice]:
    """The tiles that a rectangle touches, as an index into a mask."""
    bottom, right = -(-(box.y + box.height) // TILE), -(-(box.x + box.width) // TILE)
    return slice(box.y // TILE, bottom), slice(box.x // TILE, right)


def extent(tiles: Mask) -> Box:
    """The smallest rectangle, in tiles, around those that are set, of which there is one."""
    rows, columns = np.flatnonzero(tiles.any(axis=1)), np.flatnonzero(tiles.any(axis=0))
    x, y = int(columns[0]), int(rows[0])
    return Box(x, y, int(columns[-1]) + 1 - x, int(rows[-1]) + 1 - y)


def inside(box: Box, shape: Sequence[int]) -> tuple[slice, slice]:
    """The tiles of a picture of this shape of which nothing is outside a rectangle."""
    bottom, right = box.y + box.height, box.x + box.width
    rows = -(-bottom // TILE) if bottom == shape[0] else bottom // TILE
    columns = -(-right // TILE) if right == shape[1] else right // TILE
    return slice(-(-box.y // TILE), rows), slice(-(-box.x // TILE), columns)


def _cut(box: Box, hole: Box) -> list[Box]:
    """What is left above, below, left and right of a hole."""
    right, bottom = box.x + box.width, box.y + box.height
    x0, x1 = max(box.x, hole.x), min(right, hole.x + hole.width)
    y0, y1 = max(box.y, hole.y), min(bottom, hole.y + hole.height)
    if x0 >= x1 or y0 >= y1:
        return [box]
    pieces = (
        Box(box.x, box.y, box.width, y0 - box.y),
        Box(box.x, y1, box.width, bottom - y1),
        Box(box.x, y0, x0 - box.x, y1 - y0),
        Box(x1, y0, right - x1, y1 - y0),
    )
    return [piece for piece in pieces if piece.width and piece.height]
