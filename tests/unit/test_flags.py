"""What somebody has to look at before a month is closed."""

from typing import Any

import pytest

from broker.billing.flags import Flag, Known, Thresholds, flags_of
from broker.records import Customer, epoch_ms
from tests.fakes.month import BEGAN, mark_of, row

START = epoch_ms(BEGAN)
MINUTE = 60_000


def flags(*rows: Any, **known: Any) -> dict[int, tuple[Flag, ...]]:
    return flags_of([mark_of(one) for one in rows], Known(**known))


def test_nothing_to_be_said() -> None:
    assert flags(row()) == {1: ()}


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"note": "  "}, Flag.NO_NOTE),
        ({"minutes": 241}, Flag.VERY_LONG),
        ({"receipt_state": "disputed"}, Flag.DISPUTED),
        ({"customer": None, "charged": False}, Flag.CUSTOMER_UNKNOWN),
        ({"charged": False}, Flag.NOT_PRICED),
        ({"ms": 59_999, "intervals": ((START, 59_999),)}, Flag.VERY_SHORT),
    ],
)
def test_what_an_item_is_flagged_for_by_itself(changed: dict[str, Any], flag: Flag) -> None:
    assert flags(row(**changed)) == {1: (flag,)}


@pytest.mark.parametrize("changed", [{"minutes": 240}, {"minutes": 1}, {"receipt_state": ""}])
def test_the_thresholds_themselves_are_not_flagged(changed: dict[str, Any]) -> None:
    assert flags(row(**changed)) == {1: ()}


def test_no_contract_is_said_instead_of_not_priced() -> None:
    assert flags(row(charged=False), uncovered=frozenset({1})) == {1: (Flag.NO_CONTRACT,)}


def test_what_the_price_says() -> None:
    said = {1: ("pack_exhausted", "no_rule", "of_later_versions")}
    assert flags(row(), said=said) == {1: (Flag.NO_RULE, Flag.PACK_EXHAUSTED)}


@pytest.mark.parametrize(("idle", "raised"), [(30, False), (31, True)])
def test_longer_idle_than_at_work(idle: int, raised: bool) -> None:
    second = START + (15 + idle) * MINUTE
    intervals = ((START, 15 * MINUTE), (second, 15 * MINUTE))
    assert (Flag.MOSTLY_IDLE in flags(row(intervals=intervals))[1]) is raised


def test_a_few_idle_minutes_are_none_worth_a_word() -> None:
    intervals = ((START, MINUTE), (START + 10 * MINUTE, MINUTE))
    assert flags(row(minutes=2, intervals=intervals)) == {1: ()}


def test_sessions_of_one_customer_at_one_time() -> None:
    found = flags(row(1), row(2, after=29), row(3, after=59))
    assert found == {1: (Flag.OVERLAPPING,), 2: (Flag.OVERLAPPING,), 3: ()}


def test_a_short_one_inside_a_long_one_and_one_after_both() -> None:
    found = flags(row(1, minutes=60), row(2, after=10, minutes=5), row(3, after=30))
    assert found == dict.fromkeys((1, 2, 3), (Flag.OVERLAPPING,))


def test_sessions_of_other_customers_do_not_overlap() -> None:
    other = Customer(8, "Scuola Verdi")
    assert flags(row(1), row(2, after=10, customer=other)) == {1: (), 2: ()}


@pytest.mark.parametrize(("after", "raised"), [(30, True), (39, True), (40, False)])
def test_a_short_break_suggests_to_merge(after: int, raised: bool) -> None:
    found = flags(row(1), row(2, after=after), merge_minutes={1: 10, 2: 10})
    assert found == {1: (), 2: (Flag.MERGE,) if raised else ()}


def test_a_tariff_that_does_not_merge_suggests_nothing() -> None:
    assert flags(row(1), row(2, after=30), merge_minutes={1: 0, 2: 0}) == {1: (), 2: ()}


@pytest.mark.parametrize("changed", [{"excluded": "Prova"}, {"merged_into": 1}])
def test_what_is_not_billed_by_itself_has_no_flags_and_gives_none(changed: dict[str, Any]) -> None:
    assert flags(row(1), row(2, after=10, note="", **changed)) == {1: ()}


def test_work_by_hand_is_judged_by_what_is_known_of_it() -> None:
    call = row(kind="phone", entry=None, intervals=(), ms=10_000)
    mail = row(2, kind="email", entry=None, intervals=(), ms=0, count=3)
    assert flags(call, mail) == {1: (), 2: ()}


def test_sessions_of_before_have_no_intervals() -> None:
    assert flags(row(1, intervals=()), row(2, intervals=())) == {1: (), 2: ()}


def test_thresholds_are_the_callers() -> None:
    found = flags_of([mark_of(row())], Known(), Thresholds(very_short_ms=31 * MINUTE))
    assert found == {1: (Flag.VERY_SHORT,)}
