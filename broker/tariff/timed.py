"""Sessions and phone calls under a tariff."""

from collections.abc import Sequence

from broker.calendar_ import Calendar
from broker.tariff import hourly
from broker.tariff.blocks import runs_of
from broker.tariff.job import Job, Taken, untouched
from broker.tariff.pieces import MINUTE_MS, Piece, by_calendar, parted, total, when_all
from broker.tariff.rates import Band, Rates, rates_of
from broker.tariff.steps import Table
from broker.tariff.terms import Rounding, Tariff
from broker.tariff.words import Applies, Mode, RuleKind, Says, Way, WorkKind
from broker.tariff.work import Line, Terms

_EXACT = Rounding(0, Mode.UP)


def take(job: Job, terms: Terms, rest: tuple[Piece, ...]) -> Taken:
    """A tariff takes all that it sells: sessions always, phone work where it has a table for it."""
    tariff = terms.tariff
    if tariff is None or (job.work.kind is WorkKind.PHONE and not tariff.phone):
        return untouched(rest)
    calendar = job.calendar(tariff)
    rates = _rates(job, tariff, calendar)
    price = _phone if job.work.kind is WorkKind.PHONE else _session
    lines = price(tariff, rates, calendar, rest)
    return Taken(tuple(lines), (), tariff=(tariff.name, tariff.version))


def _rates(job: Job, tariff: Tariff, calendar: Calendar) -> Rates:
    began_inside = None
    if tariff.outside.applies is Applies.START:
        began_inside = calendar.cut(job.start, 1)[0].inside
    return rates_of(tariff, urgent=job.work.urgent, began_inside=began_inside)


def _phone(
    tariff: Tariff, rates: Rates, calendar: Calendar, rest: tuple[Piece, ...]
) -> Sequence[Line]:
    runs = runs_of(by_calendar(rest, calendar), rates, _EXACT)
    return Table(Says.PHONE, tariff.phone, rates, calendar, {}).lines(runs)


def _session(
    tariff: Tariff, rates: Rates, calendar: Calendar, rest: tuple[Piece, ...]
) -> Sequence[Line]:
    terms = tariff.session
    free, paid = _freed(rest, terms.free_minutes)
    lines = [_free_line(calendar, free, terms.free_minutes)] if free else []
    if not paid:
        return lines
    parts = by_calendar(paid, calendar)
    runs = runs_of(parts, rates, terms.rounding)
    if terms.way is Way.STEPS:
        rounded = hourly.rounded(terms.rounding)
        lines += Table(Says.STEPS, terms.steps, rates, calendar, rounded).lines(runs)
    else:
        lines += hourly.lines(runs, rates, terms.rounding, calendar)
    cents = sum(line.cents for line in lines)
    lines += _minimum(terms.minimum_minutes, rates, rates.band(parts[0]), cents)
    if terms.base_cents:
        lines.append(Line(RuleKind.TARIFF, Says.BASE, cents=terms.base_cents))
    return lines


def _freed(rest: tuple[Piece, ...], minutes: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """What of the work's first minutes has reached the tariff, and the other time."""
    if not minutes:
        return (), rest
    ms = sum(max(0, min(piece.ms, minutes * MINUTE_MS - piece.at)) for piece in rest)
    return parted(rest, ms)


def _free_line(calendar: Calendar, free: tuple[Piece, ...], minutes: int) -> Line:
    values = {**when_all(calendar, free), "minutes": minutes}
    return Line(RuleKind.TARIFF, Says.FREE, values, ms=total(free))


def _minimum(minutes: int, rates: Rates, band: Band, cents: int) -> list[Line]:
    """What is missing to the price of so many minutes of the band in which the work began."""
    least = rates.of_hour(band, minutes * MINUTE_MS)
    if least <= cents:
        return []
    values = {
        **rates.factors(band),
        "minutes": minutes,
        "least": least,
        "hours": rates.hours(band.outside),
    }
    return [Line(RuleKind.TARIFF, Says.MINIMUM, values, cents=least - cents)]
