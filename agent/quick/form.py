"""What a customer types as limits of quick access, read strictly. Pure; today is passed in."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from agent.quick.limits import EVERY_DAY, Limits

USES_MAX: Final = 999
"""More times than that are as good as no limit."""

_TIME: Final = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?")
_DATE: Final = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
MORNING: Final = "08:00"
EVENING: Final = "20:00"
"""The hours that are proposed."""

_YEAR: Final = timedelta(days=365)


class BadEntry(ValueError):
    """What was typed cannot be taken; the text is the key of the sentence that says why."""


def safe(technician: str, today: date) -> Limits:
    """What is proposed first: one technician, by day, for a year."""
    return Limits((technician,), EVERY_DAY, MORNING, EVENING, None, in_a_year(today))


def in_a_year(today: date) -> str:
    """The last day that is proposed, "YYYY-MM-DD"."""
    return (today + _YEAR).isoformat()


def hours(start: str, end: str) -> tuple[str, str]:
    """Two times of day as "HH:MM", the first one earlier; else BadEntry."""
    first, last = _time(start), _time(end)
    if first >= last:
        raise BadEntry("form_hours_reversed")
    return first, last


def uses(text: str) -> int:
    """A number of times from 1 to `USES_MAX`; else BadEntry."""
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(USES_MAX))):
        raise BadEntry("form_uses")
    if int(text) == 0:
        raise BadEntry("form_uses")
    return int(text)


def until(text: str, today: date) -> str:
    """The last day, typed as day/month/year, as "YYYY-MM-DD"; BadEntry where it is over."""
    found = _DATE.fullmatch(text.strip())
    try:
        day = date(*(int(part) for part in reversed(found.groups()))) if found else None
    except ValueError:
        day = None
    if day is None:
        raise BadEntry("form_date")
    if day < today:
        raise BadEntry("form_past")
    return day.isoformat()


def days(chosen: Iterable[int]) -> tuple[int, ...]:
    """The chosen weekdays in order; BadEntry where there is none."""
    among = set(chosen)
    found = tuple(day for day in EVERY_DAY if day in among)
    if not found:
        raise BadEntry("form_days")
    return found


def shown_date(iso: str) -> str:
    """A day "YYYY-MM-DD" as people type it: day/month/year."""
    return date.fromisoformat(iso).strftime("%d/%m/%Y")


def _time(text: str) -> str:
    found = _TIME.fullmatch(text.strip())
    if found is None:
        raise BadEntry("form_time")
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise BadEntry("form_time")
    return f"{hour:02}:{minute:02}"
