"""Packs and contracts as records: dates, what is left, what is warned of."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.billing.packs import Month, months_of
from broker.records.agreed import (
    ContractRow,
    DebitRow,
    PackRow,
    PackState,
    PackWarning,
    in_force,
    last_day,
)

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
ROME = ZoneInfo("Europe/Rome")
PACK = PackRow(
    id=1,
    customer_id=1,
    units=100,
    session_units=50,
    used=0,
    tickets_used=0,
    languages="it",
    signed_on=date(2026, 1, 5),
    expires_on=date(2027, 1, 4),
    by="",
    at=AT,
)


@pytest.mark.parametrize(
    ("signed", "last"),
    [
        ("2026-01-05", "2027-01-04"),
        ("2026-01-01", "2026-12-31"),
        ("2026-03-01", "2027-02-28"),
        ("2027-03-01", "2028-02-29"),
        ("2028-02-29", "2029-02-28"),
        ("2028-02-28", "2029-02-27"),
        ("2026-12-31", "2027-12-30"),
    ],
)
def test_twelve_months_from_signing(signed: str, last: str) -> None:
    assert last_day(date.fromisoformat(signed)).isoformat() == last


@given(st.dates(date(2000, 1, 1), date(2199, 12, 31)))
def test_a_pack_lasts_a_year_and_never_longer(signed: date) -> None:
    assert timedelta(days=364) <= last_day(signed) - signed <= timedelta(days=365)


@pytest.mark.parametrize(
    ("used", "tickets", "day", "state", "warnings"),
    [
        (0, 0, "2026-01-04", PackState.FUTURE, []),
        (0, 0, "2026-01-05", PackState.VALID, []),
        (39, 39, "2026-06-01", PackState.VALID, []),
        (40, 39, "2026-06-01", PackState.VALID, [PackWarning.FEW_UNITS]),
        (0, 40, "2026-06-01", PackState.VALID, [PackWarning.FEW_TICKETS]),
        (0, 0, "2026-12-05", PackState.VALID, []),
        (0, 0, "2026-12-06", PackState.VALID, [PackWarning.EXPIRES_SOON]),
        (0, 0, "2027-01-04", PackState.VALID, [PackWarning.EXPIRES_SOON]),
        (50, 49, "2026-06-01", PackState.VALID, [PackWarning.FEW_UNITS, PackWarning.FEW_TICKETS]),
        (50, 50, "2026-06-01", PackState.USED_UP, [PackWarning.FEW_UNITS, PackWarning.FEW_TICKETS]),
        (49, 0, "2027-01-05", PackState.EXPIRED, []),
    ],
)
def test_how_a_pack_stands(
    used: int, tickets: int, day: str, state: PackState, warnings: list[PackWarning]
) -> None:
    pack = dataclasses.replace(PACK, used=used, tickets_used=tickets)
    today = date.fromisoformat(day)
    assert (pack.state(today), list(pack.warnings(today))) == (state, warnings)
    assert (pack.left, pack.tickets_left) == (50 - used, 50 - tickets)


def contract(number: int, first: str, last: str | None) -> ContractRow:
    until = None if last is None else date.fromisoformat(last)
    return ContractRow(number, 1, date.fromisoformat(first), until, "", "", AT)


def test_of_two_contracts_that_hold_the_one_entered_last_counts() -> None:
    year, later = contract(1, "2026-01-01", "2026-12-31"), contract(2, "2026-06-01", None)
    earlier = contract(3, "2025-01-01", "2026-01-31")
    both = [year, later, earlier]
    for day, found in (
        ("2024-12-31", None),
        ("2026-01-31", earlier),
        ("2026-02-01", year),
        ("2026-06-01", later),
        ("2027-01-01", later),
    ):
        assert in_force(both, date.fromisoformat(day)) is found, day


def debit(pack: int, units: int, tickets: int, at: str, period: str | None = None) -> DebitRow:
    return DebitRow(pack, units, tickets, "", "", datetime.fromisoformat(at), period)


def test_consumption_month_by_month() -> None:
    debits = [
        debit(1, 3, 0, "2026-02-28T23:30:00Z", "2026-02"),
        debit(1, 0, 2, "2026-02-28T23:30:00Z"),
        debit(2, 9, 9, "2026-02-28T23:30:00Z", "2026-02"),
        debit(1, -3, 0, "2026-04-01T10:00:00Z", "2026-04"),
        debit(1, 1, 0, "2027-02-01T10:00:00Z", "2027-02"),
    ]
    months = list(months_of(PACK, debits, ROME))
    assert [one.month for one in months] == [
        *(f"2026-{month:02}" for month in range(1, 13)),
        "2027-01",
        "2027-02",
    ]
    assert [one for one in months if one.units or one.tickets] == [
        Month("2026-02", 3, 0),
        Month("2026-03", 0, 2),
        Month("2026-04", -3, 0),
        Month("2027-02", 1, 0),
    ]
