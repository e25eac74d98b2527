"""When a capture may be made, how large and how good, by acknowledgements and a clock passed in."""

import pytest

from agent.frames.control import Quality
from agent.frames.kinds import BadFrame
from agent.frames.picture import UNSHOWN_MAX
from agent.screen.pace import Pacing
from agent.screen.pace.pacing import (
    BUDGET_LEAST,
    BUDGET_MOST,
    INTERVALS,
    LEVEL_MOST,
    LIGHT_LEVEL,
    LIGHT_SECONDS,
    OVERDUE_SECONDS,
    PROBE_SECONDS,
    REST_MOST,
)
from agent.screen.pace.rate import FIRST, NOISE_SECONDS


def sent(pacing: Pacing, now: float, size: int = 1000) -> int:
    return pacing.sent(now, now - 0.01, size)


def on_a_lan(pacing: Pacing, until: float, *, step: float = 0.02) -> None:
    """Frames that are shown 10 ms after they were sent."""
    now = 0.0
    while now < until:
        number = pacing.sent(now, now, 20_000)
        pacing.shown(number, now + 0.01)
        now += step


def strained(pacing: Pacing, level: int) -> float:
    """Frames that come a second late until this level is reached; the time then."""
    now = 0.0
    while pacing.level < level:
        pacing.shown(pacing.sent(now, now, 300), now + (0.02 if now == 0 else 1.0))
        now += 1.1
    return now


def test_the_first_capture_is_now_and_frames_count_from_one() -> None:
    pacing = Pacing()
    assert pacing.ready_in(100.0) == 0
    assert [sent(pacing, 100.0) for _ in range(3)] == [1, 2, 3]
    assert pacing.unshown == 3


def test_three_frames_then_none_until_one_was_shown() -> None:
    pacing = Pacing()
    for _ in range(UNSHOWN_MAX):
        sent(pacing, 5.0)
    assert pacing.ready_in(5.0) is None
    pacing.shown(1, 5.02)
    assert pacing.ready_in(5.02) == 0
    sent(pacing, 5.02)
    assert pacing.ready_in(5.02) is None
    pacing.shown(4, 5.04)
    assert pacing.unshown == 0


def test_shown_never_goes_back_and_never_ahead() -> None:
    pacing = Pacing()
    for _ in range(3):
        sent(pacing, 0.0)
    pacing.shown(3, 0.1)
    pacing.shown(1, 9.0)
    assert pacing.unshown == 0
    assert pacing.delay == 110
    with pytest.raises(BadFrame):
        pacing.shown(4, 9.0)


def test_captures_keep_a_distance() -> None:
    pacing = Pacing()
    pacing.captured(50.0)
    assert pacing.ready_in(50.0) == pytest.approx(INTERVALS[0])
    assert pacing.ready_in(50.0 + INTERVALS[0]) == 0


def test_the_delay_is_from_the_capture_to_the_answer_and_fits_its_field() -> None:
    pacing = Pacing()
    assert pacing.delay == 0
    pacing.shown(pacing.sent(1.0, 0.98, 10), 1.05)
    assert pacing.delay == 70
    pacing.shown(pacing.sent(2.0, 2.0, 10), 400.0)
    assert pacing.delay == 0xFFFF


def test_half_of_the_time_is_rest() -> None:
    pacing = Pacing()
    now = busy = 0.0
    while now < 10.0:
        wait = pacing.ready_in(now)
        assert wait is not None
        now += wait
        pacing.captured(now, 0.05)
        now, busy = now + 0.05, busy + 0.05
    assert 4.5 < busy < 5.5


def test_one_long_piece_of_work_does_not_hold_up_the_next_for_long() -> None:
    pacing = Pacing()
    pacing.captured(10.0, 0.04)
    assert pacing.ready_in(10.04) == 0
    pacing.captured(20.0, 2.0)
    assert pacing.ready_in(22.0) == pytest.approx(REST_MOST)


def test_before_anything_is_known_a_large_frame_goes_alone() -> None:
    pacing = Pacing()
    sent(pacing, 0.0, 200_000)
    assert pacing.ready_in(0.1) is None
    pacing.shown(1, 0.1)
    sent(pacing, 0.1, 200_000)
    assert pacing.ready_in(0.11) is not None


def test_a_frame_that_stands_still_has_none_sent_behind_it() -> None:
    pacing = Pacing()
    on_a_lan(pacing, 1.0)
    sent(pacing, 1.0)
    assert pacing.ready_in(1.05) == 0
    assert pacing.ready_in(1.0 + 0.01 + OVERDUE_SECONDS + 0.02) is None


def test_now_and_then_a_frame_goes_alone() -> None:
    pacing = Pacing()
    now = 0.0
    sent(pacing, now)
    while now <= PROBE_SECONDS:
        now += 0.05
        sent(pacing, now)
        pacing.shown(pacing._sent - 1, now + 0.001)
    assert pacing.ready_in(now + 0.002) is None
    pacing.shown(pacing._sent, now + 0.01)
    assert pacing.ready_in(now + 0.01) == 0


def test_the_next_capture_waits_until_the_line_is_nearly_free() -> None:
    pacing = Pacing()
    for now in (0.0, 1.0):
        pacing.shown(pacing.sent(now, now, 500), now + 0.02)
    pacing.shown(pacing.sent(2.0, 2.0, 50_000), 2.42)
    pacing.sent(5.0, 5.0, 25_000)
    assert pacing.ready_in(5.0) == pytest.approx(0.2 - NOISE_SECONDS, abs=0.02)
    assert pacing.ready_in(5.0 + 0.2) == 0
    assert pacing.budget == pytest.approx(25_000, rel=0.1)


def test_the_budget_has_its_bounds() -> None:
    pacing = Pacing()
    assert pacing.budget == FIRST / 5
    pacing.shown(pacing.sent(0.0, 0.0, 500), 0.02)
    pacing.shown(pacing.sent(1.0, 1.0, 1_000_000), 1.05)
    assert pacing.budget == BUDGET_MOST
    pacing.shown(pacing.sent(2.0, 2.0, 40_000), 32.0)
    assert pacing.budget == BUDGET_LEAST


def test_light_begins_at_its_level_and_makes_fewer_pictures() -> None:
    pacing = Pacing()
    pacing.wish(Quality.LIGHT)
    assert pacing.level == LIGHT_LEVEL
    pacing.captured(1.0)
    assert pacing.ready_in(1.0) == pytest.approx(LIGHT_SECONDS)
    strained(pacing, LEVEL_MOST)
    pacing.wish(Quality.AUTO)
    assert pacing.level == LEVEL_MOST


def test_where_the_worst_level_is_too_much_captures_become_fewer() -> None:
    pacing = Pacing()
    now = strained(pacing, LEVEL_MOST)
    for _ in range(8):
        pacing.shown(pacing.sent(now, now, 300), now + 1.0)
        now += 1.1
    pacing.captured(now)
    assert pacing.level == LEVEL_MOST
    assert pacing.ready_in(now) == pytest.approx(INTERVALS[-1])
