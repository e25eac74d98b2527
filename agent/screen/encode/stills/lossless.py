"""Rectangles of exact pixels: lossless WebP. Pure, but for the threads it is given.

Method 1 with quality 51 is what measures best for text on generated desktop content (bytes, and
milliseconds on one core): libwebp looks for repetitions in the last 256 rows from quality 51 on.

    method / quality     0 / 0        1 / 20       1 / 50       1 / 51       4 / 50      4 / 90
    five text pages      322 k, 20    239 k, 29    168 k, 65    159 k, 61    168 k, 74   156 k, 93
    text on a gradient   223 k, 7     193 k, 32    153 k, 57    149 k, 63    161 k, 117  156 k, 137
    icons                209 k, 6     192 k, 29    179 k, 53    178 k, 61    158 k, 104  155 k, 123
    a glyph, 10 × 18     182, 0.05    90, 0.05     90, 0.05     90, 0.05     90, 0.05    90, 0.05

(each page 640 × 384). Cutting a page of text in two costs 14 % more bytes, in twelve 100 %.

Photographs are best with method 2 and quality 50, at 0.25 s a million pixels. No choice does much:

    method / quality     1 / 20       1 / 51       2 / 50       3 / 50       4 / 50      6 / 100
    sky, 512 × 192       56 k, 14     48 k, 27     46 k, 26     46 k, 31     47 k, 52    45 k, 1452
    slope, 512 × 192     81 k, 15     72 k, 32     71 k, 35     72 k, 30     73 k, 63    70 k, 2697
    grain, 512 × 192     90 k, 11     90 k, 21     89 k, 21     88 k, 26     88 k, 50    89 k, 2933

But method 0 takes a fifth of that time for an eighth more bytes (a picture of a film, 640 × 360:
235 k in 10 ms instead of 209 k in 53 ms): for what may move again soon, where the line is quick.
"""

import io
from collections.abc import Sequence
from concurrent.futures import Executor
from itertools import chain
from typing import Final

import PIL.WebPImagePlugin  # noqa: F401 - else the first `save` looks for all formats, 25 ms
from PIL import Image

from agent.frames import webp
from agent.frames.operations import Webp
from agent.frames.picture import IMAGE_MAX
from agent.screen.encode.boxes import halve, split
from agent.screen.encode.image import image_of
from agent.screen.source import Box, Pixels

AREA_MAX: Final = 256 * 1024
"""Most pixels of one picture: about 10 ms of text, 60 ms at worst."""

SIDE_MAX: Final = 8192
"""Longest side of one picture, pixels (the format's end is 16,384)."""

SHARED_AREA: Final = 64 * 1024
"""More pixels than these are shared out among threads, and probed before they are packed."""

Packing = tuple[int, int]
"""Method and quality. Method 5 and above take 0.3 to 1.9 s for one screen: never."""

TEXT: Final = (1, 51)
PHOTO: Final = (2, 50)
"""What was a picture before packs a little better so."""
QUICK: Final = (0, 0)

_PROBED_ROWS: Final = 16


def encode(
    pixels: Pixels, boxes: Sequence[Box], pool: Executor | None, best: Packing = TEXT
) -> list[Webp]:
    """The boxes of a whole picture as operations that draw exactly their pixels.

    Larger boxes are cut so that each picture fits into a part of a frame. Pillow lets other
    threads run while it packs.
    """
    pieces = [
        piece for box in boxes for piece in split(box, _area_that_fits(pixels, box), SIDE_MAX)
    ]
    area = sum(piece.width * piece.height for piece in pieces)
    if pool is None or len(pieces) == 1 or area <= SHARED_AREA:
        packed = [_packed(pixels, piece, best) for piece in pieces]
    else:
        packed = list(pool.map(lambda piece: _packed(pixels, piece, best), pieces))
    return list(chain.from_iterable(packed))


def _area_that_fits(pixels: Pixels, box: Box) -> int:
    """About how many pixels of a box may fit into one part, told from rows in its middle.

    Packing icons or noise in vain takes 60 ms, these rows a tenth of a millisecond.
    """
    area = box.width * box.height
    if area <= SHARED_AREA or box.height < _PROBED_ROWS:
        return AREA_MAX
    middle = Box(box.x, box.y + (box.height - _PROBED_ROWS) // 2, box.width, _PROBED_ROWS)
    probed = split(middle, AREA_MAX, SIDE_MAX)[0]
    size = len(_webp(image_of(pixels, probed), *QUICK))
    fits = probed.width * probed.height * IMAGE_MAX // size
    return min(AREA_MAX, max(SHARED_AREA // 4, fits))


def _packed(pixels: Pixels, box: Box, best: Packing) -> list[Webp]:
    data = webp.bare(_webp(image_of(pixels, box), *best))
    if len(data) <= IMAGE_MAX:
        return [Webp(box.x, box.y, box.width, box.height, data)]
    return [picture for half in halve(box) for picture in _packed(pixels, half, best)]


def _webp(image: Image.Image, method: int, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "WEBP", lossless=True, method=method, quality=quality)
    return target.getvalue()
