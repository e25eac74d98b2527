"""What is told of the cost before a session: nothing that the engine's price could contradict."""

from datetime import UTC, date, datetime
from typing import Any

from broker.billing.agreement import Deal
from broker.billing.costs import UNKNOWN, cost_of
from broker.calendar_ import Calendars, Hours
from broker.tariff.terms import Step
from broker.tariff.words import DayKind, RuleKind, Way, WorkKind
from broker.tariff.work import Pack, Terms
from broker.wire.bill import Cost
from broker.wire.words import CostKind
from tests.every import every
from tests.fakes.tariffs import a_tariff, a_week, session_terms

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Monday, ten o'clock in Rome: open until 13."""
SUNDAY = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
OPEN = a_week(days=(Hours(((0, 1440),)),) * 7)
NIGHT = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
STEPS = (Step(15, 50), Step(60, 100))


def told(rules: list[Terms], now: datetime = MORNING) -> Cost:
    deal = Deal(1, tuple(rules), frozenset(), "it")
    return cost_of(deal, now, Calendars(), "Europe/Rome")


def tariff(**changed: Any) -> Terms:
    return Terms(RuleKind.TARIFF, a_tariff(**changed))


def annual(**changed: Any) -> Terms:
    return Terms(RuleKind.ANNUAL, works=frozenset({WorkKind.SESSION}), **changed)


def test_without_a_contract_nobody_knows() -> None:
    assert cost_of(None, MORNING, Calendars(), "Europe/Rome") == UNKNOWN


def test_by_the_hour() -> None:
    cost = told([tariff(urgent_percent=100)])
    assert (cost.kind, cost.cents, cost.hour_cents) == (CostKind.HOURLY, 60_00, 60_00)
    assert (cost.surcharge_percent, cost.urgent_percent, cost.outside) == (50, 100, False)


def test_a_part_of_a_cent_is_told_as_a_whole_one() -> None:
    dear = tariff(hourly_cents=33_33, week=OPEN, days=((DayKind.HOLIDAY, 125),))
    assert told([dear], SUNDAY).cents == 41_67


@every(
    [
        ("outside", tariff(), NIGHT, 90_00),
        ("a rest day", tariff(week=OPEN, days=((DayKind.HOLIDAY, 200),)), SUNDAY, 120_00),
        ("a minimum", tariff(session=session_terms(minimum_minutes=90)), MORNING, 90_00),
        ("free minutes", tariff(session=session_terms(free_minutes=15)), MORNING, 45_00),
    ]
)
def test_an_hour_from_now_is_what_the_engine_says(
    _name: str, rule: Terms, now: datetime, cents: int
) -> None:
    assert told([rule], now).hour_cents == cents


def test_steps_are_those_of_now() -> None:
    terms = session_terms(way=Way.STEPS, steps=STEPS)
    assert told([tariff(session=terms)]).cents == 30_00
    cost = told([tariff(session=terms)], NIGHT)
    assert (cost.kind, cost.cents, cost.minutes, cost.hour_cents) == (
        CostKind.STEPS,
        45_00,
        15,
        90_00,
    )


def test_units_of_a_pack_and_what_lies_beyond() -> None:
    pack = Pack(id=1, left=3, signed_on=date(2026, 1, 1), expires_on=date(2026, 12, 31))
    cost = told([Terms(RuleKind.PACK, packs=(pack,)), tariff()])
    assert (cost.kind, cost.units, cost.minutes, cost.left) == (CostKind.UNITS, 1, 15, 3)
    assert cost.hour_cents == 15_00


def test_free_only_where_a_whole_day_is() -> None:
    assert told([annual()]).kind is CostKind.FREE
    assert told([annual()]).free_minutes == 0
    # Until 13, less the two minutes in which the customer answers.
    inside = told([annual(inside_only=True), tariff()])
    assert (inside.kind, inside.free_minutes) == (CostKind.FREE, 178)
    evening = told([annual(inside_only=True), tariff()], NIGHT)
    assert (evening.kind, evening.hour_cents) == (CostKind.HOURLY, 90_00)
    long_free = told([tariff(session=session_terms(free_minutes=90))])
    assert (long_free.kind, long_free.free_minutes) == (CostKind.FREE, 90)
