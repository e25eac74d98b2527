"""The table of states and the meter."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broker.session import INTERVALS_MOST, TABLE, Event, Meter, Step, UnknownStep, step
from broker.wire.words import Outcome, State
from tests.every import every

SECONDS = st.floats(min_value=0, max_value=10_000, allow_nan=False)


def test_every_state_has_its_row_and_every_event_a_meaning_somewhere() -> None:
    assert set(TABLE) == set(State)
    assert {event for row in TABLE.values() for event in row} == set(Event)


@given(st.sampled_from(State), st.sampled_from(Event))
def test_a_pair_is_in_the_table_or_an_error(state: State, event: Event) -> None:
    if event in TABLE[state]:
        assert step(state, event) == TABLE[state][event]
        return
    with pytest.raises(UnknownStep) as raised:
        step(state, event)
    assert (raised.value.state, raised.value.event) == (state, event)


def test_nothing_follows_ended_and_every_end_has_its_outcome() -> None:
    assert TABLE[State.ENDED] == {}
    for state, row in TABLE.items():
        for event, to in row.items():
            assert (to.outcome is not None) or to.state is not State.ENDED
            if to.outcome is not None:
                assert to.state in (State.ENDED, State.WAITING), (state, event)


def test_only_a_run_that_ends_in_joined_leaves_the_id_waiting() -> None:
    again = {(state, event) for state, row in TABLE.items() for event in row if row[event].again}
    assert {state for state, _ in again} == {State.JOINED}


def test_billing_starts_only_by_the_agents_word() -> None:
    to_active = {
        event for row in TABLE.values() for event in row if row[event].state is State.ACTIVE
    }
    assert to_active == {Event.ACTIVE}
    assert Event.ACTIVE not in TABLE[State.WAITING]
    assert Event.ACTIVE not in TABLE[State.JOINED]


ENDS_BY_AGENT = [event for event in Event if event.startswith("agent_") and event != "agent_cut"]


WITH_A_TECHNICIAN = set(State) - {State.WAITING, State.ENDED}


@every(product(WITH_A_TECHNICIAN, ENDS_BY_AGENT))
def test_the_agents_end_is_always_accepted(state: State, event: Event) -> None:
    assert step(state, event).outcome is not None


@every(
    [
        (State.WAITING, Event.JOIN, Step(State.JOINED)),
        (State.JOINED, Event.ASKING, Step(State.ASKING)),
        (State.ASKING, Event.ACTIVE, Step(State.ACTIVE)),
        (State.ACTIVE, Event.PAUSED, Step(State.PAUSED)),
        (State.PAUSED, Event.ACTIVE, Step(State.ACTIVE)),
        (State.ACTIVE, Event.CONSOLE_CUT, Step(State.RECONNECTING)),
        (State.RECONNECTING, Event.ACTIVE, Step(State.ACTIVE)),
        (State.RECONNECTING, Event.NOT_BACK, Step(State.ENDED, Outcome.LOST)),
        (State.ACTIVE, Event.CONSOLE_COMPLETED, Step(State.ENDED, Outcome.COMPLETED)),
        (State.ACTIVE, Event.CONSOLE_LEFT, Step(State.ENDED, Outcome.LEFT_BY_TECHNICIAN)),
        (State.ASKING, Event.CONSOLE_COMPLETED, Step(State.ENDED, Outcome.LEFT_BY_TECHNICIAN)),
        (State.ACTIVE, Event.AGENT_STOPPED, Step(State.ENDED, Outcome.STOPPED_BY_CUSTOMER)),
        (State.ASKING, Event.AGENT_DECLINED, Step(State.ENDED, Outcome.DECLINED)),
        (State.JOINED, Event.CONSOLE_WRONG_PASSWORD, Step(State.WAITING, Outcome.WRONG_PASSWORD)),
        (State.ACTIVE, Event.STOPPING, Step(State.ENDED, Outcome.LOST)),
    ],
)
def test_the_steps_of_the_protocol(state: State, event: Event, to: Step) -> None:
    assert step(state, event) == to


@given(st.lists(st.tuples(st.sampled_from(State), SECONDS)), SECONDS)
def test_the_bill_is_the_sum_of_the_active_stretches(
    moves: list[tuple[State, float]], last: float
) -> None:
    meter, now, stretches, since = Meter(), 0.0, 0, None
    for state, seconds in moves:
        now += seconds
        meter.move(state, now)
        if since is not None:
            stretches += int(now * 1e9) - int(since * 1e9)
        since = now if state is State.ACTIVE else None
    now += last
    if since is not None:
        stretches += int(now * 1e9) - int(since * 1e9)
    assert meter.billable_ms(now) == stretches // 1_000_000


@given(st.lists(st.tuples(st.sampled_from(State), SECONDS), min_size=1))
def test_the_bill_never_falls_and_is_never_more_than_the_time_that_passed(
    moves: list[tuple[State, float]],
) -> None:
    meter, now, before = Meter(), 0.0, 0
    for state, seconds in moves:
        now += seconds
        meter.move(state, now)
        assert before <= meter.billable_ms(now) <= now * 1000
        before = meter.billable_ms(now)


def test_time_that_goes_backwards_is_an_error() -> None:
    meter = Meter()
    meter.move(State.ACTIVE, 10.0)
    with pytest.raises(ValueError, match="backwards"):
        meter.move(State.PAUSED, 9.0)
    with pytest.raises(ValueError, match="backwards"):
        meter.billable_ms(9.0)


MOVES = st.lists(st.tuples(st.sampled_from(State), SECONDS | st.floats(0, 0.004)), max_size=40)


def gone_through(
    meter: Meter, moves: list[tuple[State, float]], last: float
) -> tuple[float, list[tuple[float, float]]]:
    """The instant after these moves, and what was active: from when to when, from the first on."""
    now, since, was = 50.0, None, []
    for state, seconds in moves:
        now += seconds
        meter.move(state, now)
        if since is not None:
            was.append((since, now))
        since = now if state is State.ACTIVE else None
    now += last
    if since is not None:
        was.append((since, now))
    return now, [(begun - was[0][0], ended - was[0][0]) for begun, ended in was]


def in_order_and_apart(intervals: tuple[tuple[int, int], ...]) -> bool:
    ends = [0, *(start + ms for start, ms in intervals)]
    return all(ms > 0 for _, ms in intervals) and all(
        start >= end for (start, _), end in zip(intervals, ends, strict=False)
    )


@given(MOVES, SECONDS)
def test_the_intervals_are_what_is_billed_and_no_other_time(
    moves: list[tuple[State, float]], last: float
) -> None:
    meter = Meter()
    now, was = gone_through(meter, moves, last)
    intervals = meter.intervals(now)
    assert sum(ms for _, ms in intervals) == meter.billable_ms(now)
    assert in_order_and_apart(intervals)
    for start, ms in intervals:
        inside = [
            (begun, ended) for begun, ended in was if begun * 1000 - 2 < start < ended * 1000 + 2
        ]
        assert inside and start + ms <= max(ended for _, ended in was) * 1000 + 2


@given(MOVES, SECONDS, st.integers(1, 4))
def test_more_intervals_than_are_kept_bill_the_same_and_end_no_later(
    moves: list[tuple[State, float]], last: float, most: int
) -> None:
    kept, all_of_them = Meter(most), Meter(10_000)
    now, _ = gone_through(kept, moves, last)
    gone_through(all_of_them, moves, last)
    few, every_one = kept.intervals(now), all_of_them.intervals(now)
    assert len(few) <= most
    assert in_order_and_apart(few)
    assert sum(ms for _, ms in few) == kept.billable_ms(now) == all_of_them.billable_ms(now)
    if every_one:
        assert abs(few[0][0] - every_one[0][0]) <= 1
        assert sum(few[-1]) <= sum(every_one[-1]) + 1


def test_the_two_intervals_that_are_nearest_become_one() -> None:
    meter = Meter(most=2)
    for begun, ended in ((0, 10), (20, 30), (31, 40), (60, 70)):
        meter.move(State.ACTIVE, begun)
        meter.move(State.PAUSED, ended)
    assert meter.intervals(70) == ((0, 29_000), (60_000, 10_000))


def test_thousands_of_pauses_fill_nothing() -> None:
    meter = Meter()
    for number in range(5000):
        meter.move(State.ACTIVE, number * 2.0)
        meter.move(State.PAUSED, number * 2.0 + 1.0)
    assert len(meter.intervals(10_000)) == INTERVALS_MOST
    assert sum(ms for _, ms in meter.intervals(10_000)) == meter.billable_ms(10_000) == 5_000_000


def test_active_said_twice_is_one_interval() -> None:
    meter = Meter()
    for now in (1.0, 2.0, 3.5):
        meter.move(State.ACTIVE, now)
    meter.move(State.RECONNECTING, 4.0)
    assert meter.intervals(9.0) == ((0, 3000),)


def test_intervals_of_time_that_goes_backwards_are_an_error() -> None:
    meter = Meter()
    meter.move(State.ACTIVE, 10.0)
    with pytest.raises(ValueError, match="backwards"):
        meter.intervals(9.0)
