"""The head of a VP9 frame: what it is and, for a key frame, its size.

Source: VP9 Bitstream & Decoding Process Specification, 6.2 and 7.2 (uncompressed header), annex B
(superframes).
"""

from typing import Final

from agent.frames.kinds import BadFrame

_MARKER: Final = 0b10
_PROFILE: Final = 0b10
"""Profile 1, its low bit first: 8 bits, and colours as fine as brightness."""

_INDEX: Final = 0b110
_REFERENCES: Final = 3
_SYNC: Final = 0x498342
_RGB: Final = 7
_HEAD_MAX: Final = 20


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise BadFrame("vp9: ends too early")
        self._left -= count
        return self._value >> self._left & ((1 << count) - 1)


def check(data: bytes, width: int, height: int, *, begins: bool) -> None:
    """Raises `BadFrame` unless the bytes begin as a shown VP9 frame of profile 1 and this size.

    `begins`: it must be a key frame; else it must be none. The compressed pixels themselves are
    not looked at.
    """
    if data[-1:] and data[-1] >> 5 == _INDEX:
        raise BadFrame("vp9: several frames in one")
    bits = _Bits(data[:_HEAD_MAX])
    if bits.take(2) != _MARKER or bits.take(2) != _PROFILE:
        raise BadFrame("vp9: not a frame of profile 1")
    shows_earlier, is_inter, is_shown, is_resilient = (bits.take(1) for _ in range(4))
    if shows_earlier or not is_shown:
        raise BadFrame("vp9: a frame that is not shown, or no frame of its own")
    if begins == bool(is_inter):
        raise BadFrame("vp9: a stream begins with its key frame and has no other")
    if begins:
        _check_key(bits)
    else:
        bits.take(8 if is_resilient else 10)
        bits.take(_REFERENCES * 4)
    size_of_reference = not begins and any(bits.take(1) for _ in range(_REFERENCES))
    if not size_of_reference and (bits.take(16) + 1, bits.take(16) + 1) != (width, height):
        raise BadFrame("vp9: of another size")
    if bits.take(1):
        raise BadFrame("vp9: to be shown in another size")


def _check_key(bits: _Bits) -> None:
    if bits.take(24) != _SYNC:
        raise BadFrame("vp9: not a key frame")
    if bits.take(3) == _RGB:
        raise BadFrame("vp9: an unknown colour space")
    bits.take(1)
    if bits.take(3):
        raise BadFrame("vp9: halved colours")
