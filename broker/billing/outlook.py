"""What sessions would cost that a customer lets somebody into about now. Pure."""

from bisect import bisect_left
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from broker.billing.agreement import Deal
from broker.calendar_ import Calendars, Stretch
from broker.records import epoch_ms
from broker.tariff.price import price
from broker.tariff.terms import Tariff
from broker.tariff.words import WorkKind
from broker.tariff.work import Price, Span, Work

MINUTE_MS: Final = 60_000
ANSWER_SECONDS: Final = 120.0
"""Within so long of the `cost` a customer has let somebody in, or has not."""

DAY_MINUTES: Final = 24 * 60
"""How far ahead anything is looked for."""

_INSTANT: Final = timedelta(milliseconds=1)


class Outlook:
    """Prices of sessions without a break, from each start that may make a difference."""

    def __init__(self, deal: Deal, now: datetime, calendars: Calendars, zone: str) -> None:
        """`now` is aware; `zone` counts where the deal has no tariff."""
        self._deal = deal
        self._calendars = calendars
        self._zone = zone
        self._known: dict[tuple[datetime, int], Price] = {}
        self.starts = starts(now)

    def lasting(self, start: datetime, minutes: int) -> Price:
        """What a session of so many minutes costs that begins at `start`."""
        found = self._known.get((start, minutes))
        if found is None:
            found = price(
                Work(WorkKind.SESSION, start, (Span(start, minutes * MINUTE_MS),)),
                self._deal.rules,
                holidays=self._deal.holidays,
                calendars=self._calendars,
                zone=self._zone,
            )
            self._known[start, minutes] = found
        return found

    def most(self, minutes: int) -> int:
        """Cents that a session of so many minutes costs at most."""
        return max(self.lasting(start, minutes).cents for start in self.starts)

    def minutes_while(self, holds: Callable[[Price], bool]) -> int:
        """How many minutes a session may last for `holds`, at most a day.

        `holds` is true up to some length and false from there on, as "it is free" is.
        """
        least = DAY_MINUTES
        for start in self.starts:
            least = min(least, self._while(start, holds))
            if not least:
                break
        return least

    def falls_on(self, tariff: Tariff) -> list[Stretch]:
        """What the starts fall on by a tariff's calendar."""
        calendar = self._calendars.of(tariff.week, self._deal.holidays)
        return [calendar.cut(epoch_ms(start), 1)[0] for start in self.starts]

    def _while(self, start: datetime, holds: Callable[[Price], bool]) -> int:
        if not holds(self.lasting(start, 1)):
            return 0
        if holds(self.lasting(start, DAY_MINUTES)):
            return DAY_MINUTES
        every = range(1, DAY_MINUTES)
        return bisect_left(every, True, key=lambda m: not holds(self.lasting(start, m)))


def starts(now: datetime) -> tuple[datetime, ...]:
    """Now, the last moment, and around each whole minute between: there hours and days change."""
    last = now + timedelta(seconds=ANSWER_SECONDS)
    minute = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    found = {now, last}
    while minute <= last:
        found |= {minute, min(minute + _INSTANT, last)}
        minute += timedelta(minutes=1)
    return tuple(sorted(found))
