"""Which parts of the screen changed, and as which rectangles they travel. Pure.

Pixels are 4 bytes (blue, green, red, any); rows follow each other without a gap. Slices of bytes
compared by the interpreter's memcmp take 0.4 to 3 ms for 1920 × 1080 (numpy: 0.3 to 1.4 ms, for
73 MB installed), which is why numpy is not used.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from agent.screen.source import Box

TILE: Final = 32
"""Side of a tile in pixels."""

BOXES_MAX: Final = 64
"""Most rectangles that the tiles of a frame are merged into, before they are split by size."""

FILL_TILES_MIN: Final = 4
"""Fewer flat tiles than these in a rectangle travel with the picture around them."""

BANDS_MAX: Final = 4
"""Most bands of rows that are captured apart for one frame."""

PIXEL: Final = 4

Tile = tuple[int, int]
"""Column and row of a tile."""


def bands(boxes: Iterable[Box], height: int) -> list[tuple[int, int]]:
    """The rows (from, up to) that cover these boxes, whole tiles high, at most `BANDS_MAX`."""
    rows: list[tuple[int, int]] = []
    for top, bottom in sorted(
        (max(box.y, 0) // TILE * TILE, min(-(-(box.y + box.height) // TILE) * TILE, height))
        for box in boxes
    ):
        if top >= bottom:
            continue
        if rows and top <= rows[-1][1]:
            rows[-1] = (rows[-1][0], max(rows[-1][1], bottom))
        else:
            rows.append((top, bottom))
    return rows if len(rows) <= BANDS_MAX else [(rows[0][0], rows[-1][1])]


def changed(before: bytes, after: bytes, width: int) -> list[Tile]:
    """The tiles in which two bands of equal size differ, counted from the band's first row."""
    stride = width * PIXEL
    tiles: list[Tile] = []
    for row in range(-(-len(after) // (stride * TILE))):
        start, end = row * TILE * stride, (row + 1) * TILE * stride
        old, new = before[start:end], after[start:end]
        if old != new:
            tiles += [(column, row) for column in _changed_columns(old, new, stride)]
    return tiles


def _changed_columns(old: bytes, new: bytes, stride: int) -> list[int]:
    step = TILE * PIXEL
    left = list(range(-(-stride // step)))
    found: list[int] = []
    for start in range(0, len(new), stride):
        a, b = old[start : start + stride], new[start : start + stride]
        if a == b:
            continue
        hits = {
            column
            for column in left
            if a[column * step : (column + 1) * step] != b[column * step : (column + 1) * step]
        }
        found += hits
        left = [column for column in left if column not in hits]
        if not left:
            break
    return sorted(found)


def cut_out(band: bytes, width: int, box: Box) -> bytes:
    """The pixels of a box, counted from the band's first row."""
    stride = width * PIXEL
    first = box.y * stride + box.x * PIXEL
    length = box.width * PIXEL
    return b"".join(
        band[start : start + length] for start in range(first, first + box.height * stride, stride)
    )


def flat_colour(band: bytes, width: int, box: Box) -> bytes | None:
    """The one colour (blue, green, red) of a box, or None where it has several."""
    stride = width * PIXEL
    first = box.y * stride + box.x * PIXEL
    length = box.width * PIXEL
    row = band[first : first + length]
    if row[PIXEL:] != row[:-PIXEL]:
        return None
    for start in range(first + stride, first + box.height * stride, stride):
        if band[start : start + length] != row:
            return None
    return row[:3]


def box_of(tile: Tile, width: int, height: int) -> Box:
    """The pixels of a tile, cut off at the edge of the screen."""
    x, y = tile[0] * TILE, tile[1] * TILE
    return Box(x, y, min(TILE, width - x), min(TILE, height - y))


def within(box: Box) -> list[Tile]:
    """Every tile of a box in tiles."""
    columns = range(box.x, box.x + box.width)
    return [(column, row) for row in range(box.y, box.y + box.height) for column in columns]


def merge(tiles: Iterable[Tile]) -> list[Box]:
    """Rectangles, in tiles, that cover these tiles and no other. Linear but for one sorting."""
    return _stack(_runs(tiles))


def cover(tiles: Sequence[Tile]) -> list[Box]:
    """At most `BOXES_MAX` rectangles, in tiles, that cover these tiles and, to be few, others."""
    boxes = merge(tiles)
    if len(boxes) > BOXES_MAX:
        spans: dict[int, tuple[int, int]] = {}
        for column, row in tiles:
            first, last = spans.get(row, (column, column))
            spans[row] = (min(first, column), max(last, column))
        boxes = _stack([(row, *spans[row]) for row in sorted(spans)])
    if len(boxes) > BOXES_MAX:
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        right = max(box.x + box.width for box in boxes)
        bottom = max(box.y + box.height for box in boxes)
        boxes = [Box(left, top, right - left, bottom - top)]
    return boxes


def _runs(tiles: Iterable[Tile]) -> list[tuple[int, int, int]]:
    """Row, first and last column of every run of neighbours in a row, from the top."""
    runs: list[tuple[int, int, int]] = []
    for row, column in sorted((row, column) for column, row in set(tiles)):
        if runs and runs[-1][0] == row and runs[-1][2] == column - 1:
            runs[-1] = (row, runs[-1][1], column)
        else:
            runs.append((row, column, column))
    return runs


def _stack(runs: Iterable[tuple[int, int, int]]) -> list[Box]:
    """Joins runs of the same columns in rows that follow each other."""
    growing: dict[tuple[int, int], Box] = {}
    done: list[Box] = []
    for row, first, last in runs:
        box = growing.get((first, last))
        if box is not None and box.y + box.height == row:
            growing[first, last] = Box(box.x, box.y, box.width, box.height + 1)
            continue
        if box is not None:
            done.append(box)
        growing[first, last] = Box(first, row, last - first + 1, 1)
    return done + list(growing.values())


def in_pixels(box: Box, width: int, height: int) -> Box:
    """A box in tiles as a box in pixels, cut off at the edge of the screen."""
    x, y = box.x * TILE, box.y * TILE
    return Box(x, y, min(box.width * TILE, width - x), min(box.height * TILE, height - y))


def split(box: Box, area: int, side: int) -> list[Box]:
    """The box in pieces of at most so many pixels, no longer than `side`, in whole tiles."""
    if box.width * box.height <= area and max(box.width, box.height) <= side:
        return [box]
    halves = halve(box)
    return [piece for half in halves for piece in split(half, area, side)]


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
