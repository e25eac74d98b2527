"""The gate under threads: after `cut` nothing passes, and `cut` never hangs."""

import threading
import time

import pytest

from agent.gate import CUT_WAIT_SECONDS, Gate


def passes(gate: Gate) -> bool:
    with gate.passage() as through:
        return through


def test_open_held_released_cut() -> None:
    gate = Gate()
    assert passes(gate)
    gate.hold()
    assert not passes(gate)
    gate.release()
    assert passes(gate)
    gate.cut()
    assert gate.is_cut
    assert not passes(gate)
    gate.release()
    assert not passes(gate)
    assert not gate.is_open


def test_cut_waits_for_a_passage_under_way() -> None:
    gate = Gate()
    inside, leave, cut = threading.Event(), threading.Event(), threading.Event()

    def walk() -> None:
        with gate.passage() as through:
            assert through
            inside.set()
            leave.wait(5)
            assert not cut.is_set()

    def cutter() -> None:
        gate.cut()
        cut.set()

    walker, closer = threading.Thread(target=walk), threading.Thread(target=cutter)
    walker.start()
    assert inside.wait(5)
    closer.start()
    while not gate.is_cut:
        time.sleep(0)
    leave.set()
    walker.join(5)
    closer.join(5)
    assert cut.is_set()


def test_cut_does_not_wait_for_ever_for_a_passage_that_hangs() -> None:
    gate = Gate()
    inside, leave = threading.Event(), threading.Event()

    def hang() -> None:
        with gate.passage():
            inside.set()
            leave.wait(5)

    hanging = threading.Thread(target=hang)
    hanging.start()
    assert inside.wait(5)
    started = time.monotonic()
    gate.cut()
    assert time.monotonic() - started < CUT_WAIT_SECONDS + 0.1
    leave.set()
    hanging.join(5)


def test_cut_from_inside_a_passage_does_not_wait_for_itself() -> None:
    gate = Gate()
    with gate.passage() as through:
        assert through
        started = time.monotonic()
        gate.cut()
        assert time.monotonic() - started < CUT_WAIT_SECONDS / 2
    assert not passes(gate)


def test_nothing_passes_after_cut_returned_under_many_threads() -> None:
    gate = Gate()
    done = threading.Event()
    after: list[int] = []
    count = [0] * 4

    def walk(mine: int) -> None:
        while not gate.is_cut:
            with gate.passage() as through:
                if through:
                    count[mine] += 1
                    if done.is_set():
                        after.append(mine)

    walkers = [threading.Thread(target=walk, args=(mine,)) for mine in range(4)]
    for walker in walkers:
        walker.start()
    while min(count) < 20:
        time.sleep(0)
    gate.cut()
    done.set()
    reached = list(count)
    for walker in walkers:
        walker.join(5)
    assert count == reached
    assert after == []


def test_a_passage_that_raises_leaves() -> None:
    gate = Gate()
    with pytest.raises(KeyError), gate.passage():
        raise KeyError
    started = time.monotonic()
    gate.cut()
    assert time.monotonic() - started < CUT_WAIT_SECONDS / 2


def test_wait_open_ends_with_release_and_with_cut() -> None:
    gate = Gate()
    gate.hold()
    assert not gate.wait_open(0)
    threading.Timer(0.01, gate.release).start()
    assert gate.wait_open(5)
    gate.hold()
    threading.Timer(0.01, gate.cut).start()
    assert not gate.wait_open(5)
