"""The limits of quick access, as tables."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from agent.frames.control import Why
from agent.quick import rules
from agent.quick.limits import EVERY_DAY, Limits
from tests.every import every

ANY = Limits(None, EVERY_DAY, None, None, None, None)
WORK = replace(ANY, weekdays=(0, 1, 2, 3, 4), start="09:00", end="18:00")
NIGHT = replace(ANY, weekdays=(4,), start="22:00", end="06:00")
SUMMER, WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))


def at(day: int, hour: int, minute: int = 0, second: int = 0, zone: timezone = UTC) -> datetime:
    """A moment of November 2026; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, second, tzinfo=zone)


@every(
    [
        (ANY, at(25, 3), None),
        (WORK, at(25, 8, 59, 59), Why.HOURS),
        (WORK, at(25, 9), None),
        (WORK, at(25, 17, 59, 59), None),
        (WORK, at(25, 18), Why.HOURS),
        (WORK, at(27, 12), None),
        (WORK, at(28, 12), Why.HOURS),
        (WORK, at(29, 12), Why.HOURS),
        (replace(ANY, weekdays=(6,)), at(29, 0), None),
        (replace(ANY, weekdays=(6,)), at(29, 23, 59, 59), None),
        (replace(ANY, weekdays=(6,)), at(30, 0), Why.HOURS),
        (NIGHT, at(27, 21, 59, 59), Why.HOURS),
        (NIGHT, at(27, 22), None),
        (NIGHT, at(28, 5, 59, 59), None),
        (NIGHT, at(28, 6), Why.HOURS),
        (NIGHT, at(28, 22), Why.HOURS),
        (NIGHT, at(27, 3), Why.HOURS),
        (replace(NIGHT, weekdays=(6,)), at(30, 3), None),
        (replace(NIGHT, weekdays=(0,)), at(30, 3), Why.HOURS),
    ]
)
def test_weekdays_and_hours(limits: Limits, local: datetime, why: Why | None) -> None:
    assert rules.refusal(limits, 0, "Anna Rossi", local) is why


@every(
    [
        # In Rome 2026-10-25 has 02:30 twice, and 2026-03-29 goes from 02:00 to 03:00.
        ("02:15", "02:45", datetime(2026, 10, 25, 2, 30, tzinfo=SUMMER), None),
        ("02:15", "02:45", datetime(2026, 10, 25, 2, 30, tzinfo=WINTER), None),
        ("02:15", "02:45", datetime(2026, 10, 25, 2, 50, tzinfo=SUMMER), Why.HOURS),
        ("02:15", "02:45", datetime(2026, 10, 25, 2, 14, tzinfo=WINTER), Why.HOURS),
        ("02:15", "02:45", datetime(2026, 3, 29, 1, 59, tzinfo=WINTER), Why.HOURS),
        ("02:15", "02:45", datetime(2026, 3, 29, 3, 0, tzinfo=SUMMER), Why.HOURS),
        ("22:00", "03:00", datetime(2026, 10, 25, 2, 59, tzinfo=WINTER), None),
        ("22:00", "03:00", datetime(2026, 3, 29, 3, 0, tzinfo=SUMMER), Why.HOURS),
        ("22:00", "03:30", datetime(2026, 3, 29, 3, 15, tzinfo=SUMMER), None),
    ]
)
def test_nights_in_which_the_clock_is_changed(
    start: str, end: str, local: datetime, why: Why | None
) -> None:
    assert rules.refusal(replace(ANY, start=start, end=end), 0, "Anna Rossi", local) is why


@every(
    [
        ("2026-11-25", at(25, 23, 59, 59), None),
        ("2026-11-25", at(26, 0), Why.LAPSED),
        ("2026-11-24", at(25, 0), Why.LAPSED),
        # The day is that of the customer's wall, whatever it is in Greenwich.
        ("2026-11-25", at(25, 23, 30, zone=SUMMER), None),
        ("2026-11-25", at(26, 0, 30, zone=SUMMER), Why.LAPSED),
    ]
)
def test_the_last_day(until: str, local: datetime, why: Why | None) -> None:
    assert rules.refusal(replace(ANY, until=until), 0, "Anna Rossi", local) is why


@every([(3, 2, None), (3, 3, Why.USES), (3, 4, Why.USES), (1, 0, None), (1, 1, Why.USES)])
def test_uses(uses: int, used: int, why: Why | None) -> None:
    assert rules.refusal(replace(ANY, uses=uses), used, "Anna Rossi", at(25, 9)) is why


@every(
    [
        (None, "Anna Rossi", None),
        (("Anna Rossi",), "Anna Rossi", None),
        (("Bruno Verdi", "Anna Rossi"), "Anna Rossi", None),
        (("Bruno Verdi",), "Anna Rossi", Why.TECHNICIAN),
        (("anna rossi",), "Anna Rossi", Why.TECHNICIAN),
        (("Anna Rossi ",), "Anna Rossi", Why.TECHNICIAN),
    ]
)
def test_technicians(names: tuple[str, ...] | None, name: str, why: Why | None) -> None:
    assert rules.refusal(replace(ANY, technicians=names), 0, name, at(25, 9)) is why


def test_what_is_against_it_is_said_in_this_order() -> None:
    limits = replace(WORK, technicians=("Bruno Verdi",), uses=1, until="2026-11-20")
    sunday = at(29, 3)
    order = []
    for now, change in (
        (sunday, {}),
        (sunday, {"technicians": None}),
        (at(25, 9), {"technicians": None}),
        (at(25, 9), {"technicians": None, "until": None}),
        (at(25, 9), {"technicians": None, "until": None, "uses": None}),
    ):
        order.append(rules.refusal(replace(limits, **change), 1, "Anna Rossi", now))  # type: ignore[arg-type]
    assert order == [Why.TECHNICIAN, Why.HOURS, Why.LAPSED, Why.USES, None]


NO_LIMITS: list[dict[str, Any]] = [
    {"weekdays": ()},
    {"weekdays": (7,)},
    {"weekdays": (-1,)},
    {"weekdays": (1, 0)},
    {"weekdays": (0, 0)},
    {"weekdays": (True,)},
    {"weekdays": "0"},
    {"technicians": ()},
    {"technicians": ("",)},
    {"technicians": ("A\nB",)},
    {"technicians": "Anna Rossi"},
    {"start": "09:00"},
    {"end": "09:00"},
    {"start": "09:00", "end": "09:00"},
    {"start": "9:00", "end": "18:00"},
    {"start": "09:00:01", "end": "18:00"},
    {"start": "24:00", "end": "18:00"},
    {"start": "09:00+01:00", "end": "18:00"},
    {"uses": 0},
    {"uses": -1},
    {"uses": 10_000},
    {"uses": True},
    {"uses": 1.0},
    {"until": "2026-02-30"},
    {"until": "20261125"},
    {"until": 5},
]


@every(NO_LIMITS)
def test_what_makes_no_sense_opens_nothing(changed: dict[str, Any]) -> None:
    limits = replace(ANY, **changed)
    with pytest.raises((ValueError, TypeError)):
        rules.refusal(limits, 0, "Anna Rossi", at(25, 12))
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(limits).items()}
    with pytest.raises(ValueError):
        rules.from_values(values)


@every([ANY, WORK, NIGHT, replace(ANY, technicians=("A", "B"), uses=3, until="2027-01-31")])
def test_there_and_back_by_way_of_json(limits: Limits) -> None:
    values = {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(limits).items()}
    assert rules.from_values(values) == limits


@every([None, [], {}, {"weekdays": [0]}, {**asdict(ANY), "more": 1}])
def test_what_is_no_limits(values: object) -> None:
    with pytest.raises(ValueError):
        rules.from_values(values)
