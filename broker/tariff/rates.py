"""What time of each sort costs under a tariff, in exact whole numbers."""

from dataclasses import dataclass
from typing import Final, NamedTuple

from broker.tariff.pieces import Sorted
from broker.tariff.terms import Tariff
from broker.tariff.words import DayKind

HUNDRED: Final = 100
HOUR_MS: Final = 3_600_000
_FULL_DAYS: Final = dict.fromkeys(DayKind, HUNDRED)


class Band(NamedTuple):
    """Time of one price."""

    outside: bool
    """Whether the surcharge of time outside the hours is put on it."""
    day: DayKind | None
    """None for any sort of day whose price is 100 percent."""


@dataclass(frozen=True, slots=True)
class Rates:
    """A tariff's percentages as they hold for one piece of work."""

    hourly: int
    outside: int
    """The surcharge, in percent."""
    begins: bool | None
    """Whether the surcharge is put on all of the work; None where each part is judged alone."""
    days: dict[DayKind, int]
    urgent: int
    """The surcharge, 0 where the work is not urgent."""

    @property
    def least_day(self) -> int:
        """The lowest percentage of any sort of day."""
        return min(self.days.values())

    def band(self, part: Sorted) -> Band:
        """The band of a part of the work."""
        outside = not part.inside if self.begins is None else self.begins
        kind = part.kind
        day = None if self.days[kind] == HUNDRED else kind
        return Band(outside and self.outside > 0, day)

    def day_percent(self, day: DayKind | None) -> int:
        """The percentage of a band's sort of day."""
        return HUNDRED if day is None else self.days[day]

    def of_hour(self, band: Band, ms: int) -> int:
        """What so many milliseconds of a band cost by the hour, in cents."""
        outside = self.outside if band.outside else 0
        percents = self.day_percent(band.day) * (HUNDRED + outside) * (HUNDRED + self.urgent)
        return half_up(self.hourly * ms * percents, HOUR_MS * HUNDRED**3)

    def factors(self, band: Band) -> dict[str, int | str]:
        """The values that say by which percentages a band's price is multiplied."""
        values: dict[str, int | str] = {"hourly": self.hourly}
        if band.outside:
            values["outside"] = HUNDRED + self.outside
        if band.day is not None:
            values["day"] = band.day.value
            values["day_percent"] = self.days[band.day]
        if self.urgent:
            values["urgent"] = HUNDRED + self.urgent
        return values

    def hours(self, outside: bool) -> str:
        """The word for how a band lies to the opening hours; empty where that changes no price."""
        if not self.outside:
            return ""
        where = "outside" if outside else "inside"
        return where if self.begins is None else f"began_{where}"


def rates_of(tariff: Tariff, *, urgent: bool, began_inside: bool | None) -> Rates:
    """The rates for work that began inside the opening hours, or outside; None: it plays no part.

    It plays one where the surcharge goes by the start.
    """
    return Rates(
        hourly=tariff.hourly_cents,
        outside=tariff.outside.percent,
        begins=None if began_inside is None else not began_inside,
        days=_FULL_DAYS | dict(tariff.days),
        urgent=tariff.urgent_percent if urgent else 0,
    )


def half_up(numerator: int, denominator: int) -> int:
    """A fraction that is not negative, rounded to a whole number once, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)
