"""Opening hours, seasons, closures and holidays of a zone, and what an instant falls on. Pure."""

from broker.calendar_.calendar import Calendar, Calendars, Stretch
from broker.calendar_.days import DayKind
from broker.calendar_.week import Hours, Season, Week
from broker.calendar_.zones import UnknownZone, Zone, is_doubled

__all__ = [
    "Calendar",
    "Calendars",
    "DayKind",
    "Hours",
    "Season",
    "Stretch",
    "UnknownZone",
    "Week",
    "Zone",
    "is_doubled",
]
