"""Moments as text and as numbers, and the months of a zone."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

HOUSE_ZONE: Final = "Europe/Rome"
"""Whose days and months a bill counts in, where no other zone is set."""
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MS: Final = timedelta(milliseconds=1)


def iso(moment: datetime) -> str:
    """A moment in UTC as ISO 8601 with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def epoch_ms(moment: datetime) -> int:
    """Whole milliseconds since 1970 (UTC), rounded down."""
    return (moment - _EPOCH) // _MS


def moment_at(ms: int) -> datetime:
    """The moment so many milliseconds since 1970, in UTC."""
    return _EPOCH + ms * _MS


def period_of(moment: datetime, zone: str) -> str:
    """The month, YYYY-MM, on which a moment lies in a zone (an IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m")


def next_period(period: str) -> str:
    """The month after a month."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"
