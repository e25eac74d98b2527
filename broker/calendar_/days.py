"""Whole local days: their hours and what sort of day they are. Pure."""

from collections.abc import Set
from datetime import date, timedelta
from enum import StrEnum

from broker.calendar_.week import Hours, Season, Week

_ONE_DAY = timedelta(days=1)


class DayKind(StrEnum):
    """What sort of day an instant lies on, in the tariff's zone."""

    WEEKDAY = "weekday"
    EVE = "eve"
    """The day before a holiday."""
    HOLIDAY = "holiday"


def hours_on(week: Week, holidays: Set[date], day: date) -> Hours:
    """The opening hours of a local date.

    A closure or a holiday shuts the whole day; else the first season that holds the day decides,
    else the week. Rest days have the hours that the week gives them.
    """
    if any(first <= day <= last for first, last in week.closed):
        return Hours(())
    if week.holidays_closed and day in holidays:
        return Hours(())
    season = next((season for season in week.seasons if _in_season(season, day)), None)
    return (week.days if season is None else season.days)[day.weekday()]


def _in_season(season: Season, day: date) -> bool:
    here = (day.month, day.day)
    if season.first <= season.last:
        return season.first <= here <= season.last
    return here >= season.first or here <= season.last


def kind_of(week: Week, holidays: Set[date], day: date) -> DayKind:
    """Holiday or rest day, the day before one, or any other day."""
    if _is_holiday(week, holidays, day):
        return DayKind.HOLIDAY
    if day < date.max and _is_holiday(week, holidays, day + _ONE_DAY):
        return DayKind.EVE
    return DayKind.WEEKDAY


def _is_holiday(week: Week, holidays: Set[date], day: date) -> bool:
    return day.weekday() in week.rest_days or day in holidays
