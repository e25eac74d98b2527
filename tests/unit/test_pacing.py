"""At most three frames on their way, a distance between captures, all by a clock passed in."""

import pytest

from agent.frames.kinds import BadFrame
from agent.screen.pacing import CURSOR_SECONDS, FRAME_SECONDS, Pacing


def test_three_frames_then_none_until_shown() -> None:
    pacing = Pacing()
    assert [pacing.next_frame() for _ in range(3)] == [1, 2, 3]
    assert pacing.full
    assert pacing.capture_in(100.0) is None
    pacing.shown(1)
    assert pacing.capture_in(100.0) == 0
    pacing.next_frame()
    assert pacing.full
    pacing.shown(4)
    assert not pacing.full


def test_shown_never_goes_back_and_never_ahead() -> None:
    pacing = Pacing()
    for _ in range(3):
        pacing.next_frame()
    pacing.shown(3)
    pacing.shown(1)
    assert not pacing.full
    with pytest.raises(BadFrame):
        pacing.shown(4)


def test_captures_keep_a_distance() -> None:
    pacing = Pacing()
    assert pacing.capture_in(50.0) == 0
    pacing.captured(50.0)
    assert pacing.capture_in(50.0) == pytest.approx(FRAME_SECONDS)
    assert pacing.capture_in(50.0 + FRAME_SECONDS) == 0


def test_the_cursor_keeps_its_own_distance_however_many_frames_wait() -> None:
    pacing = Pacing()
    for _ in range(3):
        pacing.next_frame()
    assert pacing.cursor_in(5.0) == 0
    pacing.cursor_sent(5.0)
    assert pacing.cursor_in(5.0) == pytest.approx(CURSOR_SECONDS)
