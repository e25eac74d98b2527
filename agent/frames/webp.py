"""The pixels of a lossless WebP picture, without the file's head, and their size.

Source: RFC 9649, section 2.6 (simple file format, lossless) and 3.4 (RIFF header of the bitstream).
"""

import struct
from typing import Final

from agent.frames.kinds import BadFrame

_FILE: Final = struct.Struct("<4sI4s4sI")
_FORM_SIZE: Final = 12
_HEAD: Final = struct.Struct("<BI")
_SIGNATURE: Final = 0x2F
_SIDE_BITS: Final = 14
_ALPHA_BIT: Final = 2 * _SIDE_BITS


def check(data: bytes, width: int, height: int, *, alpha: bool = False) -> None:
    """Raises `BadFrame` unless the bytes begin as the pixels of a picture of this size.

    `data` is what a `VP8L` chunk holds; `alpha`: whether it may be transparent. The compressed
    pixels themselves are not looked at.
    """
    if len(data) < _HEAD.size:
        raise BadFrame("webp: ends too early")
    signature, bits = _HEAD.unpack_from(data)
    if signature != _SIGNATURE:
        raise BadFrame("webp: not a lossless picture")
    mask = (1 << _SIDE_BITS) - 1
    if (bits & mask) + 1 != width or (bits >> _SIDE_BITS & mask) + 1 != height:
        raise BadFrame("webp: of another size")
    if bits >> _ALPHA_BIT & 1 and not alpha:
        raise BadFrame("webp: transparent")
    if bits >> _ALPHA_BIT + 1:
        raise BadFrame("webp: an unknown version")


def bare(file: bytes) -> bytes:
    """What travels of a lossless WebP file: its `VP8L` chunk's content; else ValueError."""
    if len(file) < _FILE.size:
        raise ValueError("ends too early")
    riff, _, form, chunk, size = _FILE.unpack_from(file)
    if (riff, form, chunk) != (b"RIFF", b"WEBP", b"VP8L") or len(file) < _FILE.size + size:
        raise ValueError("not a lossless WebP file of one chunk")
    return file[_FILE.size : _FILE.size + size]


def whole(data: bytes) -> bytes:
    """The WebP file of pixels that travelled bare."""
    padded = data + bytes(len(data) % 2)
    size = _FILE.size - _FORM_SIZE + 4 + len(padded)
    return _FILE.pack(b"RIFF", size, b"WEBP", b"VP8L", len(data)) + padded
