"""What is packed coarsely is about the same, of the promised form, and fits into a part."""

import io
import math

import numpy as np
import pytest
from PIL import Image

from agent.frames.operations import Jpeg
from agent.frames.picture import IMAGE_MAX, decode, encode_parts
from agent.screen.encode.stills import lossy
from agent.screen.source import Box
from tests.every import every
from tests.fakes import desktop
from tests.fakes.desktop import pixels_of

DECIBELS = dict(zip(lossy.QUALITIES, (36.0, 35.0, 34.0, 33.0, 31.5), strict=True))
"""Least signal to noise of the tests' photo, in dB over all three colours."""


def decoded(one: Jpeg) -> Image.Image:
    image = Image.open(io.BytesIO(one.data))
    assert (image.format, image.size) == ("JPEG", (one.width, one.height))
    return image


def drawn(operations: list[Jpeg], size: tuple[int, int]) -> Image.Image:
    canvas = Image.new("RGB", size)
    for one in operations:
        canvas.paste(decoded(one).convert("RGB"), (one.x, one.y))
    return canvas


def psnr(one: Image.Image, other: Image.Image) -> float:
    difference = np.asarray(one, np.float64) - np.asarray(other, np.float64)
    return 10 * math.log10(255**2 / np.mean(difference**2))


def test_there_is_a_quality_for_each_level_and_each_is_coarser() -> None:
    assert len(lossy.QUALITIES) == 5
    assert list(lossy.QUALITIES) == sorted(lossy.QUALITIES, reverse=True)


@every(range(5))
def test_what_is_large_begins_coarser_and_never_better_than_its_level(level: int) -> None:
    own = lossy.QUALITIES[level]
    assert lossy.quality(level, lossy.LARGE_AREA - 1) == own
    assert lossy.quality(level, lossy.LARGE_AREA) == min(own, lossy.QUALITIES[lossy.LARGE_LEVEL])


@every(lossy.QUALITIES)
def test_a_photo_is_as_good_as_stated(quality: int) -> None:
    photo = desktop.photo((320, 256))
    operations = lossy.encode(pixels_of(photo), [Box(0, 0, 320, 256)], quality, False)
    assert psnr(drawn(operations, photo.size), photo) > DECIBELS[quality]


def test_worse_is_smaller() -> None:
    pixels = pixels_of(desktop.photo((320, 256)))
    sizes = [
        sum(len(one.data) for one in lossy.encode(pixels, [Box(0, 0, 320, 256)], quality, False))
        for quality in lossy.QUALITIES
    ]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] * 2 < sizes[0]


@every([(1, 1), (1, 17), (33, 1), (31, 33), (100, 70)])
def test_boxes_of_any_size_are_drawn_at_their_place(width: int, height: int) -> None:
    pixels = pixels_of(desktop.flat((200, 150), (12, 200, 99)))
    pixels[40 : 40 + height, 50 : 50 + width] = 0xFFC81E28
    (one,) = lossy.encode(pixels, [Box(50, 40, width, height)], 80, False)
    assert (one.x, one.y) == (50, 40)
    # What surrounds the box has no say in its colours.
    assert np.abs(np.asarray(decoded(one), int) - (0xC8, 0x1E, 0x28)).max() <= 3


def test_grey_is_brightness_alone() -> None:
    grey = desktop.photo((128, 96)).convert("L")
    pixels = pixels_of(grey.convert("RGB"))
    (one,) = lossy.encode(pixels, [Box(0, 0, 128, 96)], 80, True)
    assert decoded(one).mode == "L"
    assert psnr(decoded(one), grey) > 36
    (colour,) = lossy.encode(pixels, [Box(0, 0, 128, 96)], 80, False)
    assert len(one.data) < len(colour.data)


@pytest.mark.parametrize("size", [(900, 700), (9000, 40)])
@pytest.mark.parametrize("grey", [False, True])
def test_noise_is_cut_until_it_fits(size: tuple[int, int], grey: bool) -> None:
    pixels = pixels_of(desktop.noise(size))
    operations = lossy.encode(pixels, [Box(0, 0, *size)], 80, grey)
    seen = np.zeros(pixels.shape, int)
    for one in operations:
        assert len(one.data) <= IMAGE_MAX
        assert one.width * one.height <= lossy.AREA_MAX
        seen[one.y : one.y + one.height, one.x : one.x + one.width] += 1
    assert (seen == 1).all()
    found = [
        one for part in encode_parts(1, 0, operations) for one in decode(part, *size).operations
    ]
    assert found == operations
