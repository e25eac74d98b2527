"""Instants of a zone as its clocks show them. The one place that reads the zones' data."""

from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS
_FIRST_DAY = date(1970, 1, 1).toordinal()
_MS = timedelta(milliseconds=1)


class UnknownZone(Exception):
    """No zone of this name is known on this machine."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown zone: {name!r}")
        self.name = name


class Zone:
    """A zone by its IANA name. Instants are whole milliseconds since 1970, UTC."""

    def __init__(self, name: str) -> None:
        self.name = name

    @cached_property
    def info(self) -> ZoneInfo:
        """The zone's rules, read when first asked for; UnknownZone where there are none."""
        try:
            return ZoneInfo(self.name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise UnknownZone(self.name) from fault

    def clock(self, ms: int) -> datetime:
        """What the clocks show, to the second; `fold` is 1 in the second of two equal hours."""
        return datetime.fromtimestamp(ms // 1000, self.info)

    def offset(self, ms: int) -> int:
        """How far the clocks are ahead of UTC, in milliseconds."""
        ahead = self.clock(ms).utcoffset()
        return 0 if ahead is None else ahead // _MS

    def changes(self, start: int, end: int) -> list[tuple[int, int]]:
        """Parts of [start, end) with one offset each, as (begin, offset), in order.

        Both are whole hours of UTC. Two changes within one such hour would be taken for one.
        """
        found = [(start, self.offset(start))]
        for begin in range(start, end, HOUR_MS):
            last = begin + HOUR_MS - 1000
            if self.offset(last) != found[-1][1]:
                found.append((self._change(begin - 1000, last, found[-1][1]), self.offset(last)))
        return found

    def _change(self, low: int, high: int, before: int) -> int:
        """The first whole second in (low, high] with another offset than `before`."""
        low, high = low // 1000, high // 1000
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.offset(middle * 1000) == before else (low, middle)
        return high * 1000


def is_doubled(clock: datetime) -> bool:
    """Whether the clocks show this time twice on that day, as when they are set back."""
    return clock.replace(fold=1 - clock.fold).utcoffset() != clock.utcoffset()


def date_of(day: int) -> date:
    """The date of a day counted from 1970-01-01."""
    return date.fromordinal(_FIRST_DAY + day)
