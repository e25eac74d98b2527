"""Sessions that count as one, and time that overlaps."""

from datetime import UTC, datetime, timedelta

import pytest

from broker.tariff.merge import joined, merged
from broker.tariff.work import Span

NINE = datetime(2026, 1, 13, 9, tzinfo=UTC)


def span(start: float, end: float) -> Span:
    """From one minute to another."""
    return Span(NINE + timedelta(minutes=start), round((end - start) * 60_000))


@pytest.mark.parametrize(
    ("sessions", "groups"),
    [
        ([], ()),
        ([(0, 10)], ((0,),)),
        ([(0, 10), (14.99, 20)], ((0, 1),)),
        ([(0, 10), (15, 20)], ((0,), (1,))),
        ([(0, 10), (10, 20)], ((0, 1),)),
        ([(12, 20), (0, 10)], ((1, 0),)),
        ([(0, 10), (12, 20), (24, 30), (40, 50)], ((0, 1, 2), (3,))),
        ([(0, 10), (9, 20)], ((0,), (1,))),
        ([(0, 30), (9, 20), (31, 40)], ((0, 2), (1,))),
    ],
)
def test_a_short_break_joins_sessions(
    sessions: list[tuple[float, float]], groups: tuple[tuple[int, ...], ...]
) -> None:
    assert merged([[span(*ends)] for ends in sessions], 5) == groups


def test_the_whole_of_a_session_counts_breaks_included() -> None:
    sessions = [[span(0, 5), span(20, 25)], [span(8, 12)], [span(27, 30)], []]
    assert merged(sessions, 5) == ((0, 2), (1,), (3,))


def test_no_minutes_merge_nothing() -> None:
    assert merged([[span(0, 10)], [span(10, 20)]], 0) == ((0,), (1,))


def test_overlapping_time_counts_once() -> None:
    assert joined([span(5, 10), span(0, 6), span(1, 2), span(10, 11), span(12, 13)]) == (
        span(0, 11),
        span(12, 13),
    )
    assert joined([]) == ()
