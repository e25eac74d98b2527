"""What pacing is made of: the strain, the rate, and the line that both are learned from."""

from itertools import pairwise

import pytest

from agent.screen.pace.delay import Line, Sent
from agent.screen.pace.rate import FIRST, Rate
from agent.screen.pace.strain import FALL_FIRST, FALL_MOST, Step, Strain
from tests.every import every

MBIT = 125_000.0


def test_late_once_is_no_strain() -> None:
    strain = Strain([Step(0.12, 0.05)] * 3)
    strain.held_up(30.0, 1.0)
    strain.held_up(30.0, 1.0)
    strain.held_up(0.01, 1.5)
    strain.held_up(30.0, 2.0)
    assert strain.level == 0


def test_strain_rises_quickly_and_falls_slowly() -> None:
    strain = Strain([Step(0.12, 0.05)] * 5)
    now, rises, falls = 0.0, [], []
    while now < 20.0:
        before = strain.level
        strain.held_up(0.2 if now < 3.0 else 0.02, now)
        if strain.level > before:
            rises.append(now)
        elif strain.level < before:
            falls.append(now)
        now += 0.05
    assert rises == pytest.approx([0.3, 0.8, 1.3, 1.8], abs=0.06)
    assert falls == pytest.approx([5.0, 6.0, 7.0, 8.0], abs=0.25)


def test_between_the_bounds_nothing_changes() -> None:
    strain = Strain([Step(0.12, 0.05)] * 5)
    for tick in range(20):
        strain.held_up(0.2, tick / 20)
    level = strain.level
    assert level > 0
    for tick in range(400):
        strain.held_up(0.08, 1.0 + tick / 20)
    assert strain.level == level


def test_a_level_that_was_tried_in_vain_is_tried_less_often() -> None:
    """A line that carries level 1 and not level 0."""
    strain = Strain([Step(0.12, 0.05)] * 5)
    now, tries = 0.0, []
    while now < 60.0:
        before = strain.level
        strain.held_up(0.02 if strain.level else 0.2, now)
        if strain.level < before:
            tries.append(now)
        now += 0.05
    between = [b - a for a, b in pairwise(tries)]
    assert between[0] < between[-1]
    assert between[-1] == pytest.approx(FALL_MOST, abs=0.6)
    assert max(between) < FALL_MOST + FALL_FIRST


@every([(3, 2), (5, 1), (8, 0)])
def test_silence_tells_little(seconds: int, level: int) -> None:
    """Two keys a second are no proof that a video would come through."""
    strain = Strain([Step(0.12, 0.05)] * 3)
    for tick in range(20):
        strain.held_up(0.2, tick / 20)
    assert strain.level == 2
    for key in range(2 * seconds):
        strain.held_up(0.01, 2.0 + key / 2)
    assert strain.level == level


def test_a_rate_is_believed_from_many_bytes_or_by_halves_from_two_who_agree() -> None:
    rate = Rate()
    for _ in range(9):
        rate.measured(500, 1.0)
    rate.measured(3_000, 1.0)
    assert (rate.known, rate.is_measured) == (FIRST, False)
    rate.measured(4_000, 1.0)
    assert (rate.known, rate.is_measured) == (FIRST / 2, True)
    rate.measured(40_000, 1.0)
    assert rate.known == 40_000
    rate.measured(60_000, 0.5)
    assert rate.known == 120_000
    rate.measured(50_000, 1.0)
    assert rate.known == 120_000
    rate.measured(50_000, 1.0)
    assert rate.known == 50_000


def test_what_passes_contradicts_a_pause_of_the_line() -> None:
    rate = Rate()
    rate.measured(3_000, 1.0)
    rate.at_least(30_000)
    rate.measured(3_000, 1.0)
    assert rate.known == FIRST
    rate.at_least(2 * FIRST)
    assert rate.known == rate.proven == 2 * FIRST


@every([(0.5, 0.1), (1.0, 0.04), (1.0, 0.1), (4.0, 0.04), (20.0, 0.3)])
def test_the_line_is_learned_from_frames_of_any_size(mbit: float, base: float) -> None:
    """Small frames tell the round trip, large ones the rate; neither is taken for the other."""
    line, rate = Line(), mbit * MBIT
    for number in range(40):
        size = 150_000 if number % 4 == 3 else 900
        at = 10.0 * number
        held_up = line.shown(Sent(number, at, at, size), at + base + size / rate)
        if number > 8:
            assert held_up == pytest.approx(size / rate, abs=0.02)
    assert line.base == pytest.approx(base, abs=0.01)
    assert line.rate.known == pytest.approx(rate, rel=0.1)


def test_the_shortest_round_trip_is_forgotten_after_a_while() -> None:
    line = Line()
    for second in range(40):
        base = 0.02 if second < 5 else 0.2
        line.shown(Sent(second, second, second, 500), second + base)
    assert line.base == pytest.approx(0.2, abs=0.01)


def test_frames_behind_one_another_are_one_stretch() -> None:
    """Three that were sent at once and came one after another, as the line carried them."""
    line, rate = Line(), 1.0 * MBIT
    line.shown(Sent(0, 0.0, 0.0, 100), 0.05)
    for turn in range(1, 6):
        at = 2.0 * turn
        for number in range(3):
            end = at + 0.05 + (number + 1) * 25_000 / rate
            line.shown(Sent(number, at, at, 25_000), end)
    assert line.rate.known == pytest.approx(rate, rel=0.05)
    frames = [Sent(0, 20.0, 20.0, 12_500), Sent(1, 20.0, 20.0, 12_500)]
    assert line.end(frames) == pytest.approx(20.2, abs=0.02)
