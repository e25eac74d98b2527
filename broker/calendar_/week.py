"""The hours of a business as frozen values."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Hours:
    """One weekday's intervals: minutes after local midnight, in order, apart; 24:00 is 1440."""

    intervals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Season:
    """Other hours from a day of the year (month, day) to another, both inclusive, every year.

    A season may run over the new year. `days` are Monday to Sunday.
    """

    first: tuple[int, int]
    last: tuple[int, int]
    days: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """When a business is open, in its own zone (an IANA name)."""

    zone: str
    days: tuple[Hours, ...]
    """Monday to Sunday."""
    seasons: tuple[Season, ...] = ()
    closed: tuple[tuple[date, date], ...] = ()
    """Closure periods, both days inclusive."""
    country: str = ""
    """ISO 3166 code whose public holidays count; empty for none."""
    patron: bool = False
    """Whether the patron saint's day of the customer's province is a holiday."""
    holidays_closed: bool = True
    """Whether the business is closed on holidays."""
    rest_days: frozenset[int] = frozenset({6})
    """Weekdays that count as holidays for the sort of day (Monday is 0); the days before: eves."""
