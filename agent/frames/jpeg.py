"""The head of a JPEG picture: enough to know its size before any decoder sees it.

Source: ITU-T T.81 (baseline sequential), annex B: markers and the frame header.
"""

from typing import Final

from agent.frames.kinds import BadFrame

_BEGIN: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_MARKER: Final = 0xFF
_BASELINE: Final = 0xC0
_SCAN: Final = 0xDA
_FRAME_SIZE: Final = 8
_PASSED: Final = frozenset({0xC4, 0xDB, 0xDD, 0xE0})
"""Tables and JFIF's head may stand before the frame header; nothing that could turn the picture
(EXIF) or change its colours (ICC, Adobe)."""

_COMPONENTS: Final = frozenset({1, 3})


def check(data: bytes, width: int, height: int) -> None:
    """Raises `BadFrame` unless the bytes are one baseline JPEG of this size in pixels.

    Eight bits, grey or three components. The compressed pixels themselves are not looked at.
    """
    if data[:2] != _BEGIN or data[-2:] != _END:
        raise BadFrame("jpeg: not one picture from its beginning to its end")
    found = _frame_size(data)
    if found != (width, height):
        raise BadFrame("jpeg: of another size")


def _frame_size(data: bytes) -> tuple[int, int]:
    at, size = 2, None
    while at + 4 <= len(data) and data[at] == _MARKER:
        kind, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > len(data):
            break
        if kind == _SCAN and size is not None:
            return size
        if kind == _BASELINE and size is None:
            size = _read_frame(data[at + 4 : at + 2 + length])
        elif kind not in _PASSED:
            break
        at += 2 + length
    raise BadFrame("jpeg: not a baseline picture")


def _read_frame(head: bytes) -> tuple[int, int]:
    if len(head) < _FRAME_SIZE or head[0] != 8 or head[5] not in _COMPONENTS:
        raise BadFrame("jpeg: not of eight bits and one or three components")
    height, width = int.from_bytes(head[1:3], "big"), int.from_bytes(head[3:5], "big")
    return width, height
