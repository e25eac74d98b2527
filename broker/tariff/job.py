"""Work on its way through the rules of a contract, and what one rule takes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from broker.calendar_ import Calendar, Calendars, Hours, Week
from broker.tariff.pieces import Piece, instant
from broker.tariff.terms import Tariff
from broker.tariff.words import Flag
from broker.tariff.work import Line, Terms, Work

_OPEN = Hours(((0, 1440),))


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be priced, with all that the rules ask about."""

    work: Work
    rules: Sequence[Terms]
    holidays: frozenset[date]
    calendars: Calendars
    zone: str
    """The zone where no rule has a tariff."""

    @property
    def start(self) -> int:
        """The first billable instant; where there is none, when the work counts."""
        work = self.work
        return instant(next((span.start for span in work.spans if span.ms > 0), work.at))

    def calendar(self, tariff: Tariff | None = None) -> Calendar:
        """The calendar of a tariff, else of the contract's first one.

        A contract without any is always open.
        """
        found = tariff or next((terms.tariff for terms in self.rules if terms.tariff), None)
        week = Week(self.zone, (_OPEN,) * 7) if found is None else found.week
        return self.calendars.of(week, self.holidays)


@dataclass(frozen=True, slots=True)
class Taken:
    """What a rule made of the time that reached it."""

    lines: tuple[Line, ...]
    rest: tuple[Piece, ...]
    """What it hands on."""
    debits: tuple[tuple[int, int], ...] = ()
    flags: tuple[Flag, ...] = ()
    tariff: tuple[str, int] | None = None


def untouched(rest: tuple[Piece, ...]) -> Taken:
    """What a rule gives back that has nothing to do with the work."""
    return Taken((), rest)
