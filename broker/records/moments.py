"""Moments as text."""

from datetime import UTC, datetime


def iso(moment: datetime) -> str:
    """A moment in UTC as ISO 8601 with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
