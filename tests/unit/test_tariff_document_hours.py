"""Hours, seasons and closures that cannot be: which field it is, and why."""

import json

import pytest

from broker.tariff.document import read_tariff, tariff_of
from tests.tariff_documents import PLACES
from tests.tariff_faults import HEAD, LEAST, fault, fault_of, toml


@pytest.mark.parametrize(
    ("hours", "place", "why"),
    [
        ('"09:00-12:00"', "", "document_not_list"),
        ("[9]", "[1]", "document_not_text"),
        ('["09.00-12.00"]', "[1]", "document_not_hours"),
        ('["09:00"]', "[1]", "document_not_hours"),
        ('["09:60-12:00"]', "[1]", "document_not_hours"),
        ('["09:00-24:01"]', "[1]", "document_not_hours"),
        ('["24:00-24:00"]', "[1]", "document_not_hours"),
        ('["٠9:00-12:00"]', "[1]", "document_not_hours"),
        ('["-1:00-12:00"]', "[1]", "document_not_hours"),
        ('["12:00-09:00"]', "[1]", "document_hours_backwards"),
        ('["12:00-12:00"]', "[1]", "document_hours_backwards"),
        ('["22:00-00:00"]', "[1]", "document_hours_backwards"),
        ('["15:00-18:00", "09:00-12:00"]', "[2]", "document_hours_order"),
        ('["09:00-12:00", "11:00-13:00"]', "[2]", "document_hours_order"),
        ('["09:00-12:00", "12:00-13:00"]', "[2]", "document_hours_order"),
        ('["09:00-18:00", "10:00-11:00"]', "[2]", "document_hours_order"),
        (json.dumps([f"{n:02}:00-{n:02}:30" for n in range(13)]), "", "document_not_list"),
    ],
)
def test_hours(hours: str, place: str, why: str) -> None:
    for head, day in (("[hours]", "hours.mon-fri"), ("[[season]]", "season[1].mon-fri")):
        assert toml(f"{head}\nmon-fri = {hours}")[:2] == (day + place, why)


def test_twelve_times_a_day_is_the_most() -> None:
    twelve = json.dumps([f"{n:02}:00-{n:02}:30" for n in range(12)])
    read_tariff(f"{HEAD}[hours]\nmon = {twelve}", PLACES)


def test_a_day_said_twice() -> None:
    found = toml("[hours]\nmon-fri = []\nwed = []")
    assert found == ("hours.wed", "document_day_twice", "wed")


def season(first: str, last: str) -> str:
    return f'[[season]]\nfrom = "{first}"\nto = "{last}"\nmon = []\n'


@pytest.mark.parametrize(
    ("one", "other", "day"),
    [
        (("08-01", "08-31"), ("08-31", "09-02"), "08-31"),
        (("12-20", "01-06"), ("01-06", "01-07"), "01-06"),
        (("01-01", "12-31"), ("12-31", "01-01"), "01-01"),
        (("02-29", "02-29"), ("02-28", "03-01"), "02-29"),
    ],
)
def test_seasons_that_overlap(one: tuple[str, str], other: tuple[str, str], day: str) -> None:
    found = fault(HEAD + season(*one) + season(*other))
    assert (found.field, found.why, found.value) == ("season[2]", "document_season_overlap", day)
    assert found.values["other"] == "season[1]"


def test_seasons_that_only_meet() -> None:
    read_tariff(HEAD + season("08-01", "08-31") + season("09-01", "07-31"), PLACES)


@pytest.mark.parametrize(
    "day", ["8-1", "13-01", "02-30", "00-10", "08/01", "2026-08-01", "", "٠1-01"]
)
def test_a_day_of_the_year(day: str) -> None:
    assert toml(season(day, "08-31")) == ("season[1].from", "document_not_month_day", day)


def test_seasons_need_what_they_are_about() -> None:
    assert toml('[[season]]\nfrom = "08-01"\nto = "08-31"')[:2] == (
        "season[1]",
        "document_season_empty",
    )
    assert toml('[[season]]\nfrom = "08-01"\nmon = []')[:2] == ("season[1].to", "document_missing")
    assert toml(f"season = [{', '.join(['{}'] * 13)}]")[:2] == ("season", "document_not_list")
    months = "".join(season(f"{month:02}-01", f"{month:02}-02") for month in range(1, 13))
    read_tariff(HEAD + months, PLACES)


def closed(first: str, last: str) -> str:
    return f"[[closed]]\nfrom = {first}\nto = {last}\n"


def test_closures() -> None:
    assert toml(closed("2026-08-21", "2026-08-20")) == (
        "closed[1].to",
        "document_days_backwards",
        "2026-08-20",
    )
    two = closed("2026-08-10", "2026-08-21") + closed("2026-08-01", "2026-08-10")
    found = fault(HEAD + two)
    assert (found.field, found.why) == ("closed[2]", "document_closed_overlap")
    assert (found.value, found.values["other"]) == ("2026-08-01", "closed[1]")
    meeting = closed("2026-08-01", "2026-08-10") + closed("2026-08-10", "2026-08-21")
    assert fault(HEAD + meeting).why == "document_closed_overlap"
    apart = closed("2026-08-01", "2026-08-10") + closed("2026-08-11", "2026-08-21")
    assert len(read_tariff(HEAD + apart, PLACES).week.closed) == 2
    assert toml("[[closed]]\nfrom = 2026-08-10")[:2] == ("closed[1].to", "document_missing")
    assert toml("[[closed]]\nfrom = 2026-08-10\nmon = []")[1] == "document_belongs"
    many = [{"from": f"{year}-01-01", "to": f"{year}-01-01"} for year in range(2000, 2101)]
    tariff_of({**LEAST, "closed": many[:100]}, PLACES)
    assert fault_of({"closed": many}) == ("closed", "document_not_list")
