"""Input records in a thread of their own: in order, bounded, and no reason to wait for anybody."""

import threading
from collections.abc import Iterator

import pytest

from agent.desk import INPUT_TOO_MUCH, RECORDS_MAX, InputHands
from agent.frames.input import Event, Key, Location, encode
from agent.gate import Gate
from agent.input import InputUnavailable, NoInput
from agent.input.injector import Injector
from tests.waiting import until

WAIT = 5.0


def key(number: int) -> Key:
    return Key(number % 2 == 0, Location.STANDARD, f"F{number % 12 + 1}")


class Keys(Injector):
    """Notes what is done; hangs or breaks when told to."""

    def __init__(self) -> None:
        self.done: list[Event] = []
        self.threads: set[int] = set()
        self.released = self.closed = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self.inside = threading.Event()
        self.fault: InputUnavailable | None = None

    def apply(self, event: Event, gate: Gate) -> None:
        self.inside.set()
        self.go_on.wait(WAIT)
        if self.fault is not None:
            raise self.fault
        with gate.passage() as through:
            if through:
                self.done.append(event)
                self.threads.add(threading.get_ident())

    def release_all(self) -> None:
        self.released += 1

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def keys() -> Iterator[Keys]:
    made = Keys()
    yield made
    made.go_on.set()


def test_in_order_and_in_another_thread(keys: Keys) -> None:
    hands, gate = InputHands(keys, lambda _: None), Gate()
    events = [key(number) for number in range(200)]
    for first in range(0, 200, 4):
        hands.do(encode(events[first : first + 4]), gate)
    hands.close()
    assert keys.done == events
    assert keys.threads.isdisjoint({threading.get_ident()})
    assert keys.closed == 1


def test_a_key_that_hangs_holds_up_neither_who_gives_more_nor_who_lets_go(keys: Keys) -> None:
    hands, gate = InputHands(keys, lambda _: None), Gate()
    keys.go_on.clear()
    for number in range(50):
        hands.do(encode([key(number)]), gate)
    assert keys.inside.wait(WAIT)
    hands.release_all()
    assert keys.released == 1
    gate.cut()
    keys.go_on.set()
    hands.close()
    assert keys.done == []


def test_more_than_anybody_types_is_said_and_not_kept(keys: Keys) -> None:
    said: list[str] = []
    hands, gate = InputHands(keys, said.append), Gate()
    keys.go_on.clear()
    hands.do(encode([key(0)]), gate)
    assert keys.inside.wait(WAIT)
    for number in range(RECORDS_MAX):
        hands.do(encode([key(number)]), gate)
    assert said == []
    hands.do(encode([key(0)]), gate)
    assert said == [INPUT_TOO_MUCH]


@pytest.mark.parametrize("cut", [False, True])
def test_a_display_that_is_gone_is_said_unless_it_is_over_anyway(keys: Keys, cut: bool) -> None:
    said: list[str] = []
    hands, gate = InputHands(keys, said.append), Gate()
    keys.fault = InputUnavailable(NoInput.LOST)
    if cut:
        gate.cut()
    hands.do(encode([key(0)]), gate)
    until(lambda: not hands._thread.is_alive())
    assert said == ([] if cut else [NoInput.LOST])
