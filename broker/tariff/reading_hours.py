"""Reading and writing opening hours, seasons and closures.

A day's hours are a list of "09:00-13:00"; a key is a weekday (`mon`) or a row of them (`mon-fri`).
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final

from broker.calendar_ import Hours, Season
from broker.tariff.reading import (
    Field,
    Listed,
    Table,
    TariffError,
    at,
    day,
    fields_of,
    table,
    text,
)

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
INTERVALS_MOST: Final = 12
SEASONS_MOST: Final = 12
CLOSURES_MOST: Final = 100
MIDNIGHT: Final = 24 * 60
ALWAYS: Final = Hours(((0, MIDNIGHT),))
"""A day without an hour that is outside."""

NEVER: Final = Hours(())

_INTERVAL: Final = re.compile(r"(\d{1,2}):(\d{2}) ?- ?(\d{1,2}):(\d{2})", re.ASCII)
_LEAP_YEAR: Final = 2000


def weekday(path: str, value: object) -> int:
    """A weekday by its word; Monday is 0."""
    if not isinstance(value, str) or value not in WEEKDAYS:
        known = ", ".join(f'"{word}"' for word in WEEKDAYS)
        raise TariffError(path, "document_not_one_of", value, known=known)
    return WEEKDAYS.index(value)


def month_day(path: str, value: object) -> tuple[int, int]:
    """A day of every year, such as 08-01, as (month, day)."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{2}-[0-9]{2}", value):
        month, number = int(value[:2]), int(value[3:])
        try:
            date(_LEAP_YEAR, month, number)
        except ValueError:
            pass
        else:
            return month, number
    raise TariffError(path, "document_not_month_day", value)


def hours(path: str, value: object) -> Hours:
    """One day's intervals, in order and apart."""
    found = Listed(interval, INTERVALS_MOST)(path, value)
    for number, (before, after) in enumerate(pairwise(found), 2):
        if after[0] <= before[1]:
            raise TariffError(
                f"{path}[{number}]", "document_hours_order", _said(after), before=_said(before)
            )
    return Hours(found)


def interval(path: str, value: object) -> tuple[int, int]:
    """Minutes after midnight from which and until which."""
    match = _INTERVAL.fullmatch(text(path, value))
    if match is None:
        raise TariffError(path, "document_not_hours", value)
    begin, end = (_minutes(match[one], match[one + 1]) for one in (1, 3))
    if begin is None or end is None or begin == MIDNIGHT:
        raise TariffError(path, "document_not_hours", value)
    if end <= begin:
        raise TariffError(path, "document_hours_backwards", value)
    return begin, end


def week(path: str, value: object) -> tuple[Hours, ...]:
    """The hours from Monday to Sunday; where none are said, it is always open."""
    return days_of(path, table(path, value)) or (ALWAYS,) * len(WEEKDAYS)


def days_of(path: str, values: Mapping[str, object]) -> tuple[Hours, ...] | None:
    """The hours from Monday to Sunday of a table that says nothing else; None where it is empty.

    A day that is not said is closed.
    """
    found: dict[int, Hours] = {}
    for key, value in values.items():
        days, said = _weekdays(path, key), hours(at(path, key), value)
        for one in days:
            if one in found:
                raise TariffError(at(path, key), "document_day_twice", WEEKDAYS[one])
            found[one] = said
    return tuple(found.get(one, NEVER) for one in range(len(WEEKDAYS))) if found else None


SEASON: Final = {"from": Field(month_day), "to": Field(month_day)}
"""The keys of a season, beside those of its days."""

CLOSED: Final = Table({"from": Field(day), "to": Field(day)})
"""A closure."""


def season(path: str, value: object) -> Season:
    """Other hours for a part of every year."""
    values = table(path, value)
    days = days_of(path, {key: one for key, one in values.items() if key not in SEASON})
    if days is None:
        raise TariffError(path, "document_season_empty")
    ends = fields_of(path, {key: one for key, one in values.items() if key in SEASON}, SEASON)
    return Season(ends["from"], ends["to"], days)


def seasons(path: str, value: object) -> tuple[Season, ...]:
    """All seasons: no day of the year lies in two."""
    found: tuple[Season, ...] = Listed(season, SEASONS_MOST)(path, value)
    taken: dict[tuple[int, int], int] = {}
    for number, one in enumerate(found, 1):
        for when in _days_in(one):
            if when in taken:
                place, other = f"{path}[{number}]", f"{path}[{taken[when]}]"
                raise TariffError(place, "document_season_overlap", _month_day(when), other=other)
            taken[when] = number
    return found


def closure(path: str, value: object) -> tuple[date, date]:
    """A closure's first and last day."""
    ends = CLOSED(path, value)
    if ends["to"] < ends["from"]:
        raise TariffError(f"{path}.to", "document_days_backwards", ends["to"], first=ends["from"])
    return ends["from"], ends["to"]


def closures(path: str, value: object) -> tuple[tuple[date, date], ...]:
    """All closures: no day lies in two."""
    found: tuple[tuple[date, date], ...] = Listed(closure, CLOSURES_MOST)(path, value)
    for number, (first, last) in enumerate(found, 1):
        for earlier, (other_first, other_last) in enumerate(found[: number - 1], 1):
            if first <= other_last and other_first <= last:
                other = f"{path}[{earlier}]"
                raise TariffError(
                    f"{path}[{number}]", "document_closed_overlap", first, other=other
                )
    return found


def closed_values(one: tuple[date, date]) -> dict[str, str]:
    """A closure as a document says it."""
    return {"from": one[0].isoformat(), "to": one[1].isoformat()}


def days_values(days: Sequence[Hours]) -> dict[str, list[str]]:
    """The hours of a week as a document says them."""
    return {
        word: [_said(one) for one in hours_.intervals]
        for word, hours_ in zip(WEEKDAYS, days, strict=True)
    }


def season_values(one: Season) -> dict[str, Any]:
    """A season as a document says it."""
    ends = {"from": _month_day(one.first), "to": _month_day(one.last)}
    return {**ends, **days_values(one.days)}


def is_days(key: str) -> bool:
    """Whether a key is a weekday or a row of them."""
    return bool(_row(key))


def _weekdays(path: str, key: str) -> range:
    """The days that a key names."""
    days = _row(key)
    if not days:
        known = ", ".join((*WEEKDAYS, "mon-fri"))
        raise TariffError(at(path, key), "document_unknown", key, known=known)
    return days


def _row(key: str) -> range:
    first, dash, last = key.partition("-")
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        return range(0)
    begin = WEEKDAYS.index(first)
    end = WEEKDAYS.index(last) if dash else begin
    return range(begin, end + 1) if end > begin or not dash else range(0)


def _minutes(hour: str, minute: str) -> int | None:
    found = int(hour) * 60 + int(minute)
    return found if int(minute) < 60 and found <= MIDNIGHT else None


def _days_in(one: Season) -> list[tuple[int, int]]:
    year = [(month, number) for month in range(1, 13) for number in range(1, 32)]
    if one.first <= one.last:
        return [when for when in year if one.first <= when <= one.last]
    return [when for when in year if when >= one.first or when <= one.last]


def _month_day(when: tuple[int, int]) -> str:
    return f"{when[0]:02}-{when[1]:02}"


def _said(one: tuple[int, int]) -> str:
    begin, end = (f"{minutes // 60:02}:{minutes % 60:02}" for minutes in one)
    return f"{begin}-{end}"
