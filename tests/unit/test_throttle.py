"""Limits on how often: counted, bounded, and undone by waiting."""

from hypothesis import given
from hypothesis import strategies as st

from broker.throttle import Throttle


def test_as_many_as_allowed_and_no_more() -> None:
    throttle = Throttle(most=3, seconds=60)
    assert [throttle.take("a", 0.0) for _ in range(5)] == [True] * 3 + [False] * 2
    assert throttle.take("b", 0.0)


def test_waiting_helps_and_refused_tries_do_not_count() -> None:
    throttle = Throttle(most=2, seconds=60)
    assert throttle.take("a", 0.0) and throttle.take("a", 30.0)
    assert not any(throttle.take("a", float(now)) for now in range(31, 60))
    assert throttle.take("a", 60.0)
    assert not throttle.take("a", 60.0)


def test_asking_counts_nothing() -> None:
    throttle = Throttle(most=1, seconds=60)
    assert throttle.allows("a", 0.0) and throttle.allows("a", 0.0)
    assert throttle.take("a", 0.0)
    assert not throttle.allows("a", 0.0)


def test_a_try_can_be_given_back() -> None:
    throttle = Throttle(most=1, seconds=60)
    throttle.take("a", 0.0)
    throttle.give_back("a")
    throttle.give_back("a")
    assert throttle.take("a", 0.0)


def test_keys_are_bounded_and_the_oldest_goes() -> None:
    throttle = Throttle(most=1, seconds=60, keys=3)
    for key in "abcd":
        assert throttle.take(key, 0.0)
    assert len(throttle._tries) == 3
    assert throttle.take("a", 0.0)
    assert not throttle.take("d", 0.0)


def test_keys_that_are_over_go_first() -> None:
    throttle = Throttle(most=1, seconds=60, keys=2)
    throttle.take("new", 50.0)
    throttle.take("old", 0.0)
    throttle.take("third", 61.0)
    assert not throttle.take("new", 61.0)


@given(st.lists(st.floats(0, 1000), max_size=60), st.integers(1, 5))
def test_never_more_than_most_in_any_window(moments: list[float], most: int) -> None:
    throttle = Throttle(most=most, seconds=60)
    taken = [now for now in sorted(moments) if throttle.take("a", now)]
    for start in taken:
        assert sum(start <= now < start + 60 for now in taken) <= most
