"""A cursor's picture keeps its colours, its alpha and its hot spot, and fits into a record."""

import io
import random

from PIL import Image

from agent.frames import cursor, webp
from agent.frames.kinds import PLAINTEXT_MAX
from agent.screen.encode.cursor import cursor_shape
from agent.screen.source import CursorImage
from tests.every import every


def test_a_cursor_keeps_its_colours_and_alpha() -> None:
    raw = bytes(12) + bytes((40, 100, 200, 255)) + bytes((0, 0, 128, 128)) + bytes(4)
    shape = cursor_shape(CursorImage(3, 2, 1, 1, raw))
    decoded = Image.open(io.BytesIO(webp.whole(shape.data))).convert("RGBA")
    assert decoded.getpixel((0, 1)) == (200, 100, 40, 255)
    assert decoded.getpixel((1, 1)) == (255, 0, 0, 128)
    assert decoded.crop((2, 1, 3, 2)).getchannel("A").getextrema() == (0, 0)
    assert (shape.hot_x, shape.hot_y, shape.width, shape.height) == (1, 1, 3, 2)
    assert cursor.decode(cursor.encode(shape)) == shape


@every([256, 257, 700])
def test_a_huge_noisy_cursor_fits_into_a_record(side: int) -> None:
    data = bytearray(random.Random(1).randbytes(side * side * 4))
    data[3::4] = b"\xff" * (side * side)
    shape = cursor_shape(CursorImage(side, side, side - 1, side - 1, bytes(data)))
    assert len(cursor.encode(shape)) <= PLAINTEXT_MAX


def test_no_cursor_is_hidden() -> None:
    assert cursor_shape(CursorImage(0, 0, 0, 0, b"")) == cursor.HIDDEN
