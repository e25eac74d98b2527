"""`control` records: what agent and console say to each other in words."""

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, Final

from agent.frames.kinds import BadFrame, Reader, check_range
from broker.wire.messages import is_hex, is_reason
from broker.wire.words import Asks

BLOCK: Final = 128
"""The plaintext's length is a multiple of this, so that its length tells nothing."""

SIDE_MAX: Final = 0x7FFF
"""Most pixels of a screen in one direction: as many as every browser's canvas can hold."""

AREA_MAX: Final = 1 << 25
"""Most pixels of a screen: four of 3840 × 2160, as any browser's canvas can hold."""

SCALE_MAX: Final = 2
"""Pictures are at most so many times smaller than the screen, in each direction."""

PASSKEY_PART_MAX: Final = 1024
"""Most bytes of each part of a passkey's answer."""

_LENGTH: Final = struct.Struct(">H")


class Why(StrEnum):
    """Why the technician is not let in; from `HOURS` on, only where quick access was asked for."""

    CUSTOMER = "customer"
    SILENCE = "silence"
    HOURS = "hours"
    USES = "uses"
    LAPSED = "lapsed"
    TECHNICIAN = "technician"
    ROSTER = "roster"
    PASSKEY = "passkey"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Ask:
    """Console → agent, once, right after `auth`: what the technician asks for, and why.

    In mode `quick` the reason is what the broker said; else it may be empty.
    """

    type: ClassVar[str] = "ask"
    asks: Asks
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Passkey:
    """Console → agent, mode `quick` only, right before `ask`: the technician is here in person.

    A WebAuthn assertion: the client's data, the credential's ID, the authenticator's data and
    the signature over both, each in hexadecimal digits.
    """

    type: ClassVar[str] = "passkey"
    client: str
    credential: str
    data: str
    signature: str


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
    """Agent → console: the technician is not let in."""

    type: ClassVar[str] = "refused"
    why: Why


@dataclass(frozen=True, slots=True)
class Screen:
    """Agent → console: size of the remote screen, before its first picture and when it changes.

    In its own pixels, which places of pointer and cursor are in. Pictures are `scale` times
    smaller in each direction, rounded up.
    """

    type: ClassVar[str] = "screen"
    width: int
    height: int
    scale: int = 1


class Quality(StrEnum):
    """How the technician wants the pictures: what gives way on a bad line."""

    AUTO = "auto"
    SHARP = "sharp"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class View:
    """Console → agent, once allowed and at any time: how the technician wants to see.

    `half`: pictures of half the size; `grey`: without colours; `video`: this console can show
    `video` operations. On each line, until it comes, it is `AS_IT_BEGINS`.
    """

    type: ClassVar[str] = "view"
    quality: Quality
    half: bool
    grey: bool
    video: bool


AS_IT_BEGINS: Final = View(Quality.AUTO, half=False, grey=False, video=False)


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


Message = Ask | Passkey | Asking | Allowed | Refused | Screen | View | Paused | Resumed | Refresh

FROM_AGENT: Final = frozenset({Asking, Allowed, Refused, Screen, Paused, Resumed})
FROM_CONSOLE: Final = frozenset({Ask, Passkey, View, Refresh})

_MESSAGES: Final[Mapping[str, type[Message]]] = {
    message.type: message
    for message in (Ask, Passkey, Asking, Allowed, Refused, Screen, View, Paused, Resumed, Refresh)
}


def _reason(value: object) -> str:
    if not isinstance(value, str) or not is_reason(value):
        raise ValueError("reason: not printable, or too long")
    return value


def _part(value: object) -> str:
    if not isinstance(value, str) or not 2 <= len(value) <= 2 * PASSKEY_PART_MAX:
        raise ValueError("not a part of a passkey's answer")
    if not is_hex(value, len(value) // 2):
        raise ValueError("not in hexadecimal digits")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("neither true nor false")
    return value


_FIELDS: Final[Mapping[str, Callable[[Any], Any]]] = {
    "asks": Asks,
    "reason": _reason,
    "client": _part,
    "credential": _part,
    "data": _part,
    "signature": _part,
    "why": Why,
    "width": lambda value: check_range("width", value, 1, SIDE_MAX),
    "height": lambda value: check_range("height", value, 1, SIDE_MAX),
    "scale": lambda value: check_range("scale", value, 1, SCALE_MAX),
    "quality": Quality,
    "half": _flag,
    "grey": _flag,
    "video": _flag,
}


def encode(message: Message) -> bytes:
    """The plaintext of a message; `BadFrame` where a field is out of its bounds."""
    values = {"type": message.type, **asdict(message)}
    _checked(values)
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    words = text.encode("utf-8", "replace")
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
        message = wanted(**{name: _FIELDS[name](values[name]) for name in names})
    except (ValueError, TypeError) as error:
        raise BadFrame(f"{kind}: {error}") from error
    if isinstance(message, Screen) and message.width * message.height > AREA_MAX:
        raise BadFrame("screen: larger than any canvas")
    return message
