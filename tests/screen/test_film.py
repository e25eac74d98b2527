"""A film on a screen: one video as large as itself, a photo where it ended, exact once it rests."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pytest

from agent.frames.control import Quality
from agent.frames.operations import Jpeg, Video, Webp
from agent.screen.encode.chain import QUICK_BUDGET, Chain
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels
from tests.fakes import scenes

pytest.importorskip("av", reason="the extra `video` is not installed")

WIDTH, HEIGHT = 320, 192
STEP_MS = 40
BUDGET = 1_000_000


@pytest.fixture
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def played(chain: Chain) -> tuple[Pixels, float]:
    """The last picture of a film at an odd place, which has become a video, and its time."""
    wish, screen, now = Wish(Quality.AUTO, True, False, 0, BUDGET), scenes.flat(640, 480), 0.0
    chain.take([(Box(0, 0, 640, 480), screen)], now, wish)
    for step in range(15):
        now += STEP_MS / 1000
        screen = scenes.put(screen, scenes.photo(WIDTH, HEIGHT, step), 101, 75)
        operations = chain.take([(Box(0, 0, 640, 480), screen)], now, wish)
    (film,) = operations
    assert isinstance(film, Video)
    assert (film.x, film.y, film.width, film.height) == (101, 75, WIDTH, HEIGHT)
    return screen, now


def test_a_film_is_a_video_as_large_as_itself_with_no_stills_beside_it(pool: Executor) -> None:
    played(Chain(480, 640, pool))


def test_what_changes_beside_a_film_is_brought_by_it_too(pool: Executor) -> None:
    chain = Chain(480, 640, pool)
    screen, now = played(chain)
    screen[70, 200] ^= np.uint32(0xFFFFFF)
    wish = Wish(Quality.AUTO, True, False, 0, BUDGET)
    (film,) = chain.take([(Box(0, 0, 640, 480), screen)], now + 0.04, wish)
    assert isinstance(film, Video)
    assert film.begins
    assert (film.x, film.y, film.width, film.height) == (96, 64, 352, 224)


def test_a_photo_in_the_place_of_a_film_that_ended_is_a_photo(pool: Executor) -> None:
    chain = Chain(480, 640, pool)
    screen, now = played(chain)
    screen = scenes.put(screen, scenes.photo(WIDTH, HEIGHT, 99), 101, 75)
    wish = Wish(Quality.AUTO, True, False, 0, BUDGET)
    operations = chain.take([(Box(0, 0, 640, 480), screen)], now + 1, wish)
    assert Jpeg in {type(one) for one in operations}


def mended(chain: Chain, now: float, budget: int) -> int:
    """Bytes of the exact pictures that follow once all is at rest."""
    wish, size = Wish(Quality.AUTO, True, False, 0, budget), 0
    while (wait := chain.repair_in(now, wish)) is not None:
        now += wait + 0.001
        size += sum(len(one.data) for one in chain.take([], now, wish) if isinstance(one, Webp))
    return size


def test_a_film_at_rest_is_mended_in_little_time_or_in_few_bytes(pool: Executor) -> None:
    sizes = []
    for budget in (QUICK_BUDGET, QUICK_BUDGET - 1):
        chain = Chain(480, 640, pool)
        _, now = played(chain)
        sizes.append(mended(chain, now, budget))
    assert sizes[0] > sizes[1]


def test_a_photo_that_never_moved_is_mended_in_few_bytes_on_any_line(pool: Executor) -> None:
    sizes = set()
    for budget in (QUICK_BUDGET, QUICK_BUDGET - 1):
        chain = Chain(480, 640, pool)
        screen = scenes.put(scenes.flat(640, 480), scenes.photo(WIDTH, HEIGHT, 1), 96, 64)
        wish = Wish(Quality.AUTO, True, False, 0, budget)
        chain.take([(Box(0, 0, 640, 480), screen)], 0.0, wish)
        sizes.add(mended(chain, 0.0, budget))
    assert len(sizes) == 1
    assert sizes.pop() > 0
