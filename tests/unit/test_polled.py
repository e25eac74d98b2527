"""A screen that is looked at at a rhythm, and mss behind it."""

from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.screen.capture.polled import Eyes, PolledScreen, Rhythm
from agent.screen.capture.portable import BAND, RHYTHM, Compared, bands
from agent.screen.source import NO_CURSOR_CHANGE, Box, ScreenChanged


class Desk:
    """mss over a few pixels, and a clock."""

    def __init__(self) -> None:
        self.now = 0.0
        self.looks = 0
        self.closed = 0
        self.pushed = False
        self.show(2, 2, bytes(16))

    def show(self, width: int, height: int, raw: bytes) -> None:
        self.picture = SimpleNamespace(width=width, height=height, raw=bytearray(raw))

    def take(self) -> SimpleNamespace:
        self.looks += 1
        return SimpleNamespace(**vars(self.picture))

    def close(self) -> None:
        self.closed += 1

    def screen(self, rhythm: Rhythm = RHYTHM) -> PolledScreen:
        eyes = Eyes(Compared(self.take).look, self.close, fresh=lambda: self.pushed)
        return PolledScreen(eyes, rhythm, lambda: self.now)


def test_a_changed_screen_is_seen_and_a_still_one_is_looked_at_less_often() -> None:
    desk = Desk()
    screen = desk.screen()
    assert screen.damage() == [Box(0, 0, 2, 2)]
    desk.show(2, 2, bytes((0,) * 9 + (1,) + (0,) * 6))
    assert not screen.pending()
    assert screen.damage() == []
    desk.now += RHYTHM.quick
    assert screen.pending()
    assert screen.damage() == [Box(0, 0, 2, 2)]
    assert screen.grab(Box(0, 1, 2, 1)).tolist() == [[0x100, 0]]
    before = desk.looks
    while desk.now < 10:
        desk.now += 0.01
        assert screen.damage() == []
    assert 10 / RHYTHM.slow - 1 <= desk.looks - before <= 10 / RHYTHM.slow + 12
    assert screen.cursor() == NO_CURSOR_CHANGE
    screen.close()
    screen.close()
    assert desk.closed == 1


def test_another_size() -> None:
    desk = Desk()
    screen = desk.screen()
    screen.damage()
    desk.now += 1
    desk.show(3, 1, bytes(12))
    assert screen.damage() == [Box(0, 0, 3, 1)]
    assert screen.size() == (3, 1)
    with pytest.raises(ScreenChanged):
        screen.grab(Box(0, 0, 2, 2))
    with pytest.raises(ScreenChanged):
        screen.grab(Box(2, 0, 2, 1))


def test_wake_ends_a_wait() -> None:
    desk = Desk()
    screen = desk.screen()
    screen.wake()
    screen.wait(60)
    desk.now += 60
    screen.wait(60)


def test_a_look_that_is_due_is_told_once_though_nobody_looks() -> None:
    desk = Desk()
    screen = desk.screen()
    desk.now += 1
    screen.wait(60)
    waited: list[float | None] = []
    screen._awake.wait = waited.append  # type: ignore[assignment, method-assign]
    screen.wait(60)
    assert waited == [pytest.approx(RHYTHM.quick)]


def test_what_is_pushed_is_looked_at_at_once() -> None:
    desk = Desk()
    screen = desk.screen(Rhythm(100, 100))
    screen.damage()
    desk.show(2, 2, bytes((1,) * 16))
    assert screen.damage() == []
    desk.pushed = True
    assert screen.pending()
    assert screen.damage() == [Box(0, 0, 2, 2)]


@given(
    height=st.integers(1, 5 * BAND),
    width=st.integers(1, 9),
    changed=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 0xFFFFFF))),
    ignored=st.integers(0, 0xFF),
)
def test_bands_cover_what_differs_and_touch_nothing_else(
    height: int, width: int, changed: list[tuple[float, int]], ignored: int
) -> None:
    old = np.zeros((height, width), np.uint32)
    new = old.copy()
    rows = [(int(place * height), flip) for place, flip in changed]
    for row, flip in rows:
        new[row, row % width] = flip
    new |= np.uint32(ignored << 24)
    found = bands(old, new)
    touched = {row // BAND for row, _ in rows}
    covered = [row for box in found for row in range(box.y, box.y + box.height)]
    assert covered == [row for row in range(height) if row // BAND in touched]
    assert all(box.x == 0 and box.width == width for box in found)
    assert all(one.y + one.height < two.y for one, two in pairwise(found))
