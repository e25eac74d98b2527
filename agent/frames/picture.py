"""`picture` and `shown` records: what changed on the screen, and how far the console has drawn."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agent.frames import webp
from agent.frames.kinds import PLAINTEXT_MAX, BadFrame, Reader, check_range

UNSHOWN_MAX: Final = 3
"""Most frames on their way without `shown`."""

_U16: Final = 0xFFFF
_U32: Final = 0xFFFFFFFF
_LAST: Final = 1
_FILL: Final = 1
_WEBP: Final = 2
_HEAD: Final = struct.Struct(">IB")
_PLACE: Final = struct.Struct(">BHHHH")
_SIZE: Final = struct.Struct(">I")

WEBP_MAX: Final = PLAINTEXT_MAX - _HEAD.size - _PLACE.size - _SIZE.size
"""Longest WebP picture that fits into a part, bytes."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A rectangle of one colour."""

    x: int
    y: int
    width: int
    height: int
    rgb: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Webp:
    """A rectangle with the pixels of a lossless WebP picture of the same size."""

    x: int
    y: int
    width: int
    height: int
    data: bytes


Operation = Fill | Webp


@dataclass(frozen=True, slots=True)
class Part:
    """One record's share of a frame; the frame is drawn once its last part is there."""

    frame: int
    last: bool
    operations: tuple[Operation, ...]


def encode_parts(frame: int, operations: Iterable[Operation]) -> list[bytes]:
    """The plaintexts of a frame, in order, each within `PLAINTEXT_MAX`.

    `BadFrame` where there is no operation, one is out of its bounds, or a WebP picture is longer
    than `WEBP_MAX`.
    """
    check_range("frame", frame, 1, _U32)
    bodies = [bytearray()]
    for operation in operations:
        encoded = _encode(operation)
        if len(bodies[-1]) + len(encoded) > PLAINTEXT_MAX - _HEAD.size:
            bodies.append(bytearray())
        bodies[-1] += encoded
    if not bodies[0]:
        raise BadFrame("a frame without operations")
    ends = [0] * (len(bodies) - 1) + [_LAST]
    return [_HEAD.pack(frame, end) + body for end, body in zip(ends, bodies, strict=True)]


def decode(data: bytes, width: int, height: int) -> Part:
    """The part in a plaintext, for a screen of this size; else `BadFrame`."""
    reader = Reader(data)
    frame, flags = reader.unpack(_HEAD)
    check_range("frame", frame, 1, _U32)
    check_range("flags", flags, 0, _LAST)
    operations = []
    while reader.more:
        operation = _decode(reader)
        if operation.x + operation.width > width or operation.y + operation.height > height:
            raise BadFrame("a rectangle outside the screen")
        operations.append(operation)
    if not operations:
        raise BadFrame("a part without operations")
    return Part(frame, flags == _LAST, tuple(operations))


def encode_shown(frame: int) -> bytes:
    """The plaintext that says: this frame and all before it are on the canvas."""
    return _SIZE.pack(check_range("frame", frame, 1, _U32))


def decode_shown(data: bytes) -> int:
    """The frame number in a `shown` record; else `BadFrame`."""
    reader = Reader(data)
    (frame,) = reader.unpack(_SIZE)
    reader.end()
    return check_range("frame", frame, 1, _U32)


def _encode(operation: Operation) -> bytes:
    x = check_range("x", operation.x, 0, _U16)
    y = check_range("y", operation.y, 0, _U16)
    width = check_range("width", operation.width, 1, _U16)
    height = check_range("height", operation.height, 1, _U16)
    if isinstance(operation, Fill):
        rgb = bytes(check_range("rgb", value, 0, 255) for value in operation.rgb)
        if len(rgb) != 3:
            raise BadFrame("rgb: not three values")
        return _PLACE.pack(_FILL, x, y, width, height) + rgb
    if len(operation.data) > WEBP_MAX:
        raise BadFrame("a picture that fits into no part")
    webp.check(operation.data, width, height)
    place = _PLACE.pack(_WEBP, x, y, width, height)
    return place + _SIZE.pack(len(operation.data)) + operation.data


def _decode(reader: Reader) -> Operation:
    kind, x, y, width, height = reader.unpack(_PLACE)
    check_range("width", width, 1, _U16)
    check_range("height", height, 1, _U16)
    if kind == _FILL:
        red, green, blue = reader.take(3)
        return Fill(x, y, width, height, (red, green, blue))
    if kind != _WEBP:
        raise BadFrame("an unknown kind of operation")
    (size,) = reader.unpack(_SIZE)
    data = reader.take(size)
    webp.check(data, width, height)
    return Webp(x, y, width, height, data)
