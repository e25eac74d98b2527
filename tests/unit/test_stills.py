"""What a frame brings over coarsely and what it makes exact: which tiles, how well, how many."""

import io
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor

import numpy as np
import pytest
from PIL import Image

from agent.frames.control import Quality
from agent.frames.operations import Jpeg, Webp
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.grid import Mask, grid
from agent.screen.encode.stills.kinds import Kinds
from agent.screen.encode.stills.lossy import LARGE_AREA, LARGE_LEVEL, QUALITIES
from agent.screen.encode.stills.stills import (
    BOXES_MAX,
    MENDING_AREA,
    PICTURES_MAX,
    StillEncoder,
    Stills,
)
from agent.screen.encode.wish import Wish
from tests.fakes import desktop
from tests.fakes.desktop import pixels_of

SIZE = (960, 640)
PHOTO = pixels_of(desktop.photo(SIZE))
SHAPE = grid(*PHOTO.shape)
WISH = Wish(Quality.AUTO, video=False, grey=False, level=0, budget=10_000_000)
ALL = np.ones(SHAPE, np.bool_)


@pytest.fixture(scope="module")
def pool() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as made:
        yield made


def brought(picture: Mask, soon: Mask, pool: Executor) -> Stills:
    none = np.zeros(SHAPE, np.bool_)
    kinds = Kinds(none, none, picture, np.zeros(SHAPE, np.uint32))
    canvas = Canvas(*PHOTO.shape)
    return StillEncoder(pool).encode(canvas, PHOTO, picture, kinds, lambda: soon, WISH)


def qualities(stills: Stills) -> set[int]:
    """How much a brightness next to the mean is rounded by, as libjpeg reckons from a quality."""
    rounded = {}
    for quality in QUALITIES:
        target = io.BytesIO()
        Image.new("RGB", (16, 16)).save(target, "JPEG", quality=quality)
        rounded[tables(target.getvalue())] = quality
    return {rounded[tables(one.data)] for one in stills.operations if isinstance(one, Jpeg)}


def tables(data: bytes) -> tuple[int, ...]:
    return tuple(Image.open(io.BytesIO(data)).quantization[0])  # type: ignore[attr-defined]


def part(tiles: int) -> Mask:
    """So many tiles from the top."""
    some = np.zeros(SHAPE, np.bool_)
    some.ravel()[:tiles] = True
    return some


def test_a_large_picture_begins_coarser(pool: Executor) -> None:
    large = LARGE_AREA // 1024
    assert qualities(brought(part(large), ALL, pool)) == {QUALITIES[LARGE_LEVEL]}
    assert qualities(brought(part(large - 1), ALL, pool)) == {QUALITIES[0]}


def test_what_is_not_exact_soon_begins_as_well_as_ever(pool: Executor) -> None:
    assert qualities(brought(ALL, part(LARGE_AREA // 1024 - 1), pool)) == {QUALITIES[0]}


def test_no_tile_that_did_not_change_is_drawn_coarsely(pool: Executor) -> None:
    """However ragged pictures are: text between them would be blurred, and nobody would know."""
    dice = np.random.default_rng(1)
    for share in (0.02, 0.1, 0.3, 0.5, 0.9):
        picture = dice.random(SHAPE) < share
        stills = brought(picture, ALL, pool)
        assert not (stills.coarse & ~picture).any()
        drawn = np.zeros(PHOTO.shape, np.bool_)
        for one in stills.operations:
            drawn[one.y : one.y + one.height, one.x : one.x + one.width] = True
        assert np.array_equal(drawn[16::32, 16::32], stills.coarse)
        assert np.array_equal(stills.coarse, picture)
        assert len(stills.operations) <= max(BOXES_MAX, PICTURES_MAX)


def test_not_too_many_rectangles_at_once(pool: Executor) -> None:
    wide = np.zeros((2048, 2048), np.uint32) | np.uint32(0xFF000000)
    shape = grid(*wide.shape)
    chequered = np.indices(shape).sum(axis=0) % 2 == 0
    none = np.zeros(shape, np.bool_)
    kinds = Kinds(none, none, chequered, np.zeros(shape, np.uint32))
    canvas = Canvas(*wide.shape)
    stills = StillEncoder(pool).encode(canvas, wide, chequered, kinds, lambda: ~none, WISH)
    assert len(stills.operations) == np.count_nonzero(stills.coarse) == PICTURES_MAX


def test_one_frame_makes_so_much_exact_and_no_more(pool: Executor) -> None:
    stills = StillEncoder(pool).mend(PHOTO, ALL, WISH.budget)
    area = sum(one.width * one.height for one in stills.operations)
    assert all(isinstance(one, Webp) for one in stills.operations)
    assert area >= min(MENDING_AREA, PHOTO.size)
    assert area < 2 * MENDING_AREA
    assert 0 < np.count_nonzero(stills.exact) < ALL.size
