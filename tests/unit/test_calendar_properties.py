"""No millisecond is lost or counted twice, wherever time is cut."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broker.calendar_ import Calendar, Week
from broker.calendar_.calendar import Stretch
from broker.calendar_.days import hours_on, kind_of
from tests.fakes.tariffs import starts, weeks

HOLIDAYS = frozenset(
    {datetime(2026, month, day, tzinfo=UTC).date() for month, day in ((1, 1), (4, 6), (12, 25))}
)
lengths = st.integers(0, 90 * 3_600_000)


def at(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def joined(*lists: list[Stretch]) -> list[Stretch]:
    found: list[Stretch] = []
    for one in (one for each in lists for one in each):
        if found and found[-1][2:] == one[2:]:
            found[-1] = found[-1]._replace(ms=found[-1].ms + one.ms)
        else:
            found.append(one)
    return found


@given(weeks(), starts, lengths)
def test_stretches_lie_end_to_end_and_differ(week: Week, start: datetime, ms: int) -> None:
    found = Calendar(week, HOLIDAYS).cut(at(start), ms)
    assert sum(one.ms for one in found) == ms
    expected = at(start)
    for one in found:
        assert one.start == expected
        assert one.ms > 0
        expected += one.ms
    assert found == joined(found)


@given(weeks(), starts, lengths, st.floats(0, 1))
def test_cutting_at_any_instant_changes_nothing(
    week: Week, start: datetime, ms: int, where: float
) -> None:
    calendar = Calendar(week, HOLIDAYS)
    first = int(ms * where)
    parts = calendar.cut(at(start), first), calendar.cut(at(start) + first, ms - first)
    assert joined(*parts) == calendar.cut(at(start), ms)


@given(weeks(), starts, st.integers(0, 3 * 1440))
def test_any_minute_is_judged_by_the_clocks(week: Week, start: datetime, minutes: int) -> None:
    calendar = Calendar(week, HOLIDAYS)
    moment = at(start.replace(second=0) + timedelta(minutes=minutes))
    (one,) = calendar.cut(moment, 1)
    (same,) = [
        each
        for each in calendar.cut(moment - 7_200_000, 10_800_000)
        if each.start <= moment < each.start + each.ms
    ]
    assert (one.inside, one.kind) == (same.inside, same.kind)
    clock = calendar.zone.clock(moment)
    minute = clock.hour * 60 + clock.minute
    hours = hours_on(week, HOLIDAYS, clock.date()).intervals
    assert one.inside == any(opens <= minute < closes for opens, closes in hours)
    assert one.kind == kind_of(week, HOLIDAYS, clock.date())
