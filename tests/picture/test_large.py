"""Screens that cost the most stay within what a frame may be, and come to be exact."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor

import numpy as np
import pytest

from agent.frames.control import Quality
from agent.frames.kinds import Kind
from agent.screen.encode.wish import Wish
from agent.screen.pace.pacing import BUDGET_MOST
from agent.screen.source import Pixels
from tests.fakes.canvas import Canvas
from tests.picture.encoded import Sender
from tests.picture.sequences import SECONDS, page, photo, whole_frame

HEIGHT, WIDTH = 1080, 1920
PARTS_LEAST = 16
"""How many parts of 64 KiB a budget of 1 MiB may be passed by: by one picture, of 256k pixels."""


def _noise() -> Iterator[Pixels]:
    """Nothing can be predicted: as many bytes as there can be."""
    dice = np.random.default_rng(1)
    yield dice.integers(0, 2**32, (HEIGHT, WIDTH), np.uint32)


def _after_a_cheap_one() -> Iterator[Pixels]:
    """What was learned from an empty screen says nothing of the next one."""
    yield np.full((HEIGHT, WIDTH), 0x336699, np.uint32)
    yield whole_frame(page(WIDTH, HEIGHT))
    yield from _noise()


def _wallpaper() -> Iterator[Pixels]:
    """A photograph all over the largest usual screen."""
    yield whole_frame(photo(3840, 2160))


def _checkers() -> Iterator[Pixels]:
    """Every tile changes, none as the one beside it."""
    dice = np.random.default_rng(2)
    for _ in range(2):
        small = dice.integers(0, 2**24, (-(-HEIGHT // 64), WIDTH // 64), np.uint32)
        yield np.kron(small, np.ones((64, 64), np.uint32))[:HEIGHT].copy()


def _patches() -> Iterator[Pixels]:
    """Pieces of text and of photographs, put anywhere."""
    dice = np.random.default_rng(3)
    some = [whole_frame(page(WIDTH, HEIGHT)), whole_frame(photo(WIDTH, HEIGHT))]
    for _ in range(2):
        screen = some[0].copy()
        for turn in range(40):
            y, top = dice.integers(0, HEIGHT - 200, 2)
            x, left = dice.integers(0, WIDTH - 300, 2)
            screen[y : y + 200, x : x + 300] = some[turn % 2][top : top + 200, left : left + 300]
        yield screen


@pytest.mark.parametrize("quality", [Quality.SHARP, Quality.AUTO])
@pytest.mark.parametrize("frames", [_noise, _after_a_cheap_one, _wallpaper, _checkers, _patches])
def test_no_frame_is_over_the_limits(
    frames: Callable[[], Iterator[Pixels]], quality: Quality, pool: Executor
) -> None:
    """The reference decoder refuses one of too many parts or operations, or too large an area."""
    said = Wish(quality=quality, video=False, grey=False, level=0, budget=BUDGET_MOST)
    sender, canvas, now = Sender(pool, said), Canvas(), 0.0
    for frame in frames():
        seen, records = sender.send(frame, now)
        for _ in range(40):
            for kind, data in records:
                canvas.take(kind, data)
            parts = [data for kind, data in records if kind is Kind.PICTURE]
            assert sum(map(len, parts)) <= BUDGET_MOST + PARTS_LEAST * 65536
            if sender.is_settled(now):
                break
            now += SECONDS
            seen, records = sender.send(frame, now)
        assert np.array_equal(canvas.pixels, seen & np.uint32(0xFFFFFF))
    sender.close()
