"""The kinds of sealed records, their size, and the one way of reading their bytes."""

import struct
from enum import IntEnum
from typing import Final

from broker.wire.limits import RECORD_MAX


class Kind(IntEnum):
    """First byte of a sealed record."""

    AUTH = 0x10
    CONTROL = 0x11
    PICTURE = 0x12
    CURSOR = 0x13
    INPUT = 0x14
    SHOWN = 0x15


SEAL_OVERHEAD: Final = 17
"""What sealing adds to a plaintext: the kind's byte and the tag of AES-256-GCM."""

PLAINTEXT_MAX: Final = RECORD_MAX - SEAL_OVERHEAD
"""Longest plaintext of a record, bytes."""


class BadFrame(ValueError):
    """A plaintext that the protocol does not allow; the argument says which part and why."""


class Reader:
    """Takes big-endian values off the front of some bytes; `BadFrame` where they run out."""

    def __init__(self, data: bytes) -> None:
        if len(data) > PLAINTEXT_MAX:
            raise BadFrame("longer than a record may be")
        self._data = data
        self._at = 0

    @property
    def more(self) -> bool:
        """Whether bytes are left."""
        return self._at < len(self._data)

    def take(self, count: int) -> bytes:
        """The next `count` bytes."""
        end = self._at + count
        if end > len(self._data):
            raise BadFrame("ends too early")
        taken = self._data[self._at : end]
        self._at = end
        return taken

    def unpack(self, layout: struct.Struct) -> tuple[int, ...]:
        """The next values, laid out as `layout` says."""
        return layout.unpack(self.take(layout.size))

    def end(self) -> None:
        """Says that nothing may be left."""
        if self.more:
            raise BadFrame("bytes left over")


def text(data: bytes) -> str:
    """The text in UTF-8 bytes, not empty; else `BadFrame`."""
    if not data:
        raise BadFrame("an empty text")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadFrame("not UTF-8") from error


def check_range(name: str, value: int, least: int, most: int) -> int:
    """The value, where it is a whole number within its bounds; else `BadFrame`."""
    if type(value) is not int or not least <= value <= most:
        raise BadFrame(f"{name}: not a whole number from {least} to {most}")
    return value
