"""Packs and annual contracts, and what they hand on."""

from datetime import UTC, date, datetime, timedelta

import pytest

from broker.tariff.price import price
from broker.tariff.terms import Rounding, Step
from broker.tariff.words import Flag, Mode, RuleKind, Says, WorkKind
from broker.tariff.work import Pack, Price, Span, Terms, Work
from tests.fakes.tariffs import by_tariff, session, session_terms

TEN = datetime(2026, 1, 13, 9, tzinfo=UTC)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def pack(number: int, left: int, until: str = "2026-12-31", since: str = "2026-01-01") -> Pack:
    return Pack(number, left, date.fromisoformat(since), date.fromisoformat(until))


def packs(*some: Pack, flag_rest: bool = False) -> Terms:
    return Terms(RuleKind.PACK, packs=some, flag_rest=flag_rest)


def annual(*works: WorkKind, inside_only: bool = False) -> Terms:
    return Terms(RuleKind.ANNUAL, works=frozenset(works), inside_only=inside_only)


def priced(work: Work, *terms: Terms) -> Price:
    return price(work, terms, holidays=frozenset())


def at(clock: str, minutes: float, **changes: object) -> Work:
    return session((f"2026-01-13T{clock}+01:00", minutes), **changes)


@pytest.mark.parametrize(
    ("minutes", "units"), [(0.0001, 1), (15, 1), (15.0001, 2), (45, 3), (149.9, 10)]
)
def test_one_unit_for_each_begun_quarter_of_an_hour(minutes: float, units: int) -> None:
    found = priced(at("10:00", minutes), packs(pack(1, 10)))
    assert (found.units, found.cents, found.flags) == (units, 0, ())
    assert found.debits == ((1, units),)


def test_the_oldest_expiry_pays_first() -> None:
    some = (pack(1, 2), pack(2, 1, "2026-03-01"), pack(3, 9, "2026-12-31", "2025-12-31"))
    found = priced(at("10:00", 60), packs(*some))
    assert found.debits == ((2, 1), (3, 3))
    assert [line.values["left"] for line in found.lines] == [0, 6]
    assert [line.ms for line in found.lines] == [15 * 60_000, 45 * 60_000]


@pytest.mark.parametrize(
    ("since", "until", "units"),
    [
        ("2026-01-13", "2026-01-13", 1),
        ("2026-01-14", "2026-12-31", 0),
        ("2025-01-01", "2026-01-12", 0),
    ],
)
def test_a_pack_is_valid_on_its_first_and_last_day(since: str, until: str, units: int) -> None:
    assert priced(at("10:00", 5), packs(pack(1, 5, until, since))).units == units


def test_the_local_date_of_the_start_decides() -> None:
    work = session(("2025-12-31T23:30+00:00", 5))
    assert priced(work, packs(pack(1, 5, "2026-12-31", "2026-01-01"))).units == 1
    work = session(("2026-12-31T22:30+00:00", 60))
    assert priced(work, packs(pack(1, 5))).units == 4


def test_the_first_billable_instant_is_the_start() -> None:
    spans = (Span(TEN - timedelta(days=30), 0), Span(TEN, 60_000))
    work = Work(WorkKind.SESSION, TEN - timedelta(days=30), spans)
    assert priced(work, packs(pack(1, 5))).units == 1


def test_a_pack_that_holds_nothing_is_no_debit() -> None:
    found = priced(at("10:00", 5), packs(pack(1, 0), pack(2, 3)))
    assert found.debits == ((2, 1),)


def test_what_a_pack_cannot_cover_goes_to_the_next_rule() -> None:
    found = priced(at("12:30", 60), packs(pack(1, 2)), *by_tariff())
    assert (found.units, found.cents) == (2, 45_00)
    assert [line.words for line in found.lines] == [Says.PACK, Says.PACK_OVER, Says.HOURLY]
    assert found.tariff == ("standard", 1)


def test_or_is_flagged_where_the_contract_says_so() -> None:
    found = priced(at("12:30", 60), packs(pack(1, 2), flag_rest=True), *by_tariff())
    assert (found.units, found.cents, found.flags) == (2, 0, (Flag.PACK_EXHAUSTED,))
    assert [line.words for line in found.lines] == [Says.PACK, Says.PACK_EXHAUSTED]
    assert priced(at("12:30", 30), packs(pack(1, 2), flag_rest=True)).flags == ()


def test_without_another_rule_the_rest_is_flagged() -> None:
    found = priced(at("12:30", 60), packs(pack(1, 2)))
    assert (found.cents, found.flags) == (0, (Flag.NO_RULE,))


def test_packs_cover_calls_but_no_mail() -> None:
    some = packs(pack(1, 5), flag_rest=True)
    assert priced(at("10:00", 20, kind=WorkKind.PHONE), some).units == 2
    mail = Work(WorkKind.EMAIL, TEN, count=1)
    assert priced(mail, some).flags == (Flag.NO_RULE,)
    assert priced(mail, some, *by_tariff(email=(Step(None, 25),))).cents == 15_00


def test_a_session_that_is_too_short_takes_no_unit() -> None:
    tariff = by_tariff(session=session_terms(ignore_seconds=60))
    found = priced(at("10:00", 0.9), packs(pack(1, 5)), *tariff)
    assert (found.units, [line.words for line in found.lines]) == (0, [Says.IGNORED])


def test_free_minutes_are_those_of_the_session() -> None:
    tariff = by_tariff(session=session_terms(free_minutes=20))
    found = priced(at("10:00", 60), packs(pack(1, 1)), *tariff)
    assert [(line.words, line.ms // 60_000) for line in found.lines if line.ms] == [
        (Says.PACK, 15),
        (Says.FREE, 5),
        (Says.HOURLY, 40),
    ]


def test_an_annual_contract_costs_nothing_in_its_scope() -> None:
    found = priced(at("10:00", 600), annual(WorkKind.SESSION), *by_tariff())
    assert (found.cents, found.tariff) == (0, None)
    assert [(line.words, line.counted_ms) for line in found.lines] == [(Says.ANNUAL, 36_000_000)]
    assert priced(at("10:00", 60, kind=WorkKind.PHONE), annual(WorkKind.SESSION)).flags


def test_an_annual_contract_inside_the_hours_hands_on_what_lies_outside() -> None:
    scope = annual(WorkKind.SESSION, inside_only=True)
    found = priced(at("12:30", 180), scope, *by_tariff())
    assert found.cents == 135_00
    assert [(line.words, line.ms // 60_000) for line in found.lines] == [
        (Says.ANNUAL, 90),
        (Says.HOURLY, 90),
    ]
    assert found.lines[0].values["breaks"] == 1


def test_what_an_annual_contract_hands_on_is_laid_end_to_end() -> None:
    terms = session_terms(rounding=Rounding(15, Mode.UP))
    work = session(("2026-01-13T08:53+01:00", 17), ("2026-01-13T12:53+01:00", 15))
    found = priced(work, annual(WorkKind.SESSION, inside_only=True), *by_tariff(session=terms))
    assert found.cents == 22_50


def test_mail_in_an_annual_contract() -> None:
    mail = Work(WorkKind.EMAIL, TEN, count=2)
    tariff = by_tariff(email=(Step(None, 25),))
    assert priced(mail, annual(WorkKind.EMAIL), *tariff).lines[0].words == Says.ANNUAL_WORK
    inside = annual(WorkKind.EMAIL, inside_only=True)
    assert priced(mail, inside, *tariff).cents == 0
    late = Work(WorkKind.EMAIL, datetime(2026, 1, 13, 20, tzinfo=UTC), count=2)
    assert priced(late, inside, *tariff).cents == 15_00


def test_annual_then_packs_then_tariff() -> None:
    found = priced(
        at("12:30", 240),
        annual(WorkKind.SESSION, inside_only=True),
        packs(pack(1, 4)),
        *by_tariff(),
    )
    assert [(line.words, line.ms // 60_000) for line in found.lines if line.ms] == [
        (Says.ANNUAL, 150),
        (Says.PACK, 60),
        (Says.HOURLY, 30),
    ]
    assert (found.units, found.cents) == (4, 45_00)
