"""A band of pixels as `fill` and lossless `webp` operations, none larger than a part may be."""

import io
import os
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final

from PIL import Image

from agent.frames import cursor
from agent.frames.picture import WEBP_MAX, Fill, Operation, Webp
from agent.screen import tiles
from agent.screen.source import Box, CursorImage
from agent.screen.tiles import Tile

AREA_MAX: Final = 128 * 1024
"""Most pixels of one WebP picture: enough of them for two encoders to share the work."""

SIDE_MAX: Final = 8192
"""Longest side of one WebP picture (the format's end is 16,383)."""

CAREFUL_AREA: Final = 60_000
"""Pictures below this many pixels are packed tighter; larger ones would take too long."""

_CAREFUL: Final = (4, 50)
_QUICK: Final = (1, 20)
"""Method and quality. Method 5 and above take 0.3 to 1.9 s for one screen: never."""


class Encoder:
    """Encodes rectangles side by side: Pillow lets other threads run while it packs."""

    def __init__(self, workers: int | None = None) -> None:
        count = workers or min(4, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="affianco-webp")

    def encode(self, band: bytes, width: int, top: int, changed: Sequence[Tile]) -> list[Operation]:
        """The operations that bring the changed tiles of a band (starting at row `top`) over."""
        height = len(band) // (width * tiles.PIXEL)
        fills, rest = _fills(band, width, height, changed)
        boxes = [
            piece
            for box in tiles.cover(rest)
            for piece in tiles.split(tiles.in_pixels(box, width, height), AREA_MAX, SIDE_MAX)
        ]
        pictures = self._pool.map(lambda box: _pictures(band, width, box), boxes)
        found = [*fills, *(picture for some in pictures for picture in some)]
        return [replace(operation, y=operation.y + top) for operation in found]

    def close(self) -> None:
        """Ends the threads once they are idle; waits for nothing."""
        self._pool.shutdown(wait=False, cancel_futures=True)


def cursor_shape(image: CursorImage) -> cursor.Shape:
    """A cursor as it travels: at most `cursor.SIDE_MAX` pixels a side and one record long."""
    if not image.width or not image.height:
        return cursor.HIDDEN
    size = (image.width, image.height)
    picture = Image.frombytes("RGBa", size, image.pixels, "raw", "BGRa").convert("RGBA")
    if max(size) > cursor.SIDE_MAX:
        picture.thumbnail((cursor.SIDE_MAX, cursor.SIDE_MAX))
    data = _webp(picture)
    while len(data) > cursor.WEBP_MAX:
        picture = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))
        data = _webp(picture)
    hot_x = min(max(image.hot_x, 0), image.width - 1) * picture.width // image.width
    hot_y = min(max(image.hot_y, 0), image.height - 1) * picture.height // image.height
    return cursor.Shape(hot_x, hot_y, picture.width, picture.height, data)


def _fills(
    band: bytes, width: int, height: int, changed: Sequence[Tile]
) -> tuple[list[Operation], list[Tile]]:
    """Rectangles of one colour, and the tiles that are left."""
    flat: defaultdict[bytes, list[Tile]] = defaultdict(list)
    rest: list[Tile] = []
    for tile in changed:
        colour = tiles.flat_colour(band, width, tiles.box_of(tile, width, height))
        if colour is None:
            rest.append(tile)
        else:
            flat[colour].append(tile)
    fills: list[Operation] = []
    for (blue, green, red), some in flat.items():
        for box in tiles.merge(some):
            if box.width * box.height < tiles.FILL_TILES_MIN:
                rest += tiles.within(box)
                continue
            place = tiles.in_pixels(box, width, height)
            fills.append(Fill(place.x, place.y, place.width, place.height, (red, green, blue)))
    return fills, rest


def _pictures(band: bytes, width: int, box: Box) -> list[Operation]:
    pixels = tiles.cut_out(band, width, box)
    data = _webp(Image.frombytes("RGB", (box.width, box.height), pixels, "raw", "BGRX"))
    if len(data) <= WEBP_MAX:
        return [Webp(box.x, box.y, box.width, box.height, data)]
    return [picture for half in tiles.halve(box) for picture in _pictures(band, width, half)]


def _webp(picture: Image.Image) -> bytes:
    small = picture.width * picture.height < CAREFUL_AREA
    method, quality = _CAREFUL if small else _QUICK
    target = io.BytesIO()
    picture.save(target, "WEBP", lossless=True, method=method, quality=quality)
    return target.getvalue()
