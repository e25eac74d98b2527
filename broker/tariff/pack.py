"""Prepaid packs: one unit for each begun quarter of an hour."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from broker.calendar_ import Calendar
from broker.tariff.job import Job, Taken
from broker.tariff.pieces import MINUTE_MS, Piece, parted, total, when_all
from broker.tariff.words import Flag, RuleKind, Says
from broker.tariff.work import Line, Pack, Terms

UNIT_MINUTES: Final = 15
_UNIT_MS: Final = UNIT_MINUTES * MINUTE_MS


def take(job: Job, terms: Terms, rest: tuple[Piece, ...]) -> Taken:
    """The packs that are valid on the local date of the work's start, oldest expiry first."""
    calendar = job.calendar(terms.tariff)
    lines: list[Line] = []
    debits: list[tuple[int, int]] = []
    for pack in _valid(terms.packs, calendar.local_date(job.start)):
        if not rest:
            break
        units = min(pack.left, -(-total(rest) // _UNIT_MS))
        covered, rest = parted(rest, units * _UNIT_MS)
        lines.append(_line(calendar, pack, units, covered))
        debits.append((pack.id, units))
    if not rest:
        return Taken(tuple(lines), (), tuple(debits))
    if not terms.flag_rest:
        return Taken((*lines, Line(RuleKind.PACK, Says.PACK_OVER)), rest, tuple(debits))
    lines.append(_exhausted(calendar, rest))
    return Taken(tuple(lines), (), tuple(debits), (Flag.PACK_EXHAUSTED,))


def _valid(packs: Iterable[Pack], day: date) -> list[Pack]:
    here = [pack for pack in packs if pack.left > 0 and pack.signed_on <= day <= pack.expires_on]
    return sorted(here, key=lambda pack: (pack.expires_on, pack.signed_on, pack.id))


def _line(calendar: Calendar, pack: Pack, units: int, covered: tuple[Piece, ...]) -> Line:
    values = {
        **when_all(calendar, covered),
        "pack": pack.id,
        "unit_minutes": UNIT_MINUTES,
        "left": pack.left - units,
        "expires": pack.expires_on.isoformat(),
    }
    counted = units * _UNIT_MS
    return Line(
        RuleKind.PACK, Says.PACK, values, ms=total(covered), counted_ms=counted, units=units
    )


def _exhausted(calendar: Calendar, rest: tuple[Piece, ...]) -> Line:
    return Line(RuleKind.PACK, Says.PACK_EXHAUSTED, when_all(calendar, rest), ms=total(rest))
