"""What is packed losslessly is unpacked to the last bit, and nothing is larger than a part."""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from agent.frames import webp
from agent.frames.operations import Webp
from agent.frames.picture import IMAGE_MAX, decode, encode_parts
from agent.screen.encode.stills import lossless
from agent.screen.source import Box, Pixels
from tests.fakes import desktop
from tests.fakes.desktop import pixels_of

Make = Callable[[tuple[int, int]], Image.Image]


def text(size: tuple[int, int]) -> Image.Image:
    return desktop.text_on(desktop.flat(size, "white"), 12)


def drawn(operations: list[Webp], shape: tuple[int, int]) -> Pixels:
    """A canvas of zeros with the operations drawn on it."""
    canvas = np.zeros(shape, np.uint32)
    for one in operations:
        image = Image.open(io.BytesIO(webp.whole(one.data)))
        assert image.size == (one.width, one.height)
        canvas[one.y : one.y + one.height, one.x : one.x + one.width] = pixels_of(image)
    return canvas


@pytest.fixture(scope="module")
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as made:
        yield made


@pytest.mark.parametrize("make", [text, desktop.photo, desktop.noise, desktop.icons, desktop.flat])
@pytest.mark.parametrize("size", [(1, 1), (10, 18), (33, 31), (333, 257)])
def test_what_is_packed_is_unpacked(make: Make, size: tuple[int, int]) -> None:
    pixels = pixels_of(make(size))
    operations = lossless.encode(pixels, [Box(0, 0, *size)], None)
    assert np.array_equal(drawn(operations, pixels.shape), pixels)


@given(
    st.integers(1, 90),
    st.integers(1, 90),
    st.lists(st.tuples(*[st.integers(0, 89)] * 4), min_size=1, max_size=4),
    st.integers(0, 1 << 30),
)
@settings(max_examples=60)
def test_boxes_anywhere(
    width: int, height: int, sides: list[tuple[int, int, int, int]], seed: int
) -> None:
    chooser = np.random.default_rng(seed)
    pixels = chooser.integers(0, 1 << 32, (height, width), dtype=np.uint32)
    pixels &= np.uint32(chooser.choice([0x000000FF, 0x00FFFFFF, 0xFFFFFFFF, 0x00010101]))
    some = []
    for a, b, c, d in sides:
        x, y = a % width, b % height
        some.append(Box(x, y, c % (width - x) + 1, d % (height - y) + 1))
    operations = lossless.encode(pixels, some, None)
    expected = np.zeros_like(pixels)
    for box in some:
        desktop.cut(expected, box)[:] = desktop.cut(pixels, box) | np.uint32(desktop.OPAQUE)
    assert np.array_equal(drawn(operations, pixels.shape), expected)


@pytest.mark.parametrize("make", [text, desktop.photo, desktop.noise, desktop.icons])
@pytest.mark.parametrize("size", [(700, 500), (9000, 40), (20, 8500)])
def test_large_ones_fit_into_parts(
    make: Make, size: tuple[int, int], pool: ThreadPoolExecutor
) -> None:
    pixels = pixels_of(make(size))
    operations = lossless.encode(pixels, [Box(0, 0, *size)], pool)
    assert np.array_equal(drawn(operations, pixels.shape), pixels)
    assert all(len(one.data) <= IMAGE_MAX for one in operations)
    assert all(one.width * one.height <= lossless.AREA_MAX for one in operations)
    assert all(max(one.width, one.height) <= lossless.SIDE_MAX for one in operations)
    parts = encode_parts(1, 0, operations)
    found = [one for part in parts for one in decode(part, *size).operations]
    assert found == operations


def test_a_photo_that_is_mended_packs_better_and_as_exactly() -> None:
    pixels = pixels_of(desktop.photo((300, 200)))
    packed = [
        lossless.encode(pixels, [Box(0, 0, 300, 200)], None, best=it)
        for it in (lossless.PHOTO, lossless.TEXT)
    ]
    assert np.array_equal(drawn(packed[0], pixels.shape), pixels)
    size, other = (sum(len(one.data) for one in some) for some in packed)
    assert size < other


def test_text_that_fits_is_not_cut() -> None:
    pixels = pixels_of(text((640, 400)))
    assert len(lossless.encode(pixels, [Box(0, 0, 640, 400)], None)) == 1


def test_noise_around_a_quiet_middle_is_cut_all_the_same() -> None:
    """The rows that are looked at beforehand say little of the others here."""
    page = desktop.noise((512, 512))
    page.paste(desktop.flat((512, 64)), (0, 224))
    pixels = pixels_of(page)
    operations = lossless.encode(pixels, [Box(0, 0, 512, 512)], None)
    assert all(len(one.data) <= IMAGE_MAX for one in operations)
    assert np.array_equal(drawn(operations, pixels.shape), pixels)


def test_a_glyph_is_some_hundred_bytes() -> None:
    pixels = pixels_of(desktop.text_on(desktop.flat((200, 40), "white"), 13))
    (one,) = lossless.encode(pixels, [Box(9, 0, 10, 18)], None)
    assert len(one.data) < 130


def test_threads_change_nothing(pool: ThreadPoolExecutor) -> None:
    pixels = pixels_of(text((640, 480)))
    boxes = [Box(0, 0, 640, 200), Box(0, 200, 640, 280)]
    alone = lossless.encode(pixels, boxes, None)
    assert lossless.encode(pixels, boxes, pool) == alone
    assert [(one.x, one.y, one.width, one.height) for one in alone] == [
        (0, 0, 640, 200),
        (0, 200, 640, 280),
    ]


def test_nothing_is_nothing() -> None:
    assert lossless.encode(np.zeros((5, 5), np.uint32), [], None) == []
