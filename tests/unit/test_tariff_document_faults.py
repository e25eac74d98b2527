"""Documents of tariffs that cannot be used: which field it is, and why."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.tariff.document import read_tariff, tariff_of
from broker.tariff.reading import TariffError
from broker.tariff.reading_text import TEXT_MOST
from tests.tariff_documents import PLACES
from tests.tariff_faults import HEAD, LEAST, fault, fault_of, toml


@pytest.mark.parametrize("key", sorted(LEAST))
def test_what_is_needed(key: str) -> None:
    values = {name: value for name, value in LEAST.items() if name != key}
    with pytest.raises(TariffError) as caught:
        tariff_of(values, PLACES)
    assert (caught.value.field, caught.value.why) == (key, "document_missing")


BOUNDS = {
    "version": (1, 9999),
    "vat_percent": (0, 100),
    "hourly_cents": (0, 1_000_000),
    "urgent_percent": (0, 1000),
    "wrong_channel_cents": (0, 1_000_000),
    "outside.percent": (0, 1000),
    "days.weekday": (0, 1000),
    "days.eve": (0, 1000),
    "days.holiday": (0, 1000),
    "session.base_cents": (0, 1_000_000),
    "session.minimum_minutes": (0, 1440),
    "session.free_minutes": (0, 1440),
    "session.ignore_seconds": (0, 3600),
    "session.merge_minutes": (0, 1440),
}


def under(place: str, value: object) -> dict[str, Any]:
    """A document that is right but for what it says at a place."""
    values: dict[str, Any] = {**LEAST, "hours": {"mon": []}}
    table, _, key = place.rpartition(".")
    values.setdefault(table, {}) if table else None
    (values[table] if table else values)[key] = value
    return values


@pytest.mark.parametrize("place", BOUNDS)
def test_bounds(place: str) -> None:
    least, most = BOUNDS[place]
    for value in (least, most):
        tariff_of(under(place, value), PLACES)
    for value in (least - 1, most + 1, True, 1.0, "1", None, [1], {}, float("nan")):
        with pytest.raises(TariffError) as caught:
            tariff_of(under(place, value), PLACES)
        error = caught.value
        assert (error.field, error.why) == (place, "document_not_whole")
        assert (error.values["least"], error.values["most"]) == (least, most)


STEPS = {"session": 1440, "phone": 1440, "email": 1000}


@pytest.mark.parametrize("table", STEPS)
def test_bounds_of_steps(table: str) -> None:
    most = STEPS[table]
    rest = [] if table == "session" else [{"percent": 1000}]

    def said(up_to: object, percent: object) -> dict[str, Any]:
        return {**LEAST, table: {"steps": [{"up_to": up_to, "percent": percent}, *rest]}}

    for up_to, percent in ((1, 0), (most, 1000)):
        tariff_of(said(up_to, percent), PLACES)
    for up_to in (0, most + 1, 1.5, "1", True):
        assert fault_of(said(up_to, 1)) == (f"{table}.steps[1].up_to", "document_not_whole")
    for percent in (-1, 1001, 1.5, "1", True):
        assert fault_of(said(1, percent)) == (f"{table}.steps[1].percent", "document_not_whole")
    many = [{"up_to": number, "percent": 1} for number in range(1, 22)]
    assert fault_of({table: {"steps": many}}) == (f"{table}.steps", "document_not_list")
    kept = [*many[: 20 - len(rest)], *rest]
    tariff_of({**LEAST, table: {"steps": kept}}, PLACES)


@pytest.mark.parametrize(
    ("rest", "found"),
    [
        # keys
        ("colour = 1", ("colour", "document_unknown", "colour")),
        ("[session]\ncolour = 1", ("session.colour", "document_unknown", "colour")),
        ("[session]\nurgent_percent = 1", ("session.urgent_percent", "document_belongs_top", "…")),
        ("free_minutes = 1", ("free_minutes", "document_belongs", "…")),
        ("mon-fri = []", ("mon-fri", "document_belongs", "mon-fri")),
        ("up_to = 1", ("up_to", "document_unknown", "up_to")),
        ("steps = []", ("steps", "document_unknown", "steps")),
        ("[hours]\nlun = []", ("hours.lun", "document_unknown", "lun")),
        ("[hours]\nfri-mon = []", ("hours.fri-mon", "document_unknown", "fri-mon")),
        ("[hours]\nmon-mon = []", ("hours.mon-mon", "document_unknown", "mon-mon")),
        ("[hours]\nmon- = []", ("hours.mon-", "document_unknown", "mon-")),
        ("[hours]\n-mon = []", ("hours.-mon", "document_unknown", "-mon")),
        ("[hours]\n'' = []", ("hours.", "document_unknown", "")),
        # shapes
        ("session = 1", ("session", "document_not_table", "1")),
        ("[[session]]", ("session", "document_not_table", "[{}]")),
        ("hours = []", ("hours", "document_not_table", "[]")),
        ("[season]", ("season", "document_not_list", "{}")),
        ("season = [1]", ("season[1]", "document_not_table", "1")),
        ("phone = []", ("phone", "document_not_table", "[]")),
        ("[phone]\nsteps = [1]", ("phone.steps[1]", "document_not_table", "1")),
        ("format = 2", ("format", "document_format", "2")),
        ("format = true", ("format", "document_format", "true")),
        # places
        ('zone = "Europe/Roma"', ("zone", "document_zone", "Europe/Roma")),
        ("zone = 1", ("zone", "document_not_text", "1")),
        ('[holidays]\ncountry = "XX"', ("holidays.country", "document_country", "XX")),
        ("[holidays]\npatron = true", ("holidays.patron", "document_patron_nowhere", "true")),
        ("[holidays]\nclosed = 1", ("holidays.closed", "document_not_flag", "1")),
        (
            '[holidays]\nrest_days = ["dom"]',
            ("holidays.rest_days[1]", "document_not_one_of", "dom"),
        ),
        ("[holidays]\nrest_days = [6]", ("holidays.rest_days[1]", "document_not_one_of", "6")),
        # words
        ("[session]\nround_minutes = 10", ("session.round_minutes", "document_not_one_of", "10")),
        (
            "[session]\nround_minutes = true",
            ("session.round_minutes", "document_not_one_of", "true"),
        ),
        ('[session]\nround_mode = "down"', ("session.round_mode", "document_not_one_of", "down")),
        ("[session]\nround_mode = 1", ("session.round_mode", "document_not_one_of", "1")),
        ('[outside]\napplies = "end"', ("outside.applies", "document_not_one_of", "end")),
        ("[outside]\npercent = 1", ("outside.percent", "document_never_outside", "1")),
    ],
)
def test_what_is_wrong_and_where(rest: str, found: tuple[str, str, str]) -> None:
    field, why, value = toml(rest)
    assert (field, why) == found[:2]
    assert value == found[2] or found[2] == "…"


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("2026-01-01T00:00:00", "document_not_day"),
        ("2026-01-01T00:00:00Z", "document_not_day"),
        ("09:00:00", "document_not_day"),
        ("20260101", "document_not_day"),
        ('"20260101"', "document_not_day"),
        ('"2026-W01-1"', "document_not_day"),
        ('"2026-02-29"', "document_not_day"),
        ('"01/02/2026"', "document_not_day"),
        ('""', "document_not_day"),
        ("1999-12-31", "document_day_far"),
        ('"2200-01-01"', "document_day_far"),
    ],
)
def test_a_day(written: str, why: str) -> None:
    found = fault(HEAD.replace("2026-01-01", written))
    assert (found.field, found.why) == ("valid_from", why)


@pytest.mark.parametrize("name", ["", " ", " A", "A ", "a\tb", "x" * 65, "\ud800", 1, None])
def test_a_name(name: object) -> None:
    assert fault_of({"name": name}) == ("name", "document_not_name")


@pytest.mark.parametrize(
    ("table", "steps", "place", "why"),
    [
        ("session", "{percent = 50}", "[1].up_to", "document_step_endless"),
        (
            "session",
            "{up_to = 15, percent = 50}, {percent = 100}",
            "[2].up_to",
            "document_step_endless",
        ),
        ("phone", "{up_to = 5, percent = 25}", "[1].up_to", "document_step_last"),
        ("phone", "{percent = 25}, {percent = 50}", "[1].up_to", "document_step_endless"),
        (
            "phone",
            "{up_to = 5, percent = 25}, {percent = 24}",
            "[2].percent",
            "document_steps_fall",
        ),
        ("email", "{up_to = 3, percent = 25}", "[1].up_to", "document_step_last"),
        ("session", "{up_to = 15}", "[1].percent", "document_missing"),
        ("session", "{up_to = 15, percent = 50, x = 1}", "[1].x", "document_unknown"),
        (
            "session",
            "{up_to = 60, percent = 100}, {up_to = 15, percent = 100}",
            "[2].up_to",
            "document_steps_order",
        ),
        (
            "session",
            "{up_to = 15, percent = 50}, {up_to = 15, percent = 100}",
            "[2].up_to",
            "document_steps_order",
        ),
        (
            "session",
            "{up_to = 15, percent = 50}, {up_to = 60, percent = 49}",
            "[2].percent",
            "document_steps_fall",
        ),
    ],
)
def test_steps(table: str, steps: str, place: str, why: str) -> None:
    found = toml(f"[{table}]\nsteps = [{steps}]")
    assert found[:2] == (f"{table}.steps{place}", why)


@pytest.mark.parametrize(
    ("text", "why", "values"),
    [
        ("name = ", "document_not_toml", {"line": 1}),
        ('name = "A"\nname = "B"\n', "document_not_toml", {"line": 2}),
        (HEAD + "[session\n", "document_not_toml", {"line": 5}),
        (HEAD + 'zone = "', "document_not_toml", {"line": 5}),
        (HEAD + "x = " + "[" * 5000, "document_not_toml", {}),
        ('{"name": }', "document_not_json", {"line": 1}),
        ('{"name": "A",\n"version"}', "document_not_json", {"line": 2}),
        ('{"name": "A", "name": "B"}', "document_json_shape", {}),
        ('{"name": ' + "[" * 5000, "document_json_shape", {}),
        ("# " + "x" * TEXT_MOST, "document_too_long", {"most": TEXT_MOST}),
        ("", "document_missing", {}),
        ("{}", "document_missing", {}),
        ('"name"', "document_not_toml", {}),
    ],
)
def test_texts_that_are_no_documents(text: str, why: str, values: dict[str, object]) -> None:
    found = fault(text)
    assert found.why == why
    assert values.items() <= found.values.items()


def test_the_longest_text() -> None:
    read_tariff(HEAD + "#" * (TEXT_MOST - len(HEAD)), PLACES)


@pytest.mark.parametrize(
    "number", ["1e400", "-0", "0xf" + "f" * 8000, "9" * 5000, "nan", "inf", "1_000.0"]
)
def test_numbers_of_every_sort(number: str) -> None:
    if number == "-0":
        assert read_tariff(f"{HEAD}urgent_percent = {number}", PLACES).urgent_percent == 0
        return
    found = fault(f"{HEAD}urgent_percent = {number}")
    assert found.why in {"document_not_whole", "document_not_toml"}
    assert len(found.value) <= 60


def test_what_is_shown_is_one_short_line() -> None:
    found = fault(json.dumps({**LEAST, "a\nb\x1b[31m" + "x" * 500: 1}))
    assert found.value.isprintable() and len(found.value) == 60
    assert found.field == found.value


@pytest.mark.parametrize(
    "text", ["a." * 16_000 + "b = 1", "[" + "a." * 16_000 + "b]\n", "[a]\n" * 8000]
)
def test_hostile_texts_take_no_time(text: str) -> None:
    begun = time.process_time()
    fault(text)
    assert time.process_time() - begun < 5


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=6,
    ),
    st.sampled_from(
        [*BOUNDS, "name", "valid_from", "zone", "hours", "season", "closed", "holidays"]
    ),
)
def test_no_value_is_anything_but_taken_or_told(value: object, place: str) -> None:
    try:
        tariff_of(under(place, value), PLACES)
    except TariffError as error:
        assert error.field == place or error.field.startswith((f"{place}.", f"{place}["))
