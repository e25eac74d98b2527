"""The price of work under a contract's rules, with every line explained.

docs/tariffs.md, "How a price is made", says the rules in words. The price never falls while a
session grows, as long as what the packs hold stays the same.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from broker.calendar_ import Calendars
from broker.tariff import annual, counted, pack, timed
from broker.tariff.job import Job, Taken
from broker.tariff.pieces import Piece, laid, total, when_all
from broker.tariff.words import Flag, RuleKind, Says, WorkKind
from broker.tariff.work import Line, Price, Terms, Work

HOUSE_ZONE: Final = "Europe/Rome"
_SECOND_MS: Final = 1000
_TAKES: Final[Mapping[RuleKind, Callable[[Job, Terms, tuple[Piece, ...]], Taken]]] = {
    RuleKind.ANNUAL: annual.take,
    RuleKind.PACK: pack.take,
    RuleKind.TARIFF: timed.take,
}


def price(
    work: Work,
    rules: Sequence[Terms],
    *,
    holidays: frozenset[date],
    calendars: Calendars | None = None,
    zone: str = HOUSE_ZONE,
) -> Price:
    """What work costs under rules, of which each takes what it can and hands on the rest.

    `holidays` are the public holidays of the days of the work and of the days after them. Whoever
    prices a lot passes the same `calendars` each time. `zone` counts where no rule has a tariff.
    """
    if work.part_of_session:
        return _of(Line(None, Says.PART_OF_SESSION, ms=work.ms))
    job = Job(work, rules, holidays, calendars or Calendars(), zone)
    if work.kind in (WorkKind.EMAIL, WorkKind.WRONG_CHANNEL):
        return _of_count(job)
    rest = laid(work.spans)
    if not rest:
        return _of(Line(None, Says.NO_TIME))
    return _ignored(job, total(rest)) or _of_time(job, rest)


def _of_time(job: Job, rest: tuple[Piece, ...]) -> Price:
    every: list[Taken] = []
    for terms in job.rules:
        every.append(_TAKES[terms.kind](job, terms, rest))
        rest = every[-1].rest
        if not rest:
            break
    if rest:
        values = when_all(job.calendar(), rest)
        line = Line(None, Says.NO_RULE, values, ms=total(rest))
        every.append(Taken((line,), (), flags=(Flag.NO_RULE,)))
    lines = tuple(line for taken in every for line in taken.lines)
    return Price(
        lines=lines,
        cents=sum(line.cents for line in lines),
        units=sum(line.units for line in lines),
        debits=tuple(debit for taken in every for debit in taken.debits),
        flags=tuple(flag for taken in every for flag in taken.flags),
        tariff=next((taken.tariff for taken in every if taken.tariff), None),
    )


def _ignored(job: Job, ms: int) -> Price | None:
    """The price of a session that is too short to count under the contract's first tariff."""
    tariff = next((terms.tariff for terms in job.rules if terms.tariff), None)
    if tariff is None or job.work.kind is not WorkKind.SESSION:
        return None
    seconds = tariff.session.ignore_seconds
    if ms >= seconds * _SECOND_MS:
        return None
    line = Line(RuleKind.TARIFF, Says.IGNORED, {"seconds": seconds}, ms=ms)
    return _of(line, (tariff.name, tariff.version))


def _of_count(job: Job) -> Price:
    work = job.work
    if work.kind is WorkKind.EMAIL and work.count <= 0:
        return _of(Line(None, Says.NO_TIME))
    for terms in job.rules:
        line = counted.line_of(job, terms)
        if line is not None:
            tariff = terms.tariff if line.rule is RuleKind.TARIFF else None
            return _of(line, (tariff.name, tariff.version) if tariff else None)
    values = {"work": work.kind.value, "count": work.count}
    return _of(Line(None, Says.NO_RULE_WORK, values), flags=(Flag.NO_RULE,))


def _of(line: Line, tariff: tuple[str, int] | None = None, flags: tuple[Flag, ...] = ()) -> Price:
    return Price((line,), line.cents, line.units, flags=flags, tariff=tariff)
