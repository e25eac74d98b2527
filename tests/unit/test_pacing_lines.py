"""Pacing over simulated lines: what waits, what is shown, and how soon a key is seen."""

from collections.abc import Callable
from itertools import product

from agent.frames.picture import UNSHOWN_MAX
from tests.every import every
from tests.fakes.slow_line import MBIT, Far, Session, percentile, steady

Sizes = Callable[[int, int, bool], int]
SCREEN = 480_000
"""Bytes of the first picture."""


def video(frame: tuple[int, ...], first: tuple[int, ...]) -> Sizes:
    """A video stream: bytes of a frame, and of its first, by level."""
    return lambda level, _budget, begins: (first if begins else frame)[level]


SMALL = video((3000, 2100, 1400, 900, 600), (50_000, 32_000, 17_000, 11_000, 7_000))
LARGE = video((20_000, 14_000, 9_000, 6_000, 4_000), (120_000, 80_000, 50_000, 30_000, 20_000))


def tiles(level: int, budget: int, _begins: bool) -> int:
    """The same in pictures, each cut at the budget."""
    return min(budget, (120_000, 90_000, 60_000, 40_000, 25_000)[level])


def watched(far: Far, sizes: Sizes, *, until: float, start: float = 8.0) -> Session:
    """The first picture, then a video, and a key every third of a second."""
    session = Session(far, sizes)
    session.first_picture(SCREEN)
    session.playing = lambda now: now >= start
    count = int((until - start - 2) / 0.37)
    session.press(*(start + 0.1 + 0.37 * number for number in range(count)))
    session.run(until)
    return session


@every([(SMALL, 25.0, 0.06), (LARGE, 20.0, 0.06), (tiles, 10.0, 0.1)])
def test_a_video_over_4_mbit_adds_no_queue(sizes: Sizes, fps: float, queue: float) -> None:
    session = watched(Far(steady(4 * MBIT), 0.02, 0.01), sizes, until=30.0)
    assert percentile(session.waits(8.0), 0.95) < queue
    assert session.fps(8.0, 28.0) >= fps


def test_a_key_is_seen_over_1_mbit_while_a_video_plays() -> None:
    session = watched(Far(steady(1 * MBIT), 0.05, 0.01), SMALL, until=30.0)
    echoes = session.echoes(8.0)
    assert len(echoes) > 50
    assert percentile(echoes, 0.95) <= 0.3
    assert session.fps(8.0, 28.0) >= 10


@every([(LARGE, 0.35), (tiles, 0.5)])
def test_a_heavy_video_over_1_mbit_becomes_worse_not_late(sizes: Sizes, seconds: float) -> None:
    session = watched(Far(steady(1 * MBIT), 0.05, 0.01), sizes, until=30.0)
    assert percentile(session.echoes(8.0), 0.95) <= seconds
    assert percentile(session.waits(8.0), 0.95) < 0.12
    assert session.levels[-1][1] >= 2


def test_on_a_lan_nothing_is_limited() -> None:
    session = Session(Far(steady(1000 * MBIT), 0.0005), SMALL, fps=60.0)
    session.first_picture(SCREEN)
    session.run(10.0)
    assert session.fps(1.0, 9.0) >= 55
    assert {level for _, level in session.levels} == {0}
    assert session.pacing.budget >= SCREEN


@every([2_000, SCREEN])
def test_jitter_and_the_consoles_refresh_are_no_strain(first: int) -> None:
    """Neither after a first picture that told the rate nor after one that told nothing."""
    session = Session(Far(steady(50 * MBIT), 0.02, 0.01), SMALL, fps=60.0)
    session.first_picture(first)
    session.run(20.0)
    assert {level for _, level in session.levels} == {0}
    assert session.fps(2.0, 19.0) >= 30


@every(product((1.0, 10.0, 30.0), (SMALL, LARGE, tiles)))
def test_after_a_stall_the_newest_picture_comes(seconds: float, sizes: Sizes) -> None:
    end = 12.0 + seconds
    far = Far(lambda now: 0.0 if 12.0 <= now < end else 4 * MBIT, 0.02, 0.01)
    session = watched(far, sizes, until=end + 4.0, start=3.0)
    waited = [frame for frame in session.frames if 12.0 <= frame.sent < end]
    assert len(waited) <= UNSHOWN_MAX
    fresh = min(f.shown for f in far.shown if f.shown is not None and f.captured >= end)
    assert fresh - end < 0.5
    before = [level for at, level in session.levels if at < 12.0][-1]
    assert max(level for at, level in session.levels if at >= end) <= before + 1
    assert session.fps(end + 1.0, end + 3.0) >= 10


@every([0.5, 1.0])
def test_a_line_that_becomes_good_is_used(mbit: float) -> None:
    far = Far(lambda now: (mbit if now < 20.0 else 20.0) * MBIT, 0.03, 0.01)
    session = Session(far, LARGE)
    session.first_picture(SCREEN)
    session.run(45.0)
    assert [level for at, level in session.levels if at < 20.0][-1] >= 2
    assert min(at for at, level in session.levels if at >= 20.0 and level == 0) <= 31.0
    assert {level for at, level in session.levels if at >= 32.0} == {0}
    assert session.fps(32.0, 44.0) >= 24


@every([4.0, 100.0])
def test_a_line_that_becomes_bad_is_spared(mbit: float) -> None:
    far = Far(lambda now: (mbit if now < 20.0 else 1.0) * MBIT, 0.05, 0.01)
    session = watched(far, LARGE, until=40.0)
    assert percentile(session.waits(25.0), 0.95) < 0.06
    assert percentile(session.echoes(25.0), 0.95) < 0.4


def test_a_slow_pc_is_not_eaten_up() -> None:
    session = Session(Far(steady(1000 * MBIT), 0.0005), SMALL, fps=60.0)
    session.encode = 0.04
    session.run(10.0)
    made = len(session.frames) * session.encode / 10.0
    assert 0.4 < made < 0.55
