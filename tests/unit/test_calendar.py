"""Time cut at opening hours, sorts of day, and on the two odd nights."""

from datetime import UTC, date, datetime, timedelta

import pytest

from broker.calendar_ import Calendar, Calendars, DayKind, Hours, Season, UnknownZone, Week, Zone
from broker.calendar_.days import hours_on, kind_of
from tests.fakes.tariffs import OFFICE, SHUT, a_week, moment

NEW_YEAR, EPIPHANY = date(2026, 1, 1), date(2026, 1, 6)
HOLIDAYS = frozenset({NEW_YEAR, EPIPHANY, date(2025, 12, 25)})
HOUR = 3_600_000
ALL_DAY = Hours(((0, 1440),))


def ms(text: str) -> int:
    return round(moment(text).timestamp() * 1000)


def cut(week: Week, start: str, end: str) -> list[tuple[str, float, str, str]]:
    """The stretches: local begin, minutes, inside or not, sort of day."""
    calendar = Calendar(week, HOLIDAYS)
    found = calendar.cut(ms(start), ms(end) - ms(start))
    return [
        (
            f"{calendar.zone.clock(one.start):%d %H:%M}",
            one.ms / 60_000,
            "in" if one.inside else "out",
            one.kind.value,
        )
        for one in found
    ]


def test_a_span_within_the_hours_is_one_stretch() -> None:
    assert cut(a_week(), "2026-01-13T10:00+01:00", "2026-01-13T10:20+01:00") == [
        ("13 10:00", 20, "in", "weekday")
    ]


def test_edges_of_the_hours_belong_to_what_begins_there() -> None:
    assert cut(a_week(), "2026-01-13T12:59+01:00", "2026-01-13T14:31+01:00") == [
        ("13 12:59", 1, "in", "weekday"),
        ("13 13:00", 90, "out", "weekday"),
        ("13 14:30", 1, "in", "weekday"),
    ]
    assert cut(a_week(), "2026-01-13T13:00+01:00", "2026-01-13T14:30+01:00") == [
        ("13 13:00", 90, "out", "weekday")
    ]


def test_nothing_has_no_stretch() -> None:
    assert cut(a_week(), "2026-01-13T10:00+01:00", "2026-01-13T10:00+01:00") == []
    assert Calendar(a_week(), HOLIDAYS).cut(ms("2026-01-13T10:00+01:00"), -5) == []


def test_midnight_parts_sorts_of_day_and_nothing_else() -> None:
    assert cut(a_week(), "2026-01-13T23:30+01:00", "2026-01-14T00:30+01:00") == [
        ("13 23:30", 60, "out", "weekday")
    ]
    assert cut(a_week(), "2026-01-16T23:30+01:00", "2026-01-17T00:30+01:00") == [
        ("16 23:30", 30, "out", "weekday"),
        ("17 00:00", 30, "out", "eve"),
    ]


def test_new_year_is_a_holiday_after_its_eve() -> None:
    assert cut(a_week(), "2025-12-31T17:00+01:00", "2026-01-01T10:00+01:00") == [
        ("31 17:00", 120, "in", "eve"),
        ("31 19:00", 300, "out", "eve"),
        ("01 00:00", 600, "out", "holiday"),
    ]


def test_hours_until_24_run_into_those_from_0() -> None:
    week = a_week(days=(ALL_DAY,) * 7, rest_days=frozenset())
    assert cut(week, "2026-01-31T12:00+01:00", "2026-02-02T12:00+01:00") == [
        ("31 12:00", 2880, "in", "weekday")
    ]


def test_a_season_runs_over_the_new_year() -> None:
    season = Season((12, 23), (1, 7), (Hours(((600, 660),)),) * 7)
    week = a_week(seasons=(season,), holidays_closed=False)
    days = {
        day: hours_on(week, HOLIDAYS, date.fromisoformat(day)).intervals
        for day in ("2025-12-22", "2025-12-23", "2026-01-01", "2026-01-07", "2026-01-08")
    }
    assert days == {
        "2025-12-22": OFFICE.intervals,
        "2025-12-23": ((600, 660),),
        "2026-01-01": ((600, 660),),
        "2026-01-07": ((600, 660),),
        "2026-01-08": OFFICE.intervals,
    }


def test_the_first_season_that_holds_the_day_decides() -> None:
    seven = tuple(Hours(((0, minutes),)) for minutes in range(60, 67))
    week = a_week(seasons=(Season((8, 1), (8, 31), seven), Season((8, 10), (8, 20), (SHUT,) * 7)))
    assert hours_on(week, frozenset(), date(2026, 8, 12)) == seven[2]
    assert hours_on(week, frozenset(), date(2026, 9, 1)) == OFFICE


def test_closures_shut_their_first_and_last_day() -> None:
    week = a_week(closed=((date(2026, 8, 10), date(2026, 8, 12)),))
    shut = [
        day for day in range(6, 15) if not hours_on(week, HOLIDAYS, date(2026, 8, day)).intervals
    ]
    assert shut == [8, 9, 10, 11, 12]


def test_holidays_shut_unless_the_week_says_otherwise() -> None:
    assert hours_on(a_week(), HOLIDAYS, EPIPHANY) == SHUT
    assert hours_on(a_week(holidays_closed=False), HOLIDAYS, EPIPHANY) == OFFICE


def test_a_rest_day_has_the_hours_that_the_week_gives_it() -> None:
    week = a_week(days=(OFFICE,) * 7)
    sunday = date(2026, 1, 18)
    assert hours_on(week, HOLIDAYS, sunday) == OFFICE
    assert kind_of(week, HOLIDAYS, sunday) is DayKind.HOLIDAY


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2025-12-24", DayKind.EVE),
        ("2025-12-25", DayKind.HOLIDAY),
        ("2025-12-26", DayKind.WEEKDAY),
        ("2025-12-31", DayKind.EVE),
        ("2026-01-01", DayKind.HOLIDAY),
        ("2026-01-02", DayKind.WEEKDAY),
        ("2026-01-03", DayKind.EVE),
        ("2026-01-04", DayKind.HOLIDAY),
        ("2026-01-05", DayKind.EVE),
        ("2026-01-06", DayKind.HOLIDAY),
        ("9999-12-31", DayKind.WEEKDAY),
    ],
)
def test_sorts_of_day(day: str, kind: DayKind) -> None:
    assert kind_of(a_week(), HOLIDAYS, date.fromisoformat(day)) is kind


def test_the_night_with_23_hours() -> None:
    night = a_week(days=(Hours(((90, 210),)),) * 7)
    found = cut(night, "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00")
    assert found == [
        ("29 00:00", 90, "out", "holiday"),
        ("29 01:30", 60, "in", "holiday"),
        ("29 03:30", 20.5 * 60, "out", "holiday"),
    ]
    assert sum(minutes for _, minutes, _, _ in found) == 23 * 60


def test_hours_within_the_gap_do_not_exist_that_night() -> None:
    night = a_week(days=(Hours(((120, 180),)),) * 7)
    found = cut(night, "2026-03-29T00:00+01:00", "2026-03-30T00:00+02:00")
    assert found == [("29 00:00", 23 * 60, "out", "holiday")]


def test_the_night_with_25_hours_has_the_doubled_hour_inside_both_times() -> None:
    night = a_week(days=(Hours(((120, 150),)),) * 7)
    found = cut(night, "2026-10-25T00:00+02:00", "2026-10-26T00:00+01:00")
    assert found == [
        ("25 00:00", 120, "out", "holiday"),
        ("25 02:00", 30, "in", "holiday"),
        ("25 02:30", 30, "out", "holiday"),
        ("25 02:00", 30, "in", "holiday"),
        ("25 02:30", 21.5 * 60, "out", "holiday"),
    ]
    assert sum(minutes for _, minutes, _, _ in found) == 25 * 60


def test_a_zone_that_changes_by_half_an_hour_or_at_midnight() -> None:
    howe = Calendar(a_week(zone="Australia/Lord_Howe", days=(ALL_DAY,) * 7), frozenset())
    day = date(2026, 4, 5)
    length = sum(
        one.ms
        for one in howe.cut(ms("2026-04-03T00:00+00:00"), 96 * HOUR)
        if howe.local_date(one.start) == day
    )
    assert length == 24.5 * HOUR
    havana = a_week(zone="America/Havana", days=(ALL_DAY,) * 7)
    assert cut(havana, "2026-03-07T12:00-05:00", "2026-03-08T12:00-04:00") == [
        ("07 12:00", 720, "in", "eve"),
        ("08 01:00", 660, "in", "holiday"),
    ]


def test_each_instant_is_judged_by_what_the_clocks_show() -> None:
    week = a_week(days=(Hours(((125, 155),)),) * 7)
    calendar = Calendar(week, HOLIDAYS)
    for start in ("2026-03-28T22:00+00:00", "2026-10-24T22:00+00:00"):
        for minute in range(0, 6 * 60, 5):
            at = ms(start) + minute * 60_000
            clock = calendar.zone.clock(at)
            inside = 125 <= clock.hour * 60 + clock.minute < 155
            assert [one.inside for one in calendar.cut(at, 1)] == [inside]


def test_an_unknown_zone_is_said_by_name() -> None:
    for name in ("Europe/Nowhere", "../etc/passwd", ""):
        with pytest.raises(UnknownZone) as caught:
            Calendar(a_week(zone=name), frozenset()).cut(0, 1)
        assert caught.value.name == name


def test_the_clock_knows_which_of_two_equal_hours() -> None:
    zone = Zone("Europe/Rome")
    folds = [zone.clock(ms(f"2026-10-25T{hour}:30+00:00")).fold for hour in ("00", "01")]
    assert folds == [0, 1]


def test_a_calendar_remembers_only_so_many_days() -> None:
    calendar = Calendar(a_week(), HOLIDAYS, most=3)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for day in range(10):
        calendar.cut(round((start + timedelta(days=day)).timestamp() * 1000), HOUR)
        assert len(calendar._days) <= 3
    whole = calendar.cut(ms("2026-01-01T00:00+00:00"), 240 * HOUR)
    assert whole == Calendar(a_week(), HOLIDAYS).cut(ms("2026-01-01T00:00+00:00"), 240 * HOUR)


def test_calendars_gives_the_same_one_for_equal_weeks_and_keeps_only_so_many() -> None:
    known = Calendars(most=2)
    first = known.of(a_week(), HOLIDAYS)
    assert known.of(a_week(), frozenset(HOLIDAYS)) is first
    second = known.of(a_week(), frozenset())
    assert second is not first
    known.of(a_week(), HOLIDAYS)
    known.of(a_week(zone="UTC"), HOLIDAYS)
    assert known.of(a_week(), HOLIDAYS) is first
    assert known.of(a_week(), frozenset()) is not second
