"""Whether a join keeps to the limits that the customer set for quick access. Pure.

Times of day and days are those of the clock on the customer's wall.
"""

from datetime import date, datetime, time, timedelta
from typing import Final

from agent.frames.control import Why
from agent.quick.limits import EVERY_DAY, Limits
from broker.wire.messages import is_name

USES_MAX: Final = 9999
"""Most uses that a limit can name."""

TECHNICIANS_MAX: Final = 400
"""Most technicians that a limit can name."""


def refusal(limits: Limits, used: int, technician: str, local: datetime) -> Why | None:
    """Why a join by this technician at this local time is refused; None where it is not.

    `used`: how often quick access was used since the limits were set. Hours that go past midnight
    belong to the day on which they begin. ValueError for limits that are none (see `check`).
    """
    check(limits)
    if limits.technicians is not None and technician not in limits.technicians:
        return Why.TECHNICIAN
    if not _is_hour(limits, local):
        return Why.HOURS
    if limits.until is not None and local.date() > date.fromisoformat(limits.until):
        return Why.LAPSED
    if limits.uses is not None and used >= limits.uses:
        return Why.USES
    return None


def check(limits: Limits) -> None:
    """ValueError for limits that cannot be kept to: what does not make sense opens nothing."""
    if not _are_technicians(limits.technicians) or not _are_weekdays(limits.weekdays):
        raise ValueError("not technicians or not weekdays")
    if not _are_hours(limits.start, limits.end):
        raise ValueError("not hours of the day")
    if limits.uses is not None and not _is_number(limits.uses):
        raise ValueError("not a number of uses")
    if limits.until is not None and date.fromisoformat(limits.until).isoformat() != limits.until:
        raise ValueError("not a day")


def from_values(values: object) -> Limits:
    """The limits in what `dataclasses.asdict` gave, by way of JSON; else ValueError."""
    names = Limits.__dataclass_fields__.keys()
    if not isinstance(values, dict) or values.keys() != names:
        raise ValueError("not limits")
    technicians, weekdays = _tuple(values["technicians"]), _tuple(values["weekdays"])
    try:
        limits = Limits(**{**values, "technicians": technicians, "weekdays": weekdays})
        check(limits)
    except (TypeError, AttributeError) as error:
        raise ValueError("not limits") from error
    return limits


def checked(limits: Limits) -> Limits:
    """These limits; ValueError for such as cannot be kept to."""
    check(limits)
    return limits


def _tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _is_hour(limits: Limits, local: datetime) -> bool:
    if limits.start is None or limits.end is None:
        return local.weekday() in limits.weekdays
    start, end = time.fromisoformat(limits.start), time.fromisoformat(limits.end)
    now = local.time()
    if start < end:
        return local.weekday() in limits.weekdays and start <= now < end
    if now >= start:
        return local.weekday() in limits.weekdays
    yesterday = (local.date() - timedelta(days=1)).weekday()
    return now < end and yesterday in limits.weekdays


def _are_technicians(names: tuple[str, ...] | None) -> bool:
    if names is None:
        return True
    few = isinstance(names, tuple) and 1 <= len(names) <= TECHNICIANS_MAX
    return few and all(isinstance(name, str) and is_name(name) for name in names)


def _are_weekdays(days: tuple[int, ...]) -> bool:
    known = isinstance(days, tuple) and all(type(day) is int for day in days)
    return known and bool(days) and list(days) == [day for day in EVERY_DAY if day in days]


def _are_hours(start: str | None, end: str | None) -> bool:
    if start is None or end is None:
        return start is end
    return start != end and all(
        time.fromisoformat(one).strftime("%H:%M") == one for one in (start, end)
    )


def _is_number(uses: int) -> bool:
    return type(uses) is int and 1 <= uses <= USES_MAX
