"""What is copied has its place in a frame: nothing before it spoils its source or its target."""

from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pytest

from agent.frames.control import Quality
from agent.frames.operations import Fill, Jpeg, Move, Operation, Webp
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.stills import kinds
from agent.screen.encode.stills.stills import StillEncoder, Stills
from agent.screen.encode.tiles import changed
from agent.screen.encode.wish import Wish
from agent.screen.source import Pixels
from tests.fakes.letters import GLYPH, letter
from tests.fakes.scenes import WHITE, flat, noise, photo, text

WIDTH, HEIGHT = 320, 256
OTHER = noise(6, 9, 6)


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def page() -> Pixels:
    """White, with one letter."""
    pixels = flat(WIDTH, HEIGHT, WHITE)
    letter(pixels, 10, 10)
    return pixels


def brought(
    old: Pixels, new: Pixels, pool: Executor, *, budget: int = 100_000, coarse: int = 0
) -> Stills:
    """What brings new pixels over; `coarse`: so many rows of tiles are inexact before."""
    canvas = Canvas(HEIGHT, WIDTH)
    canvas.put(np.ones_like(canvas.inexact), old, 0.0, coarse=False)
    canvas.inexact[:coarse] = True
    differs = changed(old, new)
    wish = Wish(Quality.AUTO, video=False, grey=False, level=0, budget=budget)
    soon = np.zeros_like(differs)
    sorted_kinds = kinds.sort(new, differs)
    encoder = StillEncoder(pool)
    stills = encoder.encode(canvas, new, differs, sorted_kinds, lambda: soon, wish)
    assert np.array_equal(canvas.pixels, old)
    return stills


def types(operations: list[Operation]) -> list[type]:
    return [type(one) for one in operations]


def test_a_letter_is_copied_and_its_tile_exact(pool: Executor) -> None:
    old, new = page(), page()
    letter(new, 100, 100)
    stills = brought(old, new, pool)
    assert stills.operations == [Move(100, 100, 6, 9, 10, 10)]
    assert np.array_equal(stills.exact, changed(old, new))
    assert stills.size == 0


def test_a_letter_across_four_tiles_is_one_rectangle(pool: Executor) -> None:
    """Also where it touches three of them only."""
    glyph = GLYPH.copy()
    glyph[:4, :3] = WHITE
    old, new = flat(WIDTH, HEIGHT, WHITE), flat(WIDTH, HEIGHT, WHITE)
    letter(new, 93, 92, glyph)
    assert np.count_nonzero(changed(old, new)) == 3
    stills = brought(old, new, pool)
    assert [(one.x, one.y, one.width, one.height) for one in stills.operations] == [(93, 92, 6, 9)]
    assert np.array_equal(stills.exact, changed(old, new))


def test_letters_far_from_each_other_are_not(pool: Executor) -> None:
    old, new = page(), page()
    letter(new, 100, 100)
    letter(new, 164, 100)
    assert types(brought(old, new, pool).operations) == [Move, Move]


@pytest.mark.parametrize("budget", [0, 1, 100_000])
def test_copies_come_before_images_and_whatever_is_left(budget: int, pool: Executor) -> None:
    old, new = page(), page()
    letter(new, 100, 100)
    for at in range(3):
        letter(new, 100 + 64 * at, 200, noise(6, 9, 20 + at))
    stills = brought(old, new, pool, budget=budget)
    assert types(stills.operations) == [Move, *[Webp] * (3 if budget > 1 else 1)]
    assert stills.exact[100 // 32, 100 // 32]
    assert np.count_nonzero(stills.exact) == (4 if budget > 1 else 2)


def test_nothing_is_copied_from_under_a_fill(pool: Executor) -> None:
    """The page is cleared, and its letter typed anew."""
    old, new = page(), flat(WIDTH, HEIGHT, WHITE)
    old[:64] = text(WIDTH, 64)
    letter(old, 10, 10)
    letter(new, 100, 200)
    assert types(brought(old, new, pool).operations) == [*[Fill] * 1, Webp]


def test_nothing_is_copied_from_under_a_picture(pool: Executor) -> None:
    """Nor into one: a photograph opens where the letter stood, another is typed beside it."""
    old = page()
    letter(old, 10, 200, OTHER)
    new = old.copy()
    new[:128, :128] = photo(128, 128)
    letter(new, 200, 200)
    letter(new, 260, 200, OTHER)
    operations = brought(old, new, pool).operations
    assert types(operations) == [Jpeg, Move, Webp]
    assert operations[1] == Move(260, 200, 6, 9, 10, 200)


def test_nothing_is_copied_from_what_is_coarse(pool: Executor) -> None:
    old, new = page(), page()
    letter(new, 100, 100)
    assert types(brought(old, new, pool, coarse=1).operations) == [Webp]
