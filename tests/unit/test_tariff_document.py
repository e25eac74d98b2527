"""Documents of tariffs: what is read, and that writing and reading again changes nothing."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from broker.calendar_ import Hours, Season
from broker.tariff.document import TARIFF, read_tariff, tariff_of, tariff_text, tariff_values
from broker.tariff.reading import Listed, Table
from broker.tariff.terms import Outside, Rounding, Step, Tariff
from broker.tariff.words import Applies, DayKind, Mode, Way
from tests.tariff_documents import PLACES, tariffs

FILES = Path(__file__).parents[2] / "docs" / "tariffs"
LEAST = 'name = "A"\nversion = 1\nvalid_from = 2026-01-01\nhourly_cents = 3000\n'


def file(name: str) -> Tariff:
    return read_tariff((FILES / name).read_text(encoding="utf-8"), PLACES)


def open_on(*days: tuple[tuple[int, int], ...]) -> tuple[Hours, ...]:
    return tuple(Hours(tuple((begin * 60, end * 60) for begin, end in day)) for day in days)


def test_what_is_not_said_is_as_the_page_says() -> None:
    tariff = read_tariff(LEAST, PLACES)
    assert (tariff.name, tariff.version, tariff.valid_from) == ("A", 1, date(2026, 1, 1))
    assert (tariff.vat_percent, tariff.hourly_cents) == (22, 3000)
    assert (tariff.urgent_percent, tariff.wrong_channel_cents) == (0, 0)
    assert tariff.outside == Outside(0, Applies.PART)
    assert tariff.days == tuple((kind, 100) for kind in DayKind)
    assert (tariff.phone, tariff.email) == ((), ())
    week, session = tariff.week, tariff.session
    assert week.days == (Hours(((0, 1440),)),) * 7
    assert (week.zone, week.seasons, week.closed) == ("Europe/Rome", (), ())
    assert (week.country, week.patron, week.holidays_closed) == ("", False, True)
    assert week.rest_days == {6}
    assert (session.way, session.steps) == (Way.HOURLY, ())
    assert session.rounding == Rounding(0, Mode.UP)
    assert (session.base_cents, session.minimum_minutes, session.free_minutes) == (0, 0, 0)
    assert (session.ignore_seconds, session.merge_minutes) == (0, 0)


def test_by_the_hour() -> None:
    tariff = file("hourly.toml")
    assert tariff.hourly_cents == 3000
    assert tariff.week.days == open_on(*[((9, 12), (15, 18))] * 5, (), ())
    assert tariff.session.way is Way.HOURLY


def test_by_steps() -> None:
    tariff = file("steps.toml")
    assert tariff.session.way is Way.STEPS
    assert tariff.session.steps == (Step(15, 50), Step(60, 100))
    assert tariff.phone == (Step(5, 25), Step(15, 50), Step(None, 100))
    assert tariff.email == (Step(3, 25), Step(None, 50))
    assert tariff.outside == Outside(50, Applies.PART)
    assert tariff.week.days[0] == Hours(((540, 780), (870, 1140)))
    assert tariff.wrong_channel_cents == 2500
    assert tariff.week.patron


def test_with_everything() -> None:
    tariff = file("everything.toml")
    assert tariff.week.days[4:] == (Hours(((510, 750), (840, 1020))), *open_on(((9, 12),), ()))
    august, winter = tariff.week.seasons
    assert august == Season((8, 1), (8, 31), open_on(*[((8, 13),)] * 5, (), ()))
    assert (winter.first, winter.last) == ((12, 23), (1, 6))
    assert tariff.week.closed == (
        (date(2026, 8, 10), date(2026, 8, 21)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    )
    assert dict(tariff.days) == {"weekday": 100, "eve": 110, "holiday": 150}
    assert tariff.session.rounding == Rounding(15, Mode.NEAREST)
    assert tariff.outside.applies is Applies.START


def keys_of(values: dict[str, Any], head: str = "") -> set[str]:
    """The places of all keys in a document's values, without numbers."""
    found = set()
    for key, value in values.items():
        found.add(head + key)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, dict):
                found |= keys_of(one, f"{head}{key}.")
    return found


def known_keys(table: Table, head: str = "") -> set[str]:
    found = set()
    for key, one in table.fields.items():
        found.add(head + key)
        inner = one.read.read if isinstance(one.read, Listed) else one.read
        if isinstance(inner, Table):
            found |= known_keys(inner, f"{head}{key}.")
    return found


def test_the_files_show_every_key() -> None:
    shown: set[str] = set()
    for name in ("everything.toml", "steps.toml"):
        shown |= keys_of(tomllib.loads((FILES / name).read_text(encoding="utf-8")))
    assert known_keys(TARIFF) - shown == set()


@pytest.mark.parametrize("path", sorted(FILES.glob("[!c]*.toml")), ids=lambda path: path.stem)
def test_toml_and_json_give_equal_tariffs(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tariff = read_tariff(text, PLACES)
    as_json = json.dumps(tomllib.loads(text), default=date.isoformat, ensure_ascii=False)
    assert read_tariff(as_json, PLACES) == tariff
    assert read_tariff(tariff_text(tariff), PLACES) == tariff


@given(tariffs())
def test_a_tariff_survives_writing_and_reading(tariff: Tariff) -> None:
    text = tariff_text(tariff)
    again = read_tariff(text, PLACES)
    assert again == tariff
    assert tariff_text(again) == text
    assert tariff_of(tariff_values(tariff), PLACES) == tariff


def test_the_one_text_has_every_key() -> None:
    values = json.loads(tariff_text(file("steps.toml")))
    assert known_keys(TARIFF) - keys_of(values) - {"season.from", "closed.from"} == set()


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("09:00-12:00", (540, 720)),
        ("9:00-12:00", (540, 720)),
        ("9:00 - 12:00", (540, 720)),
        ("00:00-24:00", (0, 1440)),
        ("23:59-24:00", (1439, 1440)),
    ],
)
def test_how_hours_may_be_written(written: str, minutes: tuple[int, int]) -> None:
    tariff = read_tariff(f'{LEAST}[hours]\nmon = ["{written}"]\n', PLACES)
    assert tariff.week.days == (Hours((minutes,)), *(Hours(()),) * 6)


def test_days_may_be_said_in_rows() -> None:
    by_row = read_tariff(f'{LEAST}[hours]\nmon-wed = ["09:00-10:00"]\nsat-sun = []\n', PLACES)
    assert by_row.week.days == open_on(*[((9, 10),)] * 3, (), (), (), ())


def test_a_season_may_be_closed_throughout() -> None:
    season = '[[season]]\nfrom = "02-29"\nto = "02-29"\nmon-sun = []\n'
    tariff = read_tariff(LEAST + season, PLACES)
    assert tariff.week.seasons == (Season((2, 29), (2, 29), (Hours(()),) * 7),)


def test_a_day_may_be_in_quotation_marks() -> None:
    assert read_tariff(LEAST.replace("2026-01-01", '"2026-01-01"'), PLACES) == read_tariff(
        LEAST, PLACES
    )


def test_lines_may_end_as_windows_ends_them() -> None:
    assert read_tariff(LEAST.replace("\n", "\r\n"), PLACES) == read_tariff(LEAST, PLACES)
