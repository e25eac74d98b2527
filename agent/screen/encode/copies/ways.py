"""The ways to draw a small box: parts of one colour, and what may stand elsewhere. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.frames.operations import Fill
from agent.screen.source import Box, Pixels

THREE_AREA: Final = 48
"""Pixels from which on no lossless image is smaller than three operations, 37 bytes."""

PIECES_MAX: Final = 4
"""Most pieces that a box is taken apart into."""

PIECE_AREA: Final = 40
"""Pixels for each operation from which on an image is not smaller, even one of two colours."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a box may be drawn: parts of one colour first, then what stands elsewhere as well."""

    fills: tuple[Fill, ...]
    copied: tuple[Box, ...]


def flat(box: Box, pixels: Pixels) -> list[Fill]:
    """The one or two fills that draw a box; none where they do not."""
    left, right = _ends(pixels)
    if left == box.width:
        return [_fill(box, pixels[0, 0])]
    if left + right < box.width:
        return []
    return [
        _fill(_columns(box, 0, left), pixels[0, 0]),
        _fill(_columns(box, left, right), pixels[0, -1]),
    ]


def ways(box: Box, pixels: Pixels) -> list[Way]:
    """The ways to draw a box that is not flat, those of the fewest bytes first.

    Each copies one part; all of these parts have something in common, mostly the last of them.
    """
    return list(_ways(box, pixels))


def _ways(box: Box, pixels: Pixels) -> Iterator[Way]:
    yield Way((), (box,))
    left, right = _ends(pixels)
    parts: list[tuple[Box, tuple[Fill, ...]]] = [(box, ())]
    if left:
        end = _columns(box, 0, left)
        parts.append((_columns(box, left, box.width - left), (_fill(end, pixels[0, 0]),)))
    if right:
        end = _columns(box, box.width - right, right)
        parts.append((_columns(box, 0, box.width - right), (_fill(end, pixels[0, -1]),)))
    for rest, fills in parts[1:]:
        yield Way(fills, (rest,))
    for rest, fills in parts:
        ground = pixels[0, rest.x - box.x]
        core = _core(rest, _part(pixels, box, rest), ground)
        if core != rest and (not fills or box.width * box.height >= THREE_AREA):
            yield Way((_fill(rest, ground), *fills), (core,))


def apart(way: Way, box: Box, pixels: Pixels) -> Way | None:
    """The same way with what it copies in pieces, letters mostly, that the ground parts.

    None where there are no such pieces, too many, or so few pixels that an image may be smaller.
    """
    (core,) = way.copied
    if not way.fills or common([core, _box(way.fills[0])]) != core:
        return None
    ground = _colour(way.fills[0])
    inked = (_part(pixels, box, core) != ground).any(axis=0)
    ends = [0, *(np.flatnonzero(inked[1:] != inked[:-1]) + 1).tolist(), core.width]
    columns = [_columns(core, one, end - one) for one, end in pairwise(ends) if inked[one]]
    operations = len(way.fills) + len(columns)
    if not 2 <= len(columns) <= PIECES_MAX or core.width * core.height < PIECE_AREA * operations:
        return None
    return Way(way.fills, tuple(_core(one, _part(pixels, box, one), ground) for one in columns))


def common(boxes: Sequence[Box]) -> Box | None:
    """What all of these boxes have in common; None where there is nothing."""
    x, y = max(box.x for box in boxes), max(box.y for box in boxes)
    width = min(box.x + box.width for box in boxes) - x
    height = min(box.y + box.height for box in boxes) - y
    return Box(x, y, width, height) if width > 0 and height > 0 else None


def _ends(pixels: Pixels) -> tuple[int, int]:
    """How many columns at the left are of one colour, and how many at the right."""
    top = pixels[0]
    even = (pixels == top).all(axis=0)
    return _run(even & (top == top[0])), _run((even & (top == top[-1]))[::-1])


def _core(box: Box, pixels: Pixels, ground: np.uint32) -> Box:
    """A box of more than one colour without the rows and columns at its edges that are ground."""
    other = pixels != ground
    rows, columns = ~other.any(axis=1), ~other.any(axis=0)
    left, top = _run(columns), _run(rows)
    width = box.width - left - _run(columns[::-1])
    return Box(box.x + left, box.y + top, width, box.height - top - _run(rows[::-1]))


def _run(truths: NDArray[np.bool_]) -> int:
    """How many of them are true before the first that is not."""
    return truths.size if truths.all() else int(truths.argmin())


def _columns(box: Box, first: int, count: int) -> Box:
    return Box(box.x + first, box.y, count, box.height)


def _part(pixels: Pixels, box: Box, part: Box) -> Pixels:
    """What a part of a box is to show; `pixels` are those of the box."""
    x, y = part.x - box.x, part.y - box.y
    return pixels[y : y + part.height, x : x + part.width]


def _fill(box: Box, colour: np.uint32) -> Fill:
    value = int(colour)
    rgb = (value >> 16 & 255, value >> 8 & 255, value & 255)
    return Fill(box.x, box.y, box.width, box.height, rgb)


def _colour(fill: Fill) -> np.uint32:
    red, green, blue = fill.rgb
    return np.uint32(0xFF000000 | red << 16 | green << 8 | blue)


def _box(fill: Fill) -> Box:
    return Box(fill.x, fill.y, fill.width, fill.height)
