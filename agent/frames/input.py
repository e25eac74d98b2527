"""`input` records: what the technician does with mouse and keyboard, in order."""

import struct
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from agent.frames.kinds import PLAINTEXT_MAX, BadFrame, Reader, check_range, text

KEY_MAX: Final = 32
"""Longest name of a key, bytes of UTF-8."""

TEXT_MAX: Final = 2000
"""Longest text to be typed, bytes of UTF-8."""

NOTCH: Final = 120
"""Parts of one notch of the wheel."""

_U16: Final = 0xFFFF


class Mouse(IntEnum):
    """A mouse button, numbered as in W3C `MouseEvent.button`."""

    LEFT = 0
    MIDDLE = 1
    RIGHT = 2
    BACK = 3
    FORWARD = 4


class Location(IntEnum):
    """Where on the keyboard a key is, numbered as in W3C `KeyboardEvent.location`."""

    STANDARD = 0
    LEFT = 1
    RIGHT = 2
    KEYPAD = 3


@dataclass(frozen=True, slots=True)
class Move:
    """The pointer goes to this pixel."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Button:
    """A mouse button goes down or up at this pixel."""

    button: Mouse
    down: bool
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Wheel:
    """The wheel turns at this pixel; 120ths of a notch, right and down positive."""

    x: int
    y: int
    dx: int
    dy: int


@dataclass(frozen=True, slots=True)
class Key:
    """A key goes down or up; `key` is the W3C `KeyboardEvent.key`."""

    down: bool
    location: Location
    key: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text to be typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Release:
    """Every held key and button goes up."""


Event = Move | Button | Wheel | Key | Text | Release

_KIND: Final = struct.Struct(">B")
_MOVE: Final = struct.Struct(">HH")
_BUTTON: Final = struct.Struct(">BBHH")
_WHEEL: Final = struct.Struct(">HHhh")
_KEY: Final = struct.Struct(">BBB")
_TEXT: Final = struct.Struct(">H")


def encode(events: Iterable[Event]) -> bytes:
    """The plaintext of some events; `BadFrame` where one is out of its bounds."""
    data = b"".join(_encode(event) for event in events)
    if not data:
        raise BadFrame("no events")
    if len(data) > PLAINTEXT_MAX:
        raise BadFrame("longer than a record may be")
    return data


def decode(data: bytes) -> list[Event]:
    """The events in a plaintext; else `BadFrame`."""
    reader = Reader(data)
    events = []
    while reader.more:
        (kind,) = reader.unpack(_KIND)
        if kind not in _DECODERS:
            raise BadFrame("an unknown kind of event")
        events.append(_DECODERS[kind](reader))
    if not events:
        raise BadFrame("no events")
    return events


def _encode(event: Event) -> bytes:
    match event:
        case Move(x, y):
            return b"\x01" + _MOVE.pack(_at(x), _at(y))
        case Button(button, down, x, y):
            return b"\x02" + _BUTTON.pack(Mouse(button), bool(down), _at(x), _at(y))
        case Wheel(x, y, dx, dy):
            return b"\x03" + _WHEEL.pack(_at(x), _at(y), _turn(dx), _turn(dy))
        case Key(down, location, key):
            name = _utf8(key, KEY_MAX)
            return b"\x04" + _KEY.pack(bool(down), Location(location), len(name)) + name
        case Text(words):
            typed = _utf8(words, TEXT_MAX)
            return b"\x05" + _TEXT.pack(len(typed)) + typed
        case Release():
            return b"\x06"


def _at(value: int) -> int:
    return check_range("place", value, 0, _U16)


def _turn(value: int) -> int:
    return check_range("turn", value, -0x8000, 0x7FFF)


def _utf8(value: str, most: int) -> bytes:
    try:
        data = value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise BadFrame("not a Unicode text") from error
    check_range("bytes of a text", len(data), 1, most)
    return data


def _move(reader: Reader) -> Event:
    return Move(*reader.unpack(_MOVE))


def _button(reader: Reader) -> Event:
    button, down, x, y = reader.unpack(_BUTTON)
    check_range("button", button, 0, max(Mouse))
    return Button(Mouse(button), _flag(down), x, y)


def _wheel(reader: Reader) -> Event:
    return Wheel(*reader.unpack(_WHEEL))


def _key(reader: Reader) -> Event:
    down, location, length = reader.unpack(_KEY)
    check_range("location", location, 0, max(Location))
    check_range("length of a key", length, 1, KEY_MAX)
    return Key(_flag(down), Location(location), text(reader.take(length)))


def _text(reader: Reader) -> Event:
    (length,) = reader.unpack(_TEXT)
    check_range("length of a text", length, 1, TEXT_MAX)
    return Text(text(reader.take(length)))


def _release(_reader: Reader) -> Event:
    return Release()


def _flag(value: int) -> bool:
    return bool(check_range("down", value, 0, 1))


_DECODERS: Final[Mapping[int, Callable[[Reader], Event]]] = {
    1: _move,
    2: _button,
    3: _wheel,
    4: _key,
    5: _text,
    6: _release,
}
