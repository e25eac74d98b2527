"""Rectangles of about the pixels: JPEG. Pure.

Colour at half resolution (4:2:0): full resolution costs 25 to 40 % more bytes at the same quality,
and at the same bytes gives the same signal to noise, only with blurrier brightness; what rests is
repaired to exact anyway. Nothing bleeds over a box's edge: an encoder goes on with the pixels at
the edge, and a decoder sees no others. Own Huffman tables take 300 to 600 bytes off each picture
(of one tile 42 %, of 256 × 192 pixels 3 to 20 %) for 2 ms more a million pixels, then 4 ms.
Pillow (13 as well) keeps the interpreter's lock while it packs, so that threads gain nothing:
pictures are bounded instead, to about 1 ms.

    quality            80       70       55       40       25
    landscape, 1080p   188, 40  138, 39  96, 38   72, 37   46, 35
    1100 × 720, grain  80, 38   58, 38   40, 37   30, 36   19, 35

(kB and dB.) Lossy WebP would be 40 % smaller at the same dB, for four times the milliseconds.
"""

import io
from collections.abc import Sequence
from typing import Final

import PIL.JpegImagePlugin  # noqa: F401 - else the first `save` loads it, 15 ms
from PIL import Image

from agent.frames.operations import Jpeg
from agent.frames.picture import IMAGE_MAX
from agent.screen.encode.boxes import halve, split
from agent.screen.encode.image import image_of
from agent.screen.source import Box, Pixels

QUALITIES: Final = (80, 70, 55, 40, 25)
"""Quality by level, the best first."""

LARGE_LEVEL: Final = 2
LARGE_AREA: Final = 128 * 1024
"""From so many pixels on, a picture that is exact soon begins at this level: a new window, the
first screen. It is there sooner, and what is exact in 0.3 s hardly shows what it was before."""

AREA_MAX: Final = 256 * 1024
"""Most pixels of one picture."""

SIDE_MAX: Final = 8192
"""Longest side of one picture, pixels."""


def quality(level: int, area: int) -> int:
    """The quality at a level where so many pixels change that will be exact soon."""
    return QUALITIES[max(level, LARGE_LEVEL) if area >= LARGE_AREA else level]


def encode(pixels: Pixels, boxes: Sequence[Box], quality: int, grey: bool) -> list[Jpeg]:
    """The boxes of a whole picture as operations that draw about their pixels.

    `quality` is 1 to 95, as libjpeg counts. `grey`: brightness only, for pixels that are grey
    (or may become so). Larger boxes are cut so that each picture fits into a part of a frame.
    """
    return [
        picture
        for box in boxes
        for piece in split(box, AREA_MAX, SIDE_MAX)
        for picture in _packed(pixels, piece, quality, grey)
    ]


def _packed(pixels: Pixels, box: Box, quality: int, grey: bool) -> list[Jpeg]:
    image = image_of(pixels, box)
    data = _jpeg(image.convert("L") if grey else image, quality)
    if len(data) <= IMAGE_MAX:
        return [Jpeg(box.x, box.y, box.width, box.height, data)]
    return [picture for half in halve(box) for picture in _packed(pixels, half, quality, grey)]


def _jpeg(image: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
    return target.getvalue()
