"""Time cut where the opening hours or the sort of day change.

An instant is judged by what the clocks of the zone show then. So on the night with 25 hours the
doubled hour is inside the hours both times or neither time, and on the night with 23 hours the
part of the hours that the clocks leap over does not exist. No millisecond is lost or counted twice.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from broker.calendar_.days import DayKind, hours_on, kind_of
from broker.calendar_.week import Week
from broker.calendar_.zones import DAY_MS, Zone, date_of

_MINUTE_MS: Final = 60_000


class Stretch(NamedTuple):
    """Time of one sort: from `start` (milliseconds since 1970, UTC) for `ms` milliseconds."""

    start: int
    ms: int
    inside: bool
    """Inside the opening hours."""
    kind: DayKind


class Calendar:
    """A week together with the holidays that count (those of the days after, too, for the eves).

    It remembers up to `most` days that it was asked about.
    """

    def __init__(self, week: Week, holidays: frozenset[date], most: int = 400) -> None:
        self.zone = Zone(week.zone)
        self._week = week
        self._holidays = holidays
        self._most = most
        self._days: dict[int, tuple[Stretch, ...]] = {}

    def cut(self, start: int, ms: int) -> list[Stretch]:
        """[start, start + ms) in stretches, as long as they can be; nothing for 0 or less."""
        if ms <= 0:
            return []
        end = start + ms
        found: list[Stretch] = []
        for day in range(start // DAY_MS, -(-end // DAY_MS)):
            for whole in self._day(day):
                if whole.start >= end:
                    break
                part = _within(whole, start, end)
                if part is not None:
                    _append(found, part)
        return found

    def local_date(self, ms: int) -> date:
        """The date that the zone's calendars show at an instant."""
        return self.zone.clock(ms).date()

    def _day(self, day: int) -> tuple[Stretch, ...]:
        known = self._days.get(day)
        if known is None:
            if len(self._days) >= self._most:
                del self._days[next(iter(self._days))]
            known = self._days[day] = self._made(day)
        return known

    def _made(self, day: int) -> tuple[Stretch, ...]:
        """A day of UTC in stretches."""
        start, end = day * DAY_MS, (day + 1) * DAY_MS
        changes = self.zone.changes(start, end)
        ends = [*(begin for begin, _ in changes[1:]), end]
        found: list[Stretch] = []
        for (begin, offset), stop in zip(changes, ends, strict=True):
            for part in self._by_clock(begin + offset, stop + offset):
                _append(found, part._replace(start=part.start - offset))
        return tuple(found)

    def _by_clock(self, start: int, end: int) -> Iterator[Stretch]:
        """What the clocks show from `start` to `end`, as if they were in UTC, in stretches."""
        for day in range(start // DAY_MS, -(-end // DAY_MS)):
            for whole in self._local_day(day):
                part = _within(whole, start, end)
                if part is not None:
                    yield part

    def _local_day(self, day: int) -> Iterator[Stretch]:
        local = date_of(day)
        kind = kind_of(self._week, self._holidays, local)
        midnight = at = day * DAY_MS
        for first, last in hours_on(self._week, self._holidays, local).intervals:
            opens, closes = midnight + first * _MINUTE_MS, midnight + last * _MINUTE_MS
            yield Stretch(at, opens - at, False, kind)
            yield Stretch(opens, closes - opens, True, kind)
            at = closes
        yield Stretch(at, midnight + DAY_MS - at, False, kind)


class Calendars:
    """The calendars that were last asked for, by week and holidays, up to `most` of them.

    Whoever prices many sessions keeps one and passes it on.
    """

    def __init__(self, most: int = 128) -> None:
        self._most = most
        self._known: dict[tuple[Week, frozenset[date]], Calendar] = {}

    def of(self, week: Week, holidays: frozenset[date]) -> Calendar:
        """The calendar of a week and its holidays."""
        key = (week, holidays)
        known = self._known.pop(key, None)
        if known is None:
            known = Calendar(week, holidays)
            if len(self._known) >= self._most:
                del self._known[next(iter(self._known))]
        self._known[key] = known
        return known


def _within(whole: Stretch, start: int, end: int) -> Stretch | None:
    """The part of a stretch that lies in [start, end), if there is any."""
    first, ms, inside, kind = whole
    last = first + ms
    if last <= start or first >= end:
        return None
    if first >= start and last <= end:
        return whole if ms else None
    begin, stop = max(first, start), min(last, end)
    return Stretch(begin, stop - begin, inside, kind)


def _append(found: list[Stretch], part: Stretch) -> None:
    """Put a stretch behind the others, as one with the last where both are of one sort."""
    last = found[-1] if found else None
    if last is None or last[2:] != part[2:] or last.start + last.ms != part.start:
        found.append(part)
    else:
        found[-1] = last._replace(ms=last.ms + part.ms)
