"""What the benchmark of the picture reckons with."""

import numpy as np
import pytest

from bench.screen import compare
from bench.screen.goals import goals
from bench.screen.lane import Lane, Rule
from bench.screen.paint import barcode
from bench.screen.plan import FULL, OURS, PLAIN, X0, Task, tasks
from bench.screen.records import Record, Results, percentile


def test_a_line_sends_one_packet_after_the_other_and_delays_each() -> None:
    lane = Lane(Rule(bits=8000, seconds=0.5))
    for _ in range(2):
        lane.put(bytes(1000), now=10.0)
    assert lane.due() == 11.5
    assert [len(lane.take(now)) for now in (11.4, 11.5, 12.4, 12.5)] == [0, 1, 0, 1]
    assert lane.due() is None


def test_a_line_drops_what_its_queue_does_not_hold() -> None:
    lane = Lane(Rule(bits=8000, seconds=0.0, queue=3))
    for _ in range(6):
        lane.put(bytes(1000), now=0.0)
    assert lane.dropped == 2
    assert len(lane.take(100.0)) == 4


def test_the_digest_is_that_of_a_plain_loop_and_sees_every_pixel() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (97, 101, 3), np.uint8)
    total, weight = 0, 1
    for red, green, blue in picture.reshape(-1, 3).tolist():
        weight = (weight * 1664525 + 1013904223) % 2**32
        total += (red + (green << 8) + (blue << 16)) * (weight | 1)
    assert compare.digest(picture) == total % 2**32
    picture[96, 100, 2] ^= 1
    assert compare.digest(picture) != total % 2**32


def test_psnr_of_known_errors() -> None:
    black = np.zeros((8, 8, 3), np.uint8)
    assert compare.psnr(black, black) == compare.BEST_DB
    assert compare.psnr(black, black + np.uint8(1)) == pytest.approx(48.13, abs=0.01)


def test_a_barcode_has_guards_number_and_parity() -> None:
    assert barcode.fields(5) == [True, False, *[False] * 9, True, False, True, False]
    assert len(barcode.fields(0)) * barcode.CELL == barcode.WIDTH


def test_percentiles_are_nearest_ranks() -> None:
    values = [float(one) for one in range(1, 21)]
    assert (percentile(values, 0.5), percentile(values, 0.95)) == (10.0, 19.0)
    assert percentile([], 0.5) is None


def test_a_task_survives_its_line() -> None:
    task = Task(PLAIN, OURS, 2, FULL, ("drag",), album=True)
    assert Task.read(task.line()) == task


def test_the_two_that_are_compared_take_turns() -> None:
    plain = [one.peer for one in tasks(3, quick=False, lines=True) if one.setting == PLAIN]
    assert plain[:6] == [X0, OURS] * 3


def test_goals_are_met_missed_or_not_measured() -> None:
    sent = {X0: 100.0, OURS: 50.0}
    one = [
        Record(PLAIN, peer, run, what, {"browser_kb_s": value * factor})
        for run in range(3)
        for peer, value in sent.items()
        for what, factor in (("typing", 1), ("scroll", 2))
    ]
    met = {goal.words: (goal.value, goal.met) for goal in goals(Results(one))}
    assert met["bytes: typing"] == (0.5, True)
    assert met["bytes: scroll"] == (0.5, False)
    assert met["bytes: drag"] == (None, None)


def test_a_delay_of_what_never_came_misses_its_goal() -> None:
    lost = {"ms": [], "asked": 4, "missed": 4}
    never = Record("1 Mbit/s, 100 ms", OURS, 0, "echo video", lost)
    (goal,) = [one for one in goals(Results([never])) if one.unit == "ms"]
    assert goal.met is False
