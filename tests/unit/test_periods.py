"""Months of a zone, and moments as numbers."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from broker.config import Settings
from broker.records import HOUSE_ZONE, epoch_ms, moment_at, next_period, period_of
from tests.every import every

MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@every(
    [
        ("2026-02-28T22:59:59+00:00", HOUSE_ZONE, "2026-02"),
        ("2026-02-28T23:00:00+00:00", HOUSE_ZONE, "2026-03"),
        ("2026-07-31T21:59:59+00:00", HOUSE_ZONE, "2026-07"),
        ("2026-07-31T22:00:00+00:00", HOUSE_ZONE, "2026-08"),
        ("2026-12-31T23:00:00+00:00", HOUSE_ZONE, "2027-01"),
        ("2026-12-31T23:00:00+00:00", "UTC", "2026-12"),
        ("2027-01-01T02:00:00+00:00", "America/New_York", "2026-12"),
    ]
)
def test_a_month_is_the_zones(moment: str, zone: str, period: str) -> None:
    assert period_of(at(moment), zone) == period


@every([("2026-01", "2026-02"), ("2026-11", "2026-12"), ("2026-12", "2027-01")])
def test_the_next_month(period: str, after: str) -> None:
    assert next_period(period) == after


@given(MOMENTS)
def test_milliseconds_are_rounded_down_and_come_back(moment: datetime) -> None:
    ms = epoch_ms(moment)
    assert timedelta(0) <= moment - moment_at(ms) < timedelta(milliseconds=1)
    assert epoch_ms(moment_at(ms)) == ms
    assert epoch_ms(moment.astimezone(timezone(timedelta(hours=-5)))) == ms


def test_the_settings_zone_is_the_houses() -> None:
    assert Settings(data_dir=Path("/nowhere")).zone == HOUSE_ZONE
