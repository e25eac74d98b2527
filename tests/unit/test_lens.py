"""The screen in full, at half size, in grey: always new, whole and opaque."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from agent.screen.encode import lens
from agent.screen.source import Pixels
from tests.every import every


def noise(height: int, width: int, seed: int = 1) -> Pixels:
    chooser = np.random.default_rng(seed)
    return chooser.integers(0, 1 << 32, (height, width), dtype=np.uint32)


def channels(pixels: Pixels) -> np.ndarray:
    """Blue, green, red and the rest, as whole numbers."""
    return np.ascontiguousarray(pixels).view(np.uint8).reshape(*pixels.shape, 4).astype(int)


def mean_of_two_by_two(pixels: Pixels) -> np.ndarray:
    height, width = pixels.shape
    found = np.zeros((-(-height // 2), -(-width // 2), 4))
    for y in range(found.shape[0]):
        for x in range(found.shape[1]):
            block = channels(pixels[2 * y : 2 * y + 2, 2 * x : 2 * x + 2])
            found[y, x] = block.reshape(-1, 4).mean(axis=0)
    return found


@given(st.integers(1, 40), st.integers(1, 40), st.booleans(), st.booleans())
def test_always_new_contiguous_opaque_and_of_the_size(
    height: int, width: int, half: bool, grey: bool
) -> None:
    large = noise(height + 3, width + 3)
    before = large.copy()
    pixels = large[1 : 1 + height, 2 : 2 + width]
    seen = lens.see(pixels, half=half, grey=grey)
    assert seen.shape == ((-(-height // 2), -(-width // 2)) if half else (height, width))
    assert seen.dtype == np.uint32
    assert seen.flags.c_contiguous
    assert seen.flags.writeable
    assert not np.shares_memory(seen, large)
    assert (seen >> 24 == 0xFF).all()
    assert np.array_equal(large, before)


def test_as_it_is() -> None:
    pixels = noise(33, 31)
    assert np.array_equal(lens.see(pixels, half=False, grey=False), pixels | 0xFF000000)


@every([(1, 1), (2, 2), (1, 7), (8, 1), (33, 31), (64, 64)])
def test_half_is_the_mean_of_each_two_by_two(height: int, width: int) -> None:
    pixels = noise(height, width)
    seen = channels(lens.see(pixels, half=True, grey=False))[..., :3]
    assert np.abs(seen - mean_of_two_by_two(pixels)[..., :3]).max() <= 0.5


@every([(1, 1), (64, 33), (130, 70)])
def test_grey_is_brightness_in_all_colours(height: int, width: int) -> None:
    pixels = noise(height, width)
    seen = channels(lens.see(pixels, half=False, grey=True))
    blue, green, red, _ = np.moveaxis(channels(pixels), -1, 0)
    assert np.abs(seen[..., 0] - (0.299 * red + 0.587 * green + 0.114 * blue)).max() <= 1.5
    assert (seen[..., 1] == seen[..., 0]).all()
    assert (seen[..., 2] == seen[..., 0]).all()


def test_black_and_white_stay_and_greys_do() -> None:
    greys = (np.arange(256, dtype=np.uint32) * 0x010101).reshape(16, 16)
    assert np.array_equal(lens.see(greys, half=False, grey=True), greys | 0xFF000000)


def test_half_and_grey() -> None:
    pixels = noise(50, 51)
    both = lens.see(pixels, half=True, grey=True)
    halved = lens.see(pixels, half=True, grey=False)
    assert np.array_equal(both, lens.see(halved, half=False, grey=True))
