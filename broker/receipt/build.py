"""Making the text of a receipt out of a session, as it runs or once it is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from broker.wire import limits
from broker.wire.receipts import (
    INTERVALS_MAX,
    LINE_MAX,
    LINES_MAX,
    BadReceipt,
    Interval,
    Moment,
    Receipt,
    encode,
    moment,
)

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Head:
    """What of a session's receipt is known when it begins and does not change."""

    broker: str
    organisation: str
    entry: int
    session: str
    technician: str
    pc: str
    customer: str
    """Empty where nobody knows whose session it is."""
    mode: str
    reason: str
    language: str
    zone: str
    joined_at: datetime
    tariff: str = ""
    tariff_version: int = 0
    vat_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Priced:
    """What of a receipt the price decides. `cents` None: the price follows with the invoice."""

    cents: int | None = None
    units: int = 0
    units_left: int | None = None
    lines: tuple[str, ...] = ()
    tariff: str = ""
    tariff_version: int = 0
    vat_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys that have signed in this session so far, in hexadecimal digits, or empty."""

    agent: str = ""
    console: str = ""


def running(
    head: Head,
    intervals: Sequence[tuple[int, int]],
    until: datetime,
    priced: Priced,
    keys: Keys,
    zone: tzinfo,
) -> str:
    """The text of a session that runs, counted up to `until`, with the price so far.

    `intervals` as `broker.records.Interval`; `zone` is the one that `head` names. Sentences on the
    price are for the final text only.
    """
    return encode(_with_price(_receipt(head, intervals, until, keys, zone), priced))


def final(
    head: Head,
    intervals: Sequence[tuple[int, int]],
    ended_at: datetime,
    outcome: str,
    priced: Priced,
    keys: Keys,
    zone: tzinfo,
) -> str:
    """The text of a session that is over. Of a long one the last lines are counted only."""
    whole = _with_price(_receipt(head, intervals, ended_at, keys, zone), priced)
    whole = replace(whole, outcome=outcome, final=True)
    return _fitting(whole, [_line(line) for line in priced.lines if line.strip()])


def _receipt(
    head: Head, intervals: Sequence[tuple[int, int]], until: datetime, keys: Keys, zone: tzinfo
) -> Receipt:
    shown, rest = intervals[:INTERVALS_MAX], intervals[INTERVALS_MAX:]
    return Receipt(
        broker=head.broker,
        organisation=head.organisation,
        entry=head.entry,
        session=head.session,
        technician=head.technician,
        pc=head.pc,
        customer=head.customer,
        mode=head.mode,
        reason=head.reason,
        language=head.language,
        zone=head.zone,
        joined=_moment(head.joined_at, zone),
        until=_moment(until, zone),
        intervals=tuple(Interval(_moment(_instant(start), zone), ms) for start, ms in shown),
        more_intervals=len(rest),
        more_ms=sum(ms for _, ms in rest),
        outcome="",
        final=False,
        tariff=head.tariff,
        tariff_version=head.tariff_version,
        vat_percent=head.vat_percent,
        cents=None,
        units=0,
        units_left=None,
        lines=(),
        more_lines=0,
        agent_key=keys.agent,
        console_key=keys.console,
    )


def _with_price(receipt: Receipt, priced: Priced) -> Receipt:
    """The price's own tariff counts, where it has one."""
    named = bool(priced.tariff)
    return replace(
        receipt,
        cents=priced.cents,
        units=priced.units,
        units_left=priced.units_left,
        tariff=priced.tariff if named else receipt.tariff,
        tariff_version=priced.tariff_version if named else receipt.tariff_version,
        vat_percent=receipt.vat_percent if priced.vat_percent is None else priced.vat_percent,
    )


def _fitting(receipt: Receipt, lines: Sequence[str]) -> str:
    """With as many lines as there is room for, from the first on."""
    for count in range(min(len(lines), LINES_MAX), -1, -1):
        whole = replace(receipt, lines=tuple(lines[:count]), more_lines=len(lines) - count)
        try:
            return encode(whole)
        except BadReceipt:
            if count == 0:
                raise
    raise BadReceipt(f"longer than {limits.RECEIPT_MAX} bytes")


def _line(text: str) -> str:
    """A sentence as a receipt may hold it: printable, not too long."""
    clean = "".join(sign if sign.isprintable() else " " for sign in text).strip()
    return clean if len(clean) <= LINE_MAX else clean[: LINE_MAX - 1] + "…"


def _instant(ms: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=ms)


def _moment(at: datetime, zone: tzinfo) -> Moment:
    offset = at.astimezone(zone).utcoffset() or timedelta()
    return moment(at, offset // _MINUTE)
