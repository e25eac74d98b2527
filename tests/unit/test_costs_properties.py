"""What is told before a session is never less than what it is billed, whatever the contract."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from broker.billing.agreement import Deal
from broker.billing.costs import cost_of
from broker.billing.outlook import ANSWER_SECONDS
from broker.calendar_ import Calendars
from broker.tariff.price import price
from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind, WorkKind
from broker.tariff.work import Price, Span, Terms, Work
from broker.wire.bill import Cost
from broker.wire.words import CostKind
from tests.fakes.tariffs import rules, starts, tariffs

MINUTE_MS: Final = 60_000
LADDER: Final = (
    (15, "quarter_cents"),
    (30, "half_hour_cents"),
    (60, "hour_cents"),
    (120, "two_hours_cents"),
    (240, "four_hours_cents"),
)
ZONE: Final = "Europe/Rome"
KNOWN: Final = Calendars()

moments = st.builds(
    lambda start, minute, second: start.replace(minute=minute, second=second, microsecond=0),
    starts,
    st.sampled_from((28, 29, 58, 59)) | st.integers(0, 59),
    st.integers(0, 59),
)
"""Hours begin and end on the half hours: many of these lie right before."""
waits = st.integers(0, int(ANSWER_SECONDS))


def a_deal(found: list[Terms]) -> Deal:
    return Deal(1, tuple(found), frozenset(), "it")


def told(deal: Deal, now: datetime) -> Cost:
    return cost_of(deal, now, KNOWN, ZONE)


def billed(deal: Deal, start: datetime, ms: int, *, urgent: bool = False) -> Price:
    work = Work(WorkKind.SESSION, start, (Span(start, ms),), urgent=urgent)
    return price(work, deal.rules, holidays=deal.holidays, calendars=KNOWN, zone=ZONE)


@given(found=rules, now=moments, wait=waits, ms=st.integers(0, 240 * MINUTE_MS))
def test_no_session_costs_more_than_the_next_length_that_was_told(
    found: list[Terms], now: datetime, wait: int, ms: int
) -> None:
    deal = a_deal(found)
    cost, bill = told(deal, now), billed(deal, now + timedelta(seconds=wait), ms)
    if cost.kind is not CostKind.UNKNOWN:
        most = next(name for minutes, name in LADDER if ms <= minutes * MINUTE_MS)
        assert bill.cents <= getattr(cost, most)


@given(found=rules, now=moments, wait=waits, minutes=st.integers(1, 600))
def test_what_is_told_of_units_free_time_and_the_office_holds(
    found: list[Terms], now: datetime, wait: int, minutes: int
) -> None:
    deal = a_deal(found)
    cost = told(deal, now)
    bill = billed(deal, now + timedelta(seconds=wait), minutes * MINUTE_MS)
    if cost.kind is CostKind.UNKNOWN:
        return
    if cost.known_minutes == 0 or minutes <= cost.known_minutes:
        assert not bill.flags
    if cost.kind is CostKind.FREE and (cost.free_minutes == 0 or minutes <= cost.free_minutes):
        assert (bill.cents, bill.units) == (0, 0)
    if cost.kind is CostKind.UNITS:
        assert bill.units <= -(-minutes // cost.minutes) * cost.units
        if minutes <= cost.minutes * cost.left:
            assert bill.cents == 0


@given(found=rules, now=moments)
def test_units_are_told_wherever_a_session_would_take_them_first(
    found: list[Terms], now: datetime
) -> None:
    deal = a_deal(found)
    cost = told(deal, now)
    first = billed(deal, now, 30 * MINUTE_MS)
    if first.units and not first.flags and all(one.kind is not RuleKind.ANNUAL for one in found):
        assert cost.kind in (CostKind.UNITS, CostKind.UNKNOWN)


@given(
    tariff=tariffs(),
    now=moments,
    wait=waits,
    minutes=st.integers(0, 240),
    urgent=st.booleans(),
)
def test_a_price_by_the_hour_can_be_computed_by_the_customer(
    tariff: Tariff, now: datetime, wait: int, minutes: int, urgent: bool
) -> None:
    """Where the sort of day does not change; by any surcharge at all, as if all lay outside."""
    even = replace(tariff, days=tuple((kind, 125) for kind, _ in tariff.days))
    deal = a_deal([Terms(RuleKind.TARIFF, even)])
    cost = told(deal, now)
    bill = billed(deal, now + timedelta(seconds=wait), minutes * MINUTE_MS, urgent=urgent)
    if cost.kind is CostKind.HOURLY:
        assert bill.cents <= most_by_the_hour(cost, minutes, urgent=urgent) + len(bill.lines)
    if cost.kind is CostKind.STEPS and minutes <= cost.minutes and not urgent:
        assert bill.cents <= cost.cents


def most_by_the_hour(cost: Cost, minutes: int, *, urgent: bool) -> int:
    """Rounded up to a cent, from nothing but what was told."""
    counted = minutes
    if cost.minutes:
        counted = -(-minutes // cost.minutes) * cost.minutes
    counted = max(counted, cost.minimum_minutes)
    percents = (100 + cost.surcharge_percent) * (100 + urgent * cost.urgent_percent)
    return -(-cost.cents * counted * percents // 600_000) + cost.base_cents


@given(tariff=tariffs(), now=moments)
def test_a_contract_by_one_tariff_is_never_unknown(tariff: Tariff, now: datetime) -> None:
    cost = told(a_deal([Terms(RuleKind.TARIFF, tariff)]), now)
    assert cost.kind in (CostKind.FREE, CostKind(tariff.session.way.value))
    assert cost.known_minutes == 0
