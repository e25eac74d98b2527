"""The head of a lossless WebP file: enough to know its size before any decoder sees it.

Source: RFC 9649, section 2.6 (simple file format, lossless) and 3.4 (RIFF header of the bitstream).
"""

import struct
from typing import Final

from agent.frames.kinds import BadFrame

_HEAD: Final = struct.Struct("<4sI4s4sIBI")
_SIGNATURE: Final = 0x2F
_SIDE_BITS: Final = 14


def check(data: bytes, width: int, height: int) -> None:
    """Raises `BadFrame` unless the bytes are one lossless WebP file of this size in pixels.

    The compressed pixels themselves are not looked at.
    """
    if len(data) < _HEAD.size:
        raise BadFrame("webp: ends too early")
    riff, rest, form, chunk, size, signature, bits = _HEAD.unpack_from(data)
    if (riff, form, chunk, signature) != (b"RIFF", b"WEBP", b"VP8L", _SIGNATURE):
        raise BadFrame("webp: not a lossless picture")
    if len(data) != rest + 8 or len(data) != 20 + size + size % 2:
        raise BadFrame("webp: its length is not what it says")
    mask = (1 << _SIDE_BITS) - 1
    if (bits & mask) + 1 != width or (bits >> _SIDE_BITS & mask) + 1 != height:
        raise BadFrame("webp: of another size")
    if bits >> 29:
        raise BadFrame("webp: an unknown version")
