"""What each field of a text frame may hold, under its name: one check for one name, everywhere."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from broker.wire import limits
from broker.wire.words import CostKind, Outcome, State, Verdict


class BadMessage(ValueError):
    """A text frame that the wire does not allow; the argument says which field and why."""


def _number(most: int) -> Callable[[str, object], int]:
    def check(name: str, value: object) -> int:
        if type(value) is not int or not 0 <= value <= most:
            raise BadMessage(f"{name}: not a whole number from 0 to {most}")
        return value

    return check


def _flag(name: str, value: object) -> bool:
    if type(value) is not bool:
        raise BadMessage(f"{name}: not true or false")
    return value


def _token(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > 64 or not value.isascii():
        raise BadMessage(f"{name}: not a token")
    return value


def _name(name: str, value: object) -> str:
    if not isinstance(value, str) or not is_name(value):
        raise BadMessage(f"{name}: not 1 to {limits.NAME_MAX} printable characters")
    return value


def _session(name: str, value: object) -> str:
    if not isinstance(value, str) or not is_session_id(value):
        raise BadMessage(f"{name}: not {limits.SESSION_DIGITS} digits")
    return value


def _reason(name: str, value: object) -> str:
    if not isinstance(value, str) or not is_reason(value):
        raise BadMessage(f"{name}: not up to {limits.REASON_MAX} printable characters")
    return value


def _hex(size: int) -> Callable[[str, object], str]:
    def check(name: str, value: object) -> str:
        if not isinstance(value, str) or not is_hex(value, size):
            raise BadMessage(f"{name}: not {size} bytes in hexadecimal digits")
        return value

    return check


def _hex_or_none(size: int) -> Callable[[str, object], str]:
    def check(name: str, value: object) -> str:
        return "" if value == "" else _hex(size)(name, value)

    return check


def _document(most: int) -> Callable[[str, object], str]:
    def check(name: str, value: object) -> str:
        if not isinstance(value, str) or len(value.encode("utf-8", "replace")) > most:
            raise BadMessage(f"{name}: not a text of up to {most} bytes")
        return value

    return check


def _name_or_none(name: str, value: object) -> str:
    return "" if value == "" else _name(name, value)


def _note(name: str, value: object) -> str:
    if not isinstance(value, str) or not is_note(value):
        raise BadMessage(f"{name}: not up to {limits.NOTE_MAX} printable characters")
    return value


def _word(words: type[StrEnum]) -> Callable[[str, object], StrEnum]:
    def check(name: str, value: object) -> StrEnum:
        if not isinstance(value, str) or value not in set(words):
            raise BadMessage(f"{name}: no such {name}")
        return words(value)

    return check


def is_name(text: str) -> bool:
    """Whether a text may be shown as somebody's name: printable, not blank, not too long."""
    return bool(text.strip()) and len(text) <= limits.NAME_MAX and text.isprintable()


def is_reason(text: str) -> bool:
    """Whether a text may be shown as the reason of a join: printable, not too long, maybe empty."""
    return len(text) <= limits.REASON_MAX and (not text or text.isprintable())


def is_note(text: str) -> bool:
    """Whether a text may be a customer's note: printable, not too long, maybe empty."""
    return len(text) <= limits.NOTE_MAX and (not text or text.isprintable())


def is_hex(text: str, size: int) -> bool:
    """Whether a text is `size` bytes in lowercase hexadecimal digits."""
    return len(text) == 2 * size and set(text) <= set("0123456789abcdef")


def is_session_id(text: str) -> bool:
    """Whether a text has the form of a session ID: nine ASCII digits, no spaces."""
    return len(text) == limits.SESSION_DIGITS and text.isascii() and text.isdigit()


FIELDS: Final[Mapping[str, Callable[[str, Any], Any]]] = {
    "v": _number(2**16),
    "pc": _name,
    "resume": _token,
    "session": _session,
    "broker": _name,
    "token": _token,
    "seconds": _number(2**31),
    "ticket": _token,
    "customer": _number(2**31),
    "technician": _name,
    "organisation": _name,
    "resumed": _flag,
    "entry": _number(2**53),
    "state": _word(State),
    "billable_ms": _number(2**53),
    "outcome": _word(Outcome),
    "again": _flag,
    "quick": _flag,
    "reason": _reason,
    "enrol": _token,
    "shown": _flag,
    "key": _hex(limits.KEY_SIZE),
    "signature": _hex(limits.SIGNATURE_SIZE),
    "roster": _document(limits.ROSTER_MAX),
    "kind": _word(CostKind),
    "tariff": _name_or_none,
    "cents": _number(2**53),
    "quarter_cents": _number(2**53),
    "half_hour_cents": _number(2**53),
    "hour_cents": _number(2**53),
    "two_hours_cents": _number(2**53),
    "four_hours_cents": _number(2**53),
    "base_cents": _number(2**53),
    "minutes": _number(2**31),
    "minimum_minutes": _number(2**31),
    "free_minutes": _number(2**31),
    "units": _number(2**31),
    "left": _number(2**31),
    "surcharge_percent": _number(2**31),
    "urgent_percent": _number(2**31),
    "outside": _flag,
    "vat_percent": _number(100),
    "known_minutes": _number(2**31),
    "number": _number(2**53),
    "text": _document(limits.RECEIPT_MAX),
    "verdict": _word(Verdict),
    "note": _note,
    "console_key": _hex_or_none(limits.KEY_SIZE),
    "console_signature": _hex_or_none(limits.SIGNATURE_SIZE),
}
"""The check of every field name. It gives the value as it is kept; raises `BadMessage`."""
