"""How far a customer let quick access go. Pure; the local time is passed in."""

from dataclasses import dataclass
from typing import Final

EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
"""All weekdays, Monday first."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What quick access is allowed for; None where the customer set no limit."""

    technicians: tuple[str, ...] | None
    """Names of those who may come in; None: everybody in the organisation's roster."""
    weekdays: tuple[int, ...]
    """Days of the week, 0 is Monday, in order."""
    start: str | None
    """Local time of day "HH:MM" from which they may come, together with `end`."""
    end: str | None
    """Local time of day "HH:MM" before which they must come, later than `start`."""
    uses: int | None
    """How many times in all."""
    until: str | None
    """The last day, "YYYY-MM-DD"."""
