"""The receipt of a session: the one text that the broker, the customer and the technician sign.

Form only: exactly one text for one meaning, and every bound. docs/receipts.md describes it;
web/receipts.js reads the same. Who makes one: broker/receipt/, who checks it: agent/receipts.py.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Final

from broker.wire import limits
from broker.wire.documents import canonical
from broker.wire.reading import is_hex, is_name, is_reason, is_session_id
from broker.wire.strict import one_object
from broker.wire.words import Outcome

KIND: Final = "affianco receipt"
INTERVALS_MAX: Final = 100
"""Most intervals that are told one by one; the later ones are told as a number and a sum."""

LINES_MAX: Final = 24
"""Most sentences that explain the price; how many more there are is told."""

LINE_MAX: Final = 240
"""Longest of them, in characters."""

NUMBER_MAX: Final = 2**53 - 1
_FORMAT: Final = 1
_CURRENCY: Final = "EUR"
_LANGUAGES: Final = frozenset({"it", "en"})
_MODES: Final = frozenset({"password", "quick"})
_ZONE: Final = re.compile(r"[A-Za-z0-9_+/-]{1,64}")
_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-])(\d\d):(\d\d)", re.ASCII)
_UTC: Final = re.compile(r"[2-8]\d{3}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class BadReceipt(ValueError):
    """A text that is no receipt; the argument says which part and why."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, aware, in UTC and whole milliseconds, and the clock on the wall: `offset`
    minutes ahead of UTC."""

    at: datetime
    offset: int


@dataclass(frozen=True, slots=True)
class Interval:
    """Billable time without a break: since when, and how many milliseconds."""

    start: Moment
    ms: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says. docs/receipts.md has every field with its meaning and bounds."""

    broker: str
    organisation: str
    entry: int
    session: str
    technician: str
    pc: str
    customer: str
    mode: str
    reason: str
    language: str
    zone: str
    joined: Moment
    until: Moment
    intervals: tuple[Interval, ...]
    more_intervals: int
    more_ms: int
    outcome: str
    final: bool
    tariff: str
    tariff_version: int
    vat_percent: int | None
    cents: int | None
    units: int
    units_left: int | None
    lines: tuple[str, ...]
    more_lines: int
    agent_key: str
    console_key: str

    @property
    def ms(self) -> int:
        """Billable milliseconds, all intervals together."""
        return sum(one.ms for one in self.intervals) + self.more_ms

    @property
    def seconds(self) -> int:
        """Billable seconds, rounded down."""
        return self.ms // 1000


def signed(text: str) -> bytes:
    """What the broker, the agent and the console sign, each with its own Ed25519 key."""
    return b"affianco receipt\0" + text.encode()


def disputed(text: str) -> bytes:
    """What an agent signs that disputes a receipt without signing it."""
    return b"affianco dispute\0" + text.encode()


def encode(receipt: Receipt) -> str:
    """The text of a receipt. Raises `BadReceipt` out of bounds."""
    text = canonical(_values(receipt))
    if decode(text) != receipt:
        raise BadReceipt("not in its one form")
    return text


def decode(text: str) -> Receipt:
    """The receipt that a text is. Raises `BadReceipt`."""
    try:
        if len(text.encode()) > limits.RECEIPT_MAX:
            raise BadReceipt(f"longer than {limits.RECEIPT_MAX} bytes")
        values = one_object(text)
    except ValueError as error:
        raise BadReceipt(str(error)) from error
    if set(values) != set(_CHECKS):
        raise BadReceipt(f"needs exactly {', '.join(sorted(_CHECKS))}")
    for name, check in _CHECKS.items():
        if not check(values[name]):
            raise BadReceipt(f"{name}: not allowed")
    receipt = _receipt(values)
    if (receipt.outcome != "") is not receipt.final:
        raise BadReceipt("outcome: only a final receipt has one")
    if (receipt.tariff == "") is not (receipt.tariff_version == 0):
        raise BadReceipt("tariff_version: not of a tariff")
    if text != canonical(_values(receipt)):
        raise BadReceipt("not in its one form")
    return receipt


def moment(at: datetime, offset: int) -> Moment:
    """An instant (aware) to the millisecond, rounded down; `offset`: minutes ahead of UTC."""
    exact = at.astimezone(UTC)
    return Moment(exact.replace(microsecond=exact.microsecond // 1000 * 1000), offset)


def utc_text(found: Moment) -> str:
    """E.g. 2026-01-05T09:00:03.250Z."""
    return f"{found.at:%Y-%m-%dT%H:%M:%S}.{found.at.microsecond // 1000:03}Z"


def local_text(found: Moment) -> str:
    """E.g. 2026-01-05T10:00:03+01:00, to the second."""
    zone = timezone(timedelta(minutes=found.offset))
    return found.at.astimezone(zone).replace(microsecond=0).isoformat()


def _values(receipt: Receipt) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(receipt, name) for name in Receipt.__dataclass_fields__}
    return {
        **values,
        "v": _FORMAT,
        "kind": KIND,
        "currency": _CURRENCY,
        "seconds": receipt.seconds,
        "joined": _moment_values(receipt.joined),
        "until": _moment_values(receipt.until),
        "intervals": [{**_moment_values(one.start), "ms": one.ms} for one in receipt.intervals],
        "lines": list(receipt.lines),
    }


def _moment_values(found: Moment) -> dict[str, str]:
    return {"local": local_text(found), "utc": utc_text(found)}


def _receipt(values: Mapping[str, Any]) -> Receipt:
    fields = {name: values[name] for name in Receipt.__dataclass_fields__}
    fields["intervals"] = tuple(Interval(_moment(one), one["ms"]) for one in values["intervals"])
    fields["joined"], fields["until"] = _moment(values["joined"]), _moment(values["until"])
    fields["lines"] = tuple(values["lines"])
    return Receipt(**fields)


def _moment(values: Mapping[str, str]) -> Moment:
    """Of what `_is_moment` lets pass; BadReceipt where the two texts are not one instant."""
    found = _LOCAL.fullmatch(values["local"])
    if found is None:
        raise BadReceipt("local: not a time")
    minutes = int(found[2]) * 60 + int(found[3])
    try:
        at = datetime.fromisoformat(values["utc"])
        return Moment(at.astimezone(UTC), -minutes if found[1] == "-" else minutes)
    except ValueError as error:
        raise BadReceipt("utc: not a time") from error


def _is_moment(value: object, *more: str) -> bool:
    if not isinstance(value, dict) or set(value) != {"local", "utc", *more}:
        return False
    local, utc = value["local"], value["utc"]
    if not isinstance(local, str) or not isinstance(utc, str) or not _UTC.fullmatch(utc):
        return False
    found = _LOCAL.fullmatch(local)
    return found is not None and int(found[2]) < 24 and int(found[3]) < 60


def _is_interval(value: object) -> bool:
    return _is_moment(value, "ms") and isinstance(value, dict) and _is_count(value["ms"])


def _is_count(value: object) -> bool:
    return type(value) is int and 0 <= value <= NUMBER_MAX


def _is_count_or_null(value: object) -> bool:
    return value is None or _is_count(value)


def _is_percent_or_null(value: object) -> bool:
    return value is None or (_is_count(value) and isinstance(value, int) and value <= 100)


def _is_flag(value: object) -> bool:
    return type(value) is bool


def _is_name(value: object) -> bool:
    return isinstance(value, str) and is_name(value)


def _is_name_or_none(value: object) -> bool:
    return value == "" or _is_name(value)


def _is_key_or_none(value: object) -> bool:
    return value == "" or (isinstance(value, str) and is_hex(value, limits.KEY_SIZE))


def _is_line(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LINE_MAX and value.isprintable()


def _is_session(value: object) -> bool:
    return isinstance(value, str) and is_session_id(value)


def _is_reason(value: object) -> bool:
    return isinstance(value, str) and is_reason(value)


def _is_zone(value: object) -> bool:
    return isinstance(value, str) and _ZONE.fullmatch(value) is not None


def _is_list(value: object, most: int) -> bool:
    return isinstance(value, list) and len(value) <= most


_CHECKS: Final = {
    "v": lambda value: type(value) is int and value == _FORMAT,
    "kind": lambda value: value == KIND,
    "broker": _is_name,
    "organisation": _is_name,
    "entry": _is_count,
    "session": _is_session,
    "technician": _is_name,
    "pc": _is_name,
    "customer": _is_name_or_none,
    "mode": lambda value: isinstance(value, str) and value in _MODES,
    "reason": _is_reason,
    "language": lambda value: isinstance(value, str) and value in _LANGUAGES,
    "zone": _is_zone,
    "joined": _is_moment,
    "until": _is_moment,
    "intervals": lambda value: _is_list(value, INTERVALS_MAX) and all(map(_is_interval, value)),
    "more_intervals": _is_count,
    "more_ms": _is_count,
    "seconds": _is_count,
    "outcome": lambda value: isinstance(value, str) and (not value or value in set(Outcome)),
    "final": _is_flag,
    "tariff": _is_name_or_none,
    "tariff_version": _is_count,
    "vat_percent": _is_percent_or_null,
    "cents": _is_count_or_null,
    "currency": lambda value: value == _CURRENCY,
    "units": _is_count,
    "units_left": _is_count_or_null,
    "lines": lambda value: _is_list(value, LINES_MAX) and all(map(_is_line, value)),
    "more_lines": _is_count,
    "agent_key": _is_key_or_none,
    "console_key": _is_key_or_none,
}
"""The check of every field of the text; `_receipt` and the comparison with the one form follow."""
