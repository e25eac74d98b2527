"""Prices under each rule: tables of what must come out."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from broker.tariff.price import price
from broker.tariff.terms import Outside, Rounding, Step
from broker.tariff.words import Applies, DayKind, Flag, Mode, RuleKind, Says, WorkKind
from broker.tariff.work import Pack, Price, Span, Terms, Work
from tests.fakes.tariffs import a_tariff, by_tariff, session, session_terms, written

EASTER = frozenset({date(2026, 4, 5), date(2026, 4, 6)})
DAY = "2026-01-13T"
MONDAY = datetime(2026, 1, 12, 9, tzinfo=UTC)


def cents(work: Work, terms: list[Terms], holidays: frozenset[date] = frozenset()) -> int:
    return price(work, terms, holidays=holidays).cents


def at(clock: str, minutes: float, day: str = "2026-01-13", offset: str = "+01:00") -> Work:
    return session((f"{day}T{clock}{offset}", minutes))


def says(found: Price) -> list[str]:
    return [line.words for line in found.lines]


@pytest.mark.parametrize(
    ("clock", "minutes", "cost"),
    [
        ("10:00", 60, 60_00),
        ("10:00", 27, 27_00),
        ("10:00", 0.01, 1),
        ("10:00", 1 / 120, 1),
        ("10:00", 0.0049, 0),
        ("12:30", 60, 75_00),
        ("14:00", 60, 75_00),
        ("13:00", 90, 135_00),
        ("12:59", 1, 1_00),
        ("13:00", 1, 1_50),
        ("18:59", 2, 2_50),
    ],
)
def test_exact_time_by_the_hour(clock: str, minutes: float, cost: int) -> None:
    assert cents(at(clock, minutes), by_tariff()) == cost


@pytest.mark.parametrize(
    ("block", "mode", "minutes", "counted"),
    [
        (1, Mode.UP, 0.0001, 1),
        (1, Mode.UP, 1, 1),
        (5, Mode.UP, 5.001, 10),
        (15, Mode.UP, 15, 15),
        (15, Mode.UP, 15.0001, 30),
        (30, Mode.UP, 29, 30),
        (1, Mode.NEAREST, 0.4999, 0),
        (1, Mode.NEAREST, 0.5, 1),
        (5, Mode.NEAREST, 7.4, 5),
        (15, Mode.NEAREST, 7.4999, 0),
        (15, Mode.NEAREST, 7.5, 15),
        (15, Mode.NEAREST, 37.5, 45),
        (30, Mode.NEAREST, 44.99, 30),
    ],
)
def test_rounding(block: int, mode: Mode, minutes: float, counted: int) -> None:
    found = price(
        at("09:00", minutes),
        by_tariff(session=session_terms(rounding=Rounding(block, mode))),
        holidays=frozenset(),
    )
    assert [line.counted_ms for line in found.lines] == [counted * 60_000]
    assert found.cents == counted * 1_00


@pytest.mark.parametrize(
    ("clock", "minutes", "cost"),
    [
        ("12:50", 15, 15_00),
        ("12:50", 20, 15_00 + 22_50),
        ("14:20", 15, 22_50),
        ("14:20", 15.001, 22_50 + 15_00),
        ("12:46", 60, 15_00 + 3 * 22_50),
    ],
)
def test_a_block_has_the_price_of_where_it_begins(clock: str, minutes: float, cost: int) -> None:
    terms = by_tariff(session=session_terms(rounding=Rounding(15, Mode.UP)))
    assert cents(at(clock, minutes), terms) == cost


def test_blocks_run_on_over_breaks() -> None:
    work = session((f"{DAY}10:00+01:00", 7), (f"{DAY}10:30+01:00", 8), (f"{DAY}11:00+01:00", 1))
    terms = by_tariff(session=session_terms(rounding=Rounding(15, Mode.UP)))
    assert cents(work, terms) == 30_00


@pytest.mark.parametrize(
    ("clock", "minutes", "cost"),
    [
        ("12:30", 60, 60_00),
        ("13:00", 60, 90_00),
        ("14:29", 60, 90_00),
        ("14:30", 60, 60_00),
        ("18:59", 120, 120_00),
    ],
)
def test_the_surcharge_by_the_start(clock: str, minutes: float, cost: int) -> None:
    terms = by_tariff(outside=Outside(50, Applies.START))
    assert cents(at(clock, minutes), terms) == cost


@pytest.mark.parametrize(
    ("changes", "minutes", "cost"),
    [
        ({"free_minutes": 5}, 5, 0),
        ({"free_minutes": 5}, 6, 1_00),
        ({"free_minutes": 5, "base_cents": 9_00, "minimum_minutes": 20}, 5, 0),
        ({"free_minutes": 5, "base_cents": 9_00, "minimum_minutes": 20}, 5.001, 29_00),
        ({"base_cents": 9_00}, 10, 19_00),
        ({"minimum_minutes": 20}, 1, 20_00),
        ({"minimum_minutes": 20}, 20, 20_00),
        ({"minimum_minutes": 20}, 21, 21_00),
        ({"ignore_seconds": 60}, 0.999, 0),
        ({"ignore_seconds": 60}, 1, 1_00),
        ({"ignore_seconds": 60, "base_cents": 9_00, "minimum_minutes": 20}, 0.5, 0),
    ],
)
def test_what_is_free_least_and_added(changes: dict[str, Any], minutes: float, cost: int) -> None:
    assert cents(at("09:00", minutes), by_tariff(session=session_terms(**changes))) == cost


def test_the_minimum_has_the_price_of_where_the_work_begins() -> None:
    terms = by_tariff(session=session_terms(minimum_minutes=20))
    assert cents(at("13:00", 1), terms) == 30_00
    assert cents(at("12:59", 2), terms) == 20_00


@pytest.mark.parametrize(
    ("days", "clock", "minutes", "cost"),
    [
        ((100, 100, 150), "23:30", 60, 30_00 * 1.5 + 45_00 * 1.5),
        ((100, 120, 150), "23:30", 60, 36_00 * 1.5 + 45_00 * 1.5),
        ((80, 100, 100), "23:30", 60, 60_00 * 1.5),
    ],
)
def test_sorts_of_day_by_the_hour(
    days: tuple[int, int, int], clock: str, minutes: int, cost: float
) -> None:
    terms = by_tariff(days=tuple(zip(DayKind, days, strict=True)))
    assert cents(at(clock, minutes, "2026-04-04", "+02:00"), terms, EASTER) == cost


def test_urgent_work_multiplies_time_and_mail_but_no_fixed_amount() -> None:
    terms = by_tariff(
        urgent_percent=20,
        email=(Step(None, 25),),
        wrong_channel_cents=25_00,
        session=session_terms(base_cents=5_00),
    )
    assert cents(session((f"{DAY}10:00+01:00", 60), urgent=True), terms) == 77_00
    assert cents(session((f"{DAY}13:00+01:00", 60), urgent=True), terms) == 113_00
    assert cents(Work(WorkKind.EMAIL, MONDAY, count=1, urgent=True), terms) == 18_00
    assert cents(Work(WorkKind.WRONG_CHANNEL, MONDAY, urgent=True), terms) == 25_00


@pytest.mark.parametrize(
    ("count", "cost"), [(0, 0), (1, 15_00), (3, 15_00), (4, 30_00), (400, 30_00)]
)
def test_mail_by_messages(count: int, cost: int) -> None:
    terms = by_tariff(email=(Step(3, 25), Step(None, 50)))
    assert cents(Work(WorkKind.EMAIL, MONDAY, count=count), terms) == cost


@pytest.mark.parametrize(
    ("minutes", "cost"), [(5, 15_00), (5.001, 30_00), (15, 30_00), (15.001, 60_00), (600, 60_00)]
)
def test_phone_work_by_minutes(minutes: float, cost: int) -> None:
    phone = (Step(5, 25), Step(15, 50), Step(None, 100))
    work = session((f"{DAY}09:00+01:00", minutes), kind=WorkKind.PHONE)
    terms = by_tariff(phone=phone, outside=Outside(0, Applies.PART))
    assert cents(work, terms) == cost


def test_a_call_that_became_a_session_costs_nothing_itself() -> None:
    work = session((f"{DAY}10:00+01:00", 9), kind=WorkKind.PHONE, part_of_session=True)
    found = price(work, by_tariff(phone=(Step(None, 100),)), holidays=frozenset())
    assert (found.cents, says(found)) == (0, [Says.PART_OF_SESSION])


@pytest.mark.parametrize("kind", [WorkKind.PHONE, WorkKind.EMAIL])
def test_what_no_rule_sells_is_flagged(kind: WorkKind) -> None:
    work = session((f"{DAY}10:00+01:00", 9), kind=kind, count=1)
    found = price(work, by_tariff(), holidays=frozenset())
    assert (found.cents, found.flags, found.tariff) == (0, (Flag.NO_RULE,), None)
    assert price(work, [], holidays=frozenset()).flags == (Flag.NO_RULE,)


def test_no_time_costs_nothing_at_all() -> None:
    terms = by_tariff(session=session_terms(base_cents=9_00, minimum_minutes=20))
    for spans in ((), (Span(MONDAY, 0),), (Span(MONDAY, 0), Span(MONDAY, 0))):
        found = price(Work(WorkKind.SESSION, MONDAY, spans), terms, holidays=frozenset())
        assert (found.cents, says(found), found.flags) == (0, [Says.NO_TIME], ())


def test_the_price_names_the_tariff_that_made_it() -> None:
    terms = [Terms(RuleKind.PACK), *by_tariff(name="b", version=7), *by_tariff(name="c")]
    found = price(at("10:00", 5), terms, holidays=frozenset())
    assert found.tariff == ("b", 7)


@pytest.mark.parametrize(
    ("start", "minutes", "cost"),
    [
        ("2026-03-29T01:30+01:00", 60, 90_00),
        ("2026-10-25T01:30+02:00", 120, 180_00),
        ("2025-12-31T23:30+01:00", 60, 90_00),
        ("2026-01-31T23:30+01:00", 60, 90_00),
    ],
)
def test_odd_nights_and_ends_of_years_and_months(start: str, minutes: int, cost: int) -> None:
    assert cents(session((start, minutes)), by_tariff()) == cost


def test_the_tariffs_of_the_documentation() -> None:
    hourly, steps = (Terms(RuleKind.TARIFF, written(name)) for name in ("hourly", "steps"))
    assert cents(at("10:00", 30), [hourly]) == 15_00
    assert cents(at("12:50", 20), [steps]) == 75_00
    assert cents(Work(WorkKind.WRONG_CHANNEL, MONDAY), [steps]) == 25_00


def test_one_tariff_is_asked_before_the_next() -> None:
    terms = [*by_tariff(name="a"), *by_tariff(name="b", email=(Step(None, 10),))]
    found = price(Work(WorkKind.EMAIL, MONDAY, count=2), terms, holidays=frozenset())
    assert (found.cents, found.tariff) == (6_00, ("b", 1))
    assert a_tariff().email == ()


def test_a_pack_in_a_contract_without_a_tariff_goes_by_the_house_zone() -> None:
    pack = Pack(1, 5, date(2026, 1, 14), date(2026, 12, 31))
    work = session(("2026-01-13T23:30+00:00", 10))
    terms = [Terms(RuleKind.PACK, packs=(pack,))]
    assert price(work, terms, holidays=frozenset()).units == 1
    assert price(work, terms, holidays=frozenset(), zone="UTC").units == 0
