"""`control` records: what agent and console say to each other in words."""

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, Final

from agent.frames.kinds import BadFrame, Reader, check_range
from broker.wire.words import Asks

BLOCK: Final = 128
"""The plaintext's length is a multiple of this, so that its length tells nothing."""

SIDE_MAX: Final = 0xFFFF
"""Most pixels of a screen in one direction (coordinates are u16)."""

_LENGTH: Final = struct.Struct(">H")


class Why(StrEnum):
    """Why the customer's answer is Refuse."""

    CUSTOMER = "customer"
    SILENCE = "silence"


@dataclass(frozen=True, slots=True)
class Ask:
    """Console → agent, once, right after `auth`: what the technician asks for."""

    type: ClassVar[str] = "ask"
    asks: Asks


@dataclass(frozen=True, slots=True)
class Asking:
    """Agent → console: the customer is being asked."""

    type: ClassVar[str] = "asking"


@dataclass(frozen=True, slots=True)
class Allowed:
    """Agent → console: the customer allowed this much, never more than asked."""

    type: ClassVar[str] = "allowed"
    asks: Asks


@dataclass(frozen=True, slots=True)
class Refused:
    """Agent → console: the customer refused, or was silent for too long."""

    type: ClassVar[str] = "refused"
    why: Why


@dataclass(frozen=True, slots=True)
class Screen:
    """Agent → console: size of the remote screen, before its first picture and when it changes."""

    type: ClassVar[str] = "screen"
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Paused:
    """Agent → console: the customer paused; no pictures, no input."""

    type: ClassVar[str] = "paused"


@dataclass(frozen=True, slots=True)
class Resumed:
    """Agent → console: the customer goes on."""

    type: ClassVar[str] = "resumed"


@dataclass(frozen=True, slots=True)
class Refresh:
    """Console → agent: send the whole screen anew."""

    type: ClassVar[str] = "refresh"


Message = Ask | Asking | Allowed | Refused | Screen | Paused | Resumed | Refresh

FROM_AGENT: Final = frozenset({Asking, Allowed, Refused, Screen, Paused, Resumed})
FROM_CONSOLE: Final = frozenset({Ask, Refresh})

_MESSAGES: Final[Mapping[str, type[Message]]] = {
    message.type: message
    for message in (Ask, Asking, Allowed, Refused, Screen, Paused, Resumed, Refresh)
}
_FIELDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "asks": Asks,
    "why": Why,
    "width": lambda value: check_range("width", value, 1, SIDE_MAX),
    "height": lambda value: check_range("height", value, 1, SIDE_MAX),
}


def encode(message: Message) -> bytes:
    """The plaintext of a message; `BadFrame` where a field is out of its bounds."""
    values = {"type": message.type, **asdict(message)}
    _checked(values)
    words = json.dumps(values, separators=(",", ":"), sort_keys=True).encode("ascii")
    plain = _LENGTH.pack(len(words)) + words
    return plain + bytes(-len(plain) % BLOCK)


def decode(data: bytes) -> Message:
    """The message in a plaintext; `BadFrame` unless these are the bytes `encode` gives."""
    reader = Reader(data)
    (length,) = reader.unpack(_LENGTH)
    try:
        values = json.loads(reader.take(length))
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    message = _checked(values)
    if encode(message) != data:
        raise BadFrame("not the one encoding of this message")
    return message


def _checked(values: object) -> Message:
    if not isinstance(values, dict):
        raise BadFrame("not a JSON object")
    kind = values.get("type")
    if not isinstance(kind, str) or kind not in _MESSAGES:
        raise BadFrame("type: unknown")
    wanted = _MESSAGES[kind]
    names = [field.name for field in fields(wanted)]
    if values.keys() - {"type"} != set(names):
        raise BadFrame(f"{kind}: needs exactly {', '.join(names) or 'no fields'}")
    try:
        return wanted(**{name: _FIELDS[name](values[name]) for name in names})
    except (ValueError, TypeError) as error:
        raise BadFrame(f"{kind}: {error}") from error
