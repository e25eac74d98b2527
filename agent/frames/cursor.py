"""`cursor` records: how the remote pointer looks and where it is."""

import struct
from dataclasses import dataclass
from typing import Final

from agent.frames import webp
from agent.frames.kinds import PLAINTEXT_MAX, BadFrame, Reader, check_range

SIDE_MAX: Final = 256
"""Most pixels of a cursor in one direction."""

_U16: Final = 0xFFFF
_SHAPE: Final = 1
_PLACE: Final = 2
_KIND: Final = struct.Struct(">B")
_SHAPE_REST: Final = struct.Struct(">HHHHI")
_PLACE_REST: Final = struct.Struct(">HH")

WEBP_MAX: Final = PLAINTEXT_MAX - _KIND.size - _SHAPE_REST.size
"""Longest WebP picture of a cursor, bytes."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A cursor's picture (lossless WebP with alpha, bare) and its hot spot; 0 × 0 hides the cursor.

    `data` is the content of the picture's `VP8L` chunk, see `agent.frames.webp`.
    """

    hot_x: int
    hot_y: int
    width: int
    height: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the screen the hot spot is."""

    x: int
    y: int


HIDDEN: Final = Shape(0, 0, 0, 0, b"")

Cursor = Shape | Place


def encode(cursor: Cursor) -> bytes:
    """The plaintext of a shape or place; `BadFrame` where it is out of its bounds."""
    if isinstance(cursor, Place):
        x = check_range("x", cursor.x, 0, _U16)
        y = check_range("y", cursor.y, 0, _U16)
        return _KIND.pack(_PLACE) + _PLACE_REST.pack(x, y)
    _check(cursor)
    head = _SHAPE_REST.pack(
        cursor.hot_x, cursor.hot_y, cursor.width, cursor.height, len(cursor.data)
    )
    return _KIND.pack(_SHAPE) + head + cursor.data


def decode(data: bytes) -> Cursor:
    """The shape or place in a plaintext; else `BadFrame`."""
    reader = Reader(data)
    (kind,) = reader.unpack(_KIND)
    if kind == _PLACE:
        x, y = reader.unpack(_PLACE_REST)
        reader.end()
        return Place(x, y)
    if kind != _SHAPE:
        raise BadFrame("an unknown kind of cursor record")
    hot_x, hot_y, width, height, size = reader.unpack(_SHAPE_REST)
    shape = Shape(hot_x, hot_y, width, height, reader.take(size))
    reader.end()
    _check(shape)
    return shape


def _check(shape: Shape) -> None:
    if shape.width == 0 or shape.height == 0:
        if shape != HIDDEN:
            raise BadFrame("a hidden cursor is all zeros")
        return
    check_range("width", shape.width, 1, SIDE_MAX)
    check_range("height", shape.height, 1, SIDE_MAX)
    check_range("hot x", shape.hot_x, 0, shape.width - 1)
    check_range("hot y", shape.hot_y, 0, shape.height - 1)
    if len(shape.data) > WEBP_MAX:
        raise BadFrame("a picture that fits into no record")
    webp.check(shape.data, shape.width, shape.height, alpha=True)
