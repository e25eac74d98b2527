"""Tiles are told apart: one colour, text, pictures."""

from collections.abc import Callable

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.encode.stills import kinds
from agent.screen.encode.tiles import changed
from agent.screen.source import Pixels
from tests.every import every
from tests.fakes import desktop
from tests.fakes.desktop import pixels_of

Plane = NDArray[np.float64]
SIZE = (320, 192)
PAPER = desktop.flat(SIZE, "white")


def everywhere(pixels: Pixels) -> Mask:
    return np.ones(grid(*pixels.shape), bool)


def sorted_whole(pixels: Pixels) -> kinds.Kinds:
    return kinds.sort(pixels, everywhere(pixels))


def clouds(size: tuple[int, int], steep: float, levels: float) -> Image.Image:
    """A sky without grain: soft shapes of all sizes, tinted."""
    width, height = size
    down, across = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    waves = np.hypot(down * height, across * width)
    waves[0, 0] = 1
    turns = np.exp(2j * np.pi * np.random.default_rng(5).random(waves.shape))
    made = np.fft.irfft2(turns / waves**steep, (height, width))
    shade = (made - made.min()) / np.ptp(made) * levels
    tint = np.array((150, 140, 190)) + shade[..., None] * (1, 0.9, 0.7)
    return Image.fromarray(tint.clip(0, 255).astype(np.uint8))


def drawn(size: tuple[int, int], of: Callable[[Plane, Plane], Plane]) -> Image.Image:
    """A smooth shape drawn by arithmetic."""
    y, x = np.mgrid[: size[1], : size[0]].astype(float)
    shade = of(x, y)[..., None] * (1.0, 0.8, 0.5)
    return Image.fromarray((250 - shade).clip(0, 255).astype(np.uint8))


LOSSLESS = {
    "a round gradient": drawn(SIZE, lambda x, y: np.hypot(x - 160, y - 96) * 0.3),
    "bars that shine": drawn(SIZE, lambda _, y: abs(y % 32 - 16) * 3),
    "a soft shadow": drawn(SIZE, lambda x, y: 120 / (1 + np.exp((abs(x - 160) - 90) / 9))),
    "faint text": desktop.text_on(desktop.flat(SIZE, (250, 250, 250)), 13, (238, 238, 238)),
    "text on a smooth sky": desktop.text_on(clouds(SIZE, 1.6, 100), 13, "black"),
    **{f"text of {points} px": desktop.text_on(PAPER, points) for points in desktop.SANS_SIZES},
    "dark text": desktop.text_on(desktop.flat(SIZE, (30, 30, 30)), 13, (120, 220, 90)),
    "text on a gradient": desktop.text_on(desktop.gradient(SIZE, 0.6, 0.4), 13, "white"),
    "a gradient across": desktop.gradient(SIZE, 1, 0),
    "a gradient down": desktop.gradient(SIZE, 0, 1),
    "a gradient athwart": desktop.gradient(SIZE, 0.25, 0.2),
    "icons": desktop.icons(SIZE),
    "one colour": desktop.flat(SIZE),
}
LOSSY = {
    "a photo": desktop.photo(SIZE),
    "a grainy photo": desktop.photo(SIZE, grain=7),
    "a smooth sky": clouds(SIZE, 1.6, 30),
    "a dark slope": clouds(SIZE, 1.3, 40).point(lambda level: level // 4),
    "a sky": desktop.photo(SIZE, grain=1.2, seed=3),
    "noise": desktop.noise(SIZE),
    "text on a photo": desktop.text_on(desktop.photo(SIZE), 14, "white"),
}


@every(LOSSLESS)
def test_what_is_drawn_stays_lossless(name: str) -> None:
    found = sorted_whole(pixels_of(LOSSLESS[name]))
    assert not found.picture.any()
    assert (found.text | found.flat).all()


@every(LOSSY)
def test_what_was_photographed_is_a_picture(name: str) -> None:
    found = sorted_whole(pixels_of(LOSSY[name]))
    assert found.picture.mean() > 0.95


def test_most_of_a_compressed_photo_is_a_picture() -> None:
    assert sorted_whole(pixels_of(desktop.film(SIZE))).picture.mean() > 0.6


def test_a_photo_on_a_page_takes_its_rim_along_but_no_text() -> None:
    page = desktop.text_on(desktop.flat((480, 320), "white"), 12)
    page.paste(desktop.photo((150, 100)), (170, 110))
    found = sorted_whole(pixels_of(page))
    rows, columns = np.nonzero(found.picture)
    assert found.picture[4:6, 6:9].all()
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (3, 6, 5, 9)


def test_a_lonely_picture_tile_is_text() -> None:
    page = desktop.text_on(PAPER, 12)
    page.paste(desktop.photo((32, 32)), (128, 64))
    assert not sorted_whole(pixels_of(page)).picture.any()


@every([(1, 1), (33, 31), (64, 64), (70, 100)])
def test_one_colour_is_flat_up_to_the_edge(height: int, width: int) -> None:
    pixels = np.full((height, width), 0xFF0A0B0C, np.uint32)
    found = sorted_whole(pixels)
    assert found.flat.all()
    assert (found.colours == 0x0A0B0C).all()
    pixels[-1, -1] ^= 1
    found = sorted_whole(pixels)
    assert found.flat[-1, -1] == (height * width == 1)
    assert found.flat.ravel()[:-1].all()


@given(st.integers(1, 110), st.integers(1, 110), st.integers(0, 1 << 30))
@settings(max_examples=60)
def test_each_changed_tile_is_of_one_kind_and_others_of_none(
    height: int, width: int, seed: int
) -> None:
    chooser = np.random.default_rng(seed)
    shape = grid(height, width)
    colours = chooser.integers(0, 1 << 32, (height, width), dtype=np.uint32)
    few = colours & np.uint32(chooser.choice([0, 1, 0xFF, 0xFFFFFF]))
    changed = chooser.random(shape) < 0.7
    found = kinds.sort(few, changed)
    total = found.flat.astype(int) + found.text + found.picture
    assert np.array_equal(total, changed.astype(int))
    assert not found.colours[~found.flat].any()
    for row, column in np.argwhere(changed).tolist():
        tile = few[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32]
        assert found.flat[row, column] == (tile == tile[0, 0]).all()


def test_it_does_not_matter_what_else_changed() -> None:
    """More tiles than are looked at together are sorted as one by one."""
    page = desktop.text_on(desktop.flat((1000, 500), "white"), 12)
    page.paste(desktop.gradient((200, 200), 1, 1), (40, 60))
    page.paste(desktop.flat((300, 200)), (500, 100))
    pixels = pixels_of(page)
    whole = sorted_whole(pixels)
    for row, column in np.argwhere(everywhere(pixels)).tolist():
        alone = np.zeros_like(whole.flat)
        alone[row, column] = True
        found = kinds.sort(pixels, alone)
        assert found.flat[row, column] == whole.flat[row, column]
        assert found.colours[row, column] == whole.colours[row, column]
        assert found.text[row, column] == whole.text[row, column]


def test_few_pixels_of_an_exact_picture_tile_are_text() -> None:
    shown = photo()
    wanted = shown.copy()
    wanted[40:56, 40:56] = 0xFF123456
    wanted[100:156, 100:156] ^= 0xFFFFFF
    exact = np.zeros(grid(*shown.shape), bool)
    found = kinds.sparse(as_pictures(shown, wanted), shown, wanted, exact)
    assert np.argwhere(found.text).tolist() == [[1, 1]]
    assert not (found.text & found.picture).any()
    coarse = kinds.sparse(as_pictures(shown, wanted), shown, wanted, ~exact)
    assert not coarse.text.any()


def test_many_picture_tiles_stay_pictures() -> None:
    shown = photo()
    wanted = shown.copy()
    wanted[::TILE, ::TILE] ^= 0xFF
    sorted_kinds = as_pictures(shown, wanted)
    exact = np.zeros(grid(*shown.shape), bool)
    assert np.count_nonzero(sorted_kinds.picture) > 32
    assert kinds.sparse(sorted_kinds, shown, wanted, exact) is sorted_kinds


def photo() -> Pixels:
    dice = np.random.default_rng(3)
    return dice.integers(0, 1 << 24, SIZE[::-1], dtype=np.uint32) | np.uint32(0xFF000000)


def as_pictures(shown: Pixels, wanted: Pixels) -> kinds.Kinds:
    """All that differs, as pictures."""
    differs = changed(shown, wanted)
    none = np.zeros_like(differs)
    return kinds.Kinds(none, none, differs, none.astype(np.uint32))
