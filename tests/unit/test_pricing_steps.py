"""Prices by steps: the table that starts again, and what is put on parts of the time."""

from datetime import date

import pytest

from broker.tariff.price import price
from broker.tariff.terms import Outside, Rounding, Step
from broker.tariff.words import Applies, DayKind, Mode, Way
from broker.tariff.work import Terms, Work
from tests.fakes.tariffs import by_tariff, session, session_terms

EASTER = frozenset({date(2026, 4, 5), date(2026, 4, 6)})
STEPS = (Step(15, 50), Step(60, 100))


def cents(work: Work, terms: list[Terms], holidays: frozenset[date] = frozenset()) -> int:
    return price(work, terms, holidays=holidays).cents


def at(clock: str, minutes: float) -> Work:
    return session((f"2026-01-13T{clock}+01:00", minutes))


@pytest.mark.parametrize(
    ("minutes", "cost"),
    [
        (0.001, 30_00),
        (15, 30_00),
        (15.001, 60_00),
        (60, 60_00),
        (60.001, 90_00),
        (70, 90_00),
        (75.001, 120_00),
        (120, 120_00),
        (135, 150_00),
    ],
)
def test_steps_start_again_past_the_last(minutes: float, cost: int) -> None:
    terms = by_tariff(session=session_terms(way=Way.STEPS, steps=STEPS))
    assert cents(at("09:00", minutes), terms) == cost


@pytest.mark.parametrize(
    ("applies", "clock", "minutes", "cost"),
    [
        (Applies.PART, "12:50", 20, 60_00 + 15_00),
        (Applies.PART, "12:00", 60, 60_00),
        (Applies.PART, "13:00", 20, 60_00 + 30_00),
        (Applies.PART, "18:00", 130, 150_00 + 45_00),
        (Applies.START, "12:50", 20, 60_00),
        (Applies.START, "13:00", 20, 90_00),
        (Applies.START, "14:20", 20, 90_00),
    ],
)
def test_steps_outside_the_hours(applies: Applies, clock: str, minutes: float, cost: int) -> None:
    terms = by_tariff(
        session=session_terms(way=Way.STEPS, steps=STEPS), outside=Outside(50, applies)
    )
    assert cents(at(clock, minutes), terms) == cost


def test_steps_after_rounding() -> None:
    rounding = Rounding(1, Mode.NEAREST)
    terms = by_tariff(session=session_terms(way=Way.STEPS, steps=STEPS, rounding=rounding))
    assert cents(at("09:00", 15.4), terms) == 30_00
    assert cents(at("09:00", 15.5), terms) == 60_00


@pytest.mark.parametrize(
    ("days", "start", "minutes", "cost"),
    [
        ((100, 100, 150), "2026-04-04T23:50", 20, 60_00 + 15_00),
        ((100, 120, 150), "2026-04-04T23:50", 20, 60_00 + 6_00 + 15_00),
        ((100, 100, 150), "2026-04-06T10:00", 20, 90_00),
        ((80, 100, 150), "2026-04-06T10:00", 20, 90_00),
        ((80, 100, 150), "2026-04-07T10:00", 20, 48_00),
        ((80, 100, 150), "2026-04-04T10:00", 20, 60_00),
    ],
)
def test_sorts_of_day_by_steps(
    days: tuple[int, int, int], start: str, minutes: int, cost: int
) -> None:
    terms = by_tariff(
        days=tuple(zip(DayKind, days, strict=True)),
        outside=Outside(0, Applies.PART),
        session=session_terms(way=Way.STEPS, steps=STEPS),
    )
    assert cents(session((f"{start}+02:00", minutes)), terms, EASTER) == cost


def test_steps_outside_the_hours_on_a_holiday_multiply() -> None:
    terms = by_tariff(
        days=((DayKind.HOLIDAY, 150),), session=session_terms(way=Way.STEPS, steps=STEPS)
    )
    found = price(session(("2026-04-06T10:00+02:00", 20)), terms, holidays=EASTER)
    assert [line.cents for line in found.lines] == [60_00, 30_00, 30_00, 15_00]


def test_steps_outside_the_hours_on_a_cheaper_day_multiply() -> None:
    terms = by_tariff(
        days=((DayKind.WEEKDAY, 80),), session=session_terms(way=Way.STEPS, steps=STEPS)
    )
    assert cents(at("20:00", 20), terms) == 72_00
