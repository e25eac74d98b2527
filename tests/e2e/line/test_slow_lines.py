"""Over a line that is slow or stands still the newest picture comes, and no queue of old ones."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from agent.frames.control import Quality
from agent.screen.encode.wish import Wish
from tests.e2e.line.scene import Scene, scene
from tests.picture.encoded import Sender

WINDOW = 3
"""Frames that may be on their way; see `agent.frames.picture.UNSHOWN_MAX`."""
RATE, DELAY = 125_000.0, 0.02
"""1 Mbit/s, 40 ms there and back."""
HELD_SECONDS = 0.5
"""How long the line may be busy with what was sent too early."""
SLACK = 24 * 1024
"""Bytes of what else the agent says meanwhile: places of the pointer, states, a handshake."""


def whole_picture(one: Scene) -> int:
    """Bytes of the whole screen as it is now, in the best quality."""
    rgb = np.asarray(one.painter.grab().convert("RGB")).astype(np.uint32)
    capture = rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]
    wish = Wish(quality=Quality.SHARP, video=False, grey=False, level=0, budget=10**9)
    with ThreadPoolExecutor(1) as pool:
        _, records = Sender(pool, wish).send(capture, 0.0)
    return sum(len(data) for _, data in records)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """One session for all: it takes much longer to begin than to do."""
    with scene(tmp_path_factory.mktemp("line")) as one:
        yield one


def test_a_slow_line(one: Scene) -> None:
    one.line.rate, one.line.delay = RATE, DELAY
    one.paint_for(1.5)
    one.newest(HELD_SECONDS + 0.5)
    one.most_held, before = 0, one.mark
    one.paint_for(3.0)
    seen = [mark for mark in one.marks() if mark > before]
    assert one.most_held <= HELD_SECONDS * RATE
    assert seen == sorted(seen)
    assert len(seen) >= 4
    one.newest(HELD_SECONDS + 0.5)
    one.exact(15)


def stalled(one: Scene, seconds: float) -> None:
    one.line.rate, one.line.delay = RATE * 8, DELAY
    one.paint_for(1.0)
    one.newest(5)
    most = whole_picture(one)
    one.line.stall()
    held_before, passed_before = one.line.up.held, one.line.up.passed
    one.most_held, before = 0, one.mark
    one.paint_for(seconds)
    assert one.mark - before > 20 * WINDOW * seconds / 10, "too few states to tell"
    one.marks()
    one.line.go_on()
    seen = [mark for mark in one.newest(20) if mark > before]
    spent = one.line.up.passed - passed_before
    assert one.most_held - held_before <= most + SLACK
    assert spent <= most + SLACK
    assert len(seen) <= 2 * WINDOW
    one.exact(15)


@pytest.mark.parametrize("seconds", [1.0, 10.0])
def test_a_stalled_line(seconds: float, one: Scene) -> None:
    stalled(one, seconds)


@pytest.mark.soak
def test_a_line_stalled_for_long(one: Scene) -> None:
    """So long that both ends take it for cut, and come back with another."""
    stalled(one, 30.0)
