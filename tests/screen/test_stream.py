"""The stream over a screen made of memory: what it sends, when it waits, and that a cut is one."""

import threading
import time

import numpy as np
import pytest
from PIL import Image

from agent.frames.kinds import BadFrame, Kind
from agent.gate import Gate
from agent.screen.source import Box, Pixels
from agent.screen.stream import TIDY_SECONDS, PictureStream
from tests.fakes.memory_screen import MemoryScreen
from tests.screen.streaming import Far, same, streaming


def test_first_the_size_then_the_whole_screen_and_the_cursor() -> None:
    source = MemoryScreen()
    with streaming(source) as (_, _, far):
        far.until(lambda: far.canvas.frame == 1)
        assert same(source, far)
        assert far.canvas.sizes == [(100, 70)]
        far.until(lambda: far.canvas.place == (5, 6))
        assert far.canvas.hot == (1, 0)


def test_only_what_changed_is_sent() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        source.paint((40, 40, 41, 41), (9, 9, 9))
        far.until(lambda: far.canvas.frame == 2)
        (operation,) = far.canvas.operations[1]
        assert (operation.x, operation.y, operation.width, operation.height) == (40, 40, 1, 1)
        assert same(source, far)


class OneBuffer(MemoryScreen):
    """What was grabbed before is overwritten, as in memory shared with a server."""

    def __init__(self, size: tuple[int, int]) -> None:
        super().__init__(size)
        self._memory = np.zeros(size[0] * size[1], np.uint32)

    def grab(self, box: Box) -> Pixels:
        pixels = super().grab(box)
        self._memory[:] = 0
        view = self._memory[: pixels.size].reshape(pixels.shape)
        view[:] = pixels
        return view


def test_what_was_grabbed_before_may_be_overwritten() -> None:
    source = OneBuffer((800, 600))
    with streaming(source) as (_, gate, far):
        far.until(lambda: far.canvas.frame == 1)
        gate.hold()
        for x, y in [(3, 5), (700, 20), (30, 500)]:
            source.paint((x, y, x + 20, y + 9), (x % 256, y % 256, 9))
        grabs = source.grabs
        gate.release()
        far.until(lambda: far.canvas.frame == 2)
        assert source.grabs > grabs + 1
        assert same(source, far)


def test_damage_without_a_difference_sends_nothing() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        source.paint((50, 50, 60, 60), (255, 255, 255))
        source.paint((0, 0, 1, 1), (7, 7, 7))
        far.until(lambda: far.canvas.frame == 2)
        assert all(operation.x == 0 for operation in far.canvas.operations[1])


def test_three_frames_unshown_then_only_the_newest() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        for number in range(1, 4):
            far.until(lambda number=number: far.canvas.frame == number)
            source.paint((0, 0, 5, 5), (number, 0, 0))
        for number in range(20):
            source.paint((0, 0, 5, 5), (number, 9, 0))
        source.point(77, 8)
        far.until(lambda: far.canvas.place == (77, 8))
        time.sleep(0.15)
        assert far.canvas.frame == 3
        stream.shown(3)
        far.until(lambda: far.canvas.frame == 4)
        assert same(source, far)
        with pytest.raises(BadFrame):
            stream.shown(5)


def test_refresh_sends_everything_again() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        first = len(far.canvas.operations[0])
        stream.refresh()
        far.until(lambda: far.canvas.frame == 2)
        assert len(far.canvas.operations[1]) == first
        far.until(lambda: far.kinds.count(Kind.CURSOR) == 4)
        assert far.canvas.sizes == [(100, 70)]


@pytest.mark.parametrize("size", [(300, 200), (33, 17), (1, 1)])
def test_another_size(size: tuple[int, int]) -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        source.resize(size)
        far.until(lambda: far.canvas.frame == 2)
        assert far.canvas.sizes == [(100, 70), size]
        assert same(source, far)


def test_held_captures_nothing_and_goes_on_with_the_newest() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, gate, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        gate.hold()
        grabs, sent = source.grabs, len(far.kinds)
        source.paint((0, 0, 50, 50), (1, 1, 1))
        source.point(1, 1)
        time.sleep(0.25)
        assert (source.grabs, len(far.kinds)) == (grabs, sent)
        source.paint((0, 0, 50, 50), (2, 2, 2))
        gate.release()
        far.until(lambda: far.canvas.frame == 2)
        assert same(source, far)


def test_nothing_is_emitted_after_the_cut() -> None:
    source = MemoryScreen()
    with streaming(source) as (_, gate, far):
        far.until(lambda: far.canvas.frame == 1)
        gate.cut()
        sent = len(far.kinds)
        source.paint((0, 0, 50, 50), (1, 1, 1))
        source.point(1, 1)
        assert source.closed.wait(5)
        assert len(far.kinds) == sent


def test_cut_is_quick_while_a_capture_hangs_and_nothing_comes_later() -> None:
    source = MemoryScreen()
    source.hang = threading.Event()
    with streaming(source) as (stream, gate, far):
        assert source.hanging.wait(5)
        started = time.monotonic()
        gate.cut()
        stream.close()
        assert time.monotonic() - started < 0.25
        source.hang.set()
        assert source.closed.wait(5)
        assert Kind.PICTURE not in far.kinds


def test_a_capture_that_breaks_is_told_once() -> None:
    source = MemoryScreen()
    source.fault = OSError("gone")
    with streaming(source) as (_, _, far):
        far.until(lambda: bool(far.faults))
        assert source.closed.wait(5)
        assert len(far.faults) == 1


def test_idle_does_not_spin() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        stream.shown(1)
        time.sleep(0.1)
        waits = source.waits
        time.sleep(0.3)
        assert source.waits - waits <= 2


def test_a_frame_that_is_shown_wakes_nobody_where_nothing_waits() -> None:
    source = MemoryScreen()
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        time.sleep(0.1)
        waits = source.waits
        stream.shown(1)
        time.sleep(0.2)
        assert source.waits == waits


def test_a_frame_that_is_shown_wakes_nobody_where_a_repair_waits_for_longer() -> None:
    source = MemoryScreen((96, 96))
    dots = np.random.default_rng(1).integers(0, 256, (96, 96, 3), np.uint8)
    source.image = Image.fromarray(dots)
    with streaming(source) as (stream, _, far):
        far.until(lambda: far.canvas.frame == 1)
        assert not same(source, far), "nothing is coarse"
        time.sleep(0.1)
        waits = source.waits
        stream.shown(1)
        time.sleep(0.1)
        assert source.waits == waits
        far.until(lambda: same(source, far))


def test_three_unshown_frames_do_not_spin_either() -> None:
    source = MemoryScreen()
    with streaming(source) as (_, _, far):
        for number in range(1, 4):
            far.until(lambda number=number: far.canvas.frame == number)
            source.paint((0, 0, 5, 5), (number, 0, 0))
        time.sleep(0.1)
        waits = source.waits
        time.sleep(0.3)
        assert source.waits - waits <= 2


def test_cut_is_quick_while_an_encoder_hangs_and_nothing_comes_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, hanging, go_on = MemoryScreen(), threading.Event(), threading.Event()

    def hang(*_: object) -> None:
        hanging.set()
        go_on.wait(10)

    monkeypatch.setattr("agent.screen.encode.stills.lossless.encode", hang)
    with streaming(source) as (stream, gate, far):
        assert hanging.wait(5)
        started = time.monotonic()
        gate.cut()
        stream.close()
        assert time.monotonic() - started < 0.25
        go_on.set()
        assert source.closed.wait(5)
        assert Kind.PICTURE not in far.kinds


def test_memory_goes_back_while_pictures_are_made_and_not_while_none_are() -> None:
    source, far, now, tidied = MemoryScreen(), Far(), [0.0], list[float]()
    stream = PictureStream(
        source,
        Gate(),
        far.send,
        far.fault,
        clock=lambda: now[0],
        tidy=lambda: tidied.append(now[0]),
    )
    stream.start()
    try:
        far.until(lambda: far.canvas.frame == 1)
        for number in range(1, 6):
            now[0] = number * TIDY_SECONDS
            source.point(number, 0)
            far.until(lambda place=(number, 0): far.canvas.place == place)
    finally:
        stream.close()
        assert source.closed.wait(5)
    assert tidied == [TIDY_SECONDS]


def test_closed_before_it_was_started() -> None:
    source = MemoryScreen()
    PictureStream(source, Gate(), lambda _kind, _data: None, lambda _error: None).close()
    assert source.closed.is_set()
