"""Public holidays and patron saints' days."""

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from broker.billing.holidays import (
    UnknownPlace,
    holidays_for,
    holidays_of,
    is_country,
    is_province,
)
from tests.fakes.tariffs import a_week

MAY = datetime(2026, 5, 1, tzinfo=UTC)


def test_italian_holidays_move_with_easter() -> None:
    found = holidays_of("IT", "", [2026, 2027])
    assert {date(2026, 1, 6), date(2026, 4, 6), date(2027, 3, 29), date(2026, 12, 26)} <= found
    assert {day.year for day in found} == {2026, 2027}


@pytest.mark.parametrize(
    ("province", "day"), [("MI", (12, 7)), ("RM", (6, 29)), ("NA", (9, 19)), ("TO", (6, 24))]
)
def test_patrons(province: str, day: tuple[int, int]) -> None:
    patron = date(2026, *day)
    assert holidays_of("IT", province, [2026]) - holidays_of("IT", "", [2026]) == {patron}


def test_the_patron_counts_only_where_the_week_says_so() -> None:
    ambrose = date(2026, 12, 7)
    assert ambrose in holidays_for(a_week(country="IT", patron=True), "MI", MAY)
    assert ambrose not in holidays_for(a_week(country="IT"), "MI", MAY)
    assert holidays_for(a_week(), "MI", MAY) == frozenset()


def test_the_years_around_count_and_equal_questions_get_the_same_set() -> None:
    week = a_week(country="IT")
    found = holidays_for(week, "", MAY)
    assert {date(2025, 12, 25), date(2027, 1, 1)} <= found
    assert holidays_for(week, "", MAY) is found


def test_unknown_places_are_said_by_field_and_value() -> None:
    for country, province, field, value in (
        ("XX", "", "country", "XX"),
        ("it", "", "country", "it"),
        ("ITA", "", "country", "ITA"),
        ("IT", "ZZ", "province", "ZZ"),
        ("IT", "mi", "province", "mi"),
    ):
        with pytest.raises(UnknownPlace) as caught:
            holidays_of(country, province, [2026])
        assert (caught.value.field, caught.value.value) == (field, value)


def test_which_places_are_known() -> None:
    assert is_country("IT")
    assert not is_country("ZZ")
    assert is_province("MI")
    assert not is_province("ZZ")
    assert not is_province("MI", "ZZ")


def test_the_library_is_not_imported_before_it_is_asked() -> None:
    code = "import sys, broker.billing.holidays; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
