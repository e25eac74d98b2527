"""`picture` and `shown` records: what changed on the screen, and how far the console has drawn."""

import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from agent.frames import jpeg, vp9, webp
from agent.frames.kinds import PLAINTEXT_MAX, BadFrame, Reader, check_range
from agent.frames.operations import (
    Coded,
    Fill,
    Jpeg,
    Move,
    Operation,
    Piece,
    Restore,
    Stow,
    Video,
    Webp,
)

UNSHOWN_MAX: Final = 3
"""Most frames on their way without `shown`."""

DELAY_MAX: Final = 0xFFFF
"""Longest delay that can be told, milliseconds."""

_U16: Final = 0xFFFF
_U32: Final = 0xFFFFFFFF
_LAST: Final = 1
_BEGINS: Final = 1
_MORE: Final = 2
_FILL: Final = 1
_WEBP: Final = 2
_MOVE: Final = 3
_JPEG: Final = 4
_VIDEO: Final = 5
_STOW: Final = 6
_RESTORE: Final = 7
_HEAD: Final = struct.Struct(">IBH")
_PLACE: Final = struct.Struct(">BHHHH")
_FROM: Final = struct.Struct(">HH")
_SIZE: Final = struct.Struct(">H")
_PIECE: Final = struct.Struct(">BH")
_SHOWN: Final = struct.Struct(">I")

IMAGE_MAX: Final = PLAINTEXT_MAX - _HEAD.size - _PLACE.size - _PIECE.size
"""Longest image, or piece of a video's frame, that fits into a part, bytes."""


@dataclass(frozen=True, slots=True)
class Part:
    """One record's share of a frame; the frame is drawn once its last part is there."""

    frame: int
    last: bool
    delay: int
    operations: tuple[Coded, ...]


def encode_parts(frame: int, delay: int, operations: Iterable[Operation]) -> list[bytes]:
    """The plaintexts of a frame, in order, each within `PLAINTEXT_MAX`.

    `delay`: milliseconds from capture to `shown`, as last measured; 0 where unknown. `BadFrame`
    where there is no operation, one is out of its bounds, or an image longer than `IMAGE_MAX`.
    """
    check_range("frame", frame, 1, _U32)
    check_range("delay", delay, 0, DELAY_MAX)
    bodies = [bytearray()]
    for operation in operations:
        for coded in _cut(operation) if isinstance(operation, Video) else (operation,):
            encoded = _encode(coded)
            if len(bodies[-1]) + len(encoded) > PLAINTEXT_MAX - _HEAD.size:
                bodies.append(bytearray())
            bodies[-1] += encoded
    if not bodies[0]:
        raise BadFrame("a frame without operations")
    ends = [0] * (len(bodies) - 1) + [_LAST]
    return [_HEAD.pack(frame, end, delay) + body for end, body in zip(ends, bodies, strict=True)]


def decode(data: bytes, width: int, height: int) -> Part:
    """The part in a plaintext, for a picture of this size; else `BadFrame`."""
    reader = Reader(data)
    frame, flags, delay = reader.unpack(_HEAD)
    check_range("frame", frame, 1, _U32)
    check_range("flags", flags, 0, _LAST)
    operations = []
    while reader.more:
        operation = _decode(reader)
        _check_inside(operation.x, operation.y, operation, width, height)
        if isinstance(operation, Move):
            _check_inside(operation.from_x, operation.from_y, operation, width, height)
        operations.append(operation)
    if not operations:
        raise BadFrame("a part without operations")
    return Part(frame, flags == _LAST, delay, tuple(operations))


def encode_shown(frame: int) -> bytes:
    """The plaintext that says: this frame and all before it are on the canvas."""
    return _SHOWN.pack(check_range("frame", frame, 1, _U32))


def decode_shown(data: bytes) -> int:
    """The frame number in a `shown` record; else `BadFrame`."""
    reader = Reader(data)
    (frame,) = reader.unpack(_SHOWN)
    reader.end()
    return check_range("frame", frame, 1, _U32)


def _check_inside(x: int, y: int, size: Coded, width: int, height: int) -> None:
    if x + size.width > width or y + size.height > height:
        raise BadFrame("a rectangle outside the picture")


def _cut(video: Video) -> list[Piece]:
    vp9.check(video.data, video.width, video.height, begins=video.begins)
    pieces = [video.data[at : at + IMAGE_MAX] for at in range(0, len(video.data), IMAGE_MAX)]
    place = (video.x, video.y, video.width, video.height)
    last = len(pieces) - 1
    return [
        Piece(*place, begins=video.begins and at == 0, more=at < last, data=piece)
        for at, piece in enumerate(pieces)
    ]


def _encode(operation: Coded) -> bytes:
    x = check_range("x", operation.x, 0, _U16)
    y = check_range("y", operation.y, 0, _U16)
    width = check_range("width", operation.width, 1, _U16)
    height = check_range("height", operation.height, 1, _U16)
    kind, rest = _encode_rest(operation)
    return _PLACE.pack(kind, x, y, width, height) + rest


def _encode_rest(operation: Coded) -> tuple[int, bytes]:
    match operation:
        case Fill(rgb=rgb):
            colour = bytes(check_range("rgb", value, 0, 255) for value in rgb)
            if len(colour) != 3:
                raise BadFrame("rgb: not three values")
            return _FILL, colour
        case Webp(data=data):
            webp.check(data, operation.width, operation.height)
            return _WEBP, _sized(data)
        case Move(from_x=from_x, from_y=from_y):
            x = check_range("from x", from_x, 0, _U16)
            return _MOVE, _FROM.pack(x, check_range("from y", from_y, 0, _U16))
        case Jpeg(data=data):
            jpeg.check(data, operation.width, operation.height)
            return _JPEG, _sized(data)
        case Piece(begins=begins, more=more, data=data):
            flags = (_BEGINS if begins else 0) | (_MORE if more else 0)
            return _VIDEO, bytes((flags,)) + _sized(data)
        case Stow():
            return _STOW, b""
        case Restore():
            return _RESTORE, b""


def _sized(data: bytes) -> bytes:
    check_range("bytes of an image", len(data), 1, IMAGE_MAX)
    return _SIZE.pack(len(data)) + data


def _decode(reader: Reader) -> Coded:
    kind, x, y, width, height = reader.unpack(_PLACE)
    check_range("width", width, 1, _U16)
    check_range("height", height, 1, _U16)
    if kind not in _DECODERS:
        raise BadFrame("an unknown kind of operation")
    return _DECODERS[kind](reader, (x, y, width, height))


_Box = tuple[int, int, int, int]


def _fill(reader: Reader, box: _Box) -> Coded:
    red, green, blue = reader.take(3)
    return Fill(*box, (red, green, blue))


def _webp(reader: Reader, box: _Box) -> Coded:
    data = _image(reader)
    webp.check(data, box[2], box[3])
    return Webp(*box, data)


def _move(reader: Reader, box: _Box) -> Coded:
    return Move(*box, *reader.unpack(_FROM))


def _jpeg(reader: Reader, box: _Box) -> Coded:
    data = _image(reader)
    jpeg.check(data, box[2], box[3])
    return Jpeg(*box, data)


def _video(reader: Reader, box: _Box) -> Coded:
    (flags,) = reader.take(1)
    check_range("flags of a video", flags, 0, _BEGINS | _MORE)
    return Piece(*box, bool(flags & _BEGINS), bool(flags & _MORE), _image(reader))


def _stow(_reader: Reader, box: _Box) -> Coded:
    return Stow(*box)


def _restore(_reader: Reader, box: _Box) -> Coded:
    return Restore(*box)


def _image(reader: Reader) -> bytes:
    (size,) = reader.unpack(_SIZE)
    return reader.take(check_range("bytes of an image", size, 1, IMAGE_MAX))


_DECODERS: Final[Mapping[int, Callable[[Reader, _Box], Coded]]] = {
    _FILL: _fill,
    _WEBP: _webp,
    _MOVE: _move,
    _JPEG: _jpeg,
    _VIDEO: _video,
    _STOW: _stow,
    _RESTORE: _restore,
}
