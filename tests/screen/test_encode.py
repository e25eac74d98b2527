"""What is encoded is what is decoded, to the last pixel, and nothing is larger than a part."""

import io
import random
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw

from agent.frames import cursor, picture
from agent.frames.kinds import PLAINTEXT_MAX
from agent.screen import tiles
from agent.screen.encode import Encoder, cursor_shape
from agent.screen.source import CursorImage
from tests.fakes.canvas import draw


@pytest.fixture(scope="module")
def encoder() -> Iterator[Encoder]:
    made = Encoder(2)
    yield made
    made.close()


def text(size: tuple[int, int]) -> Image.Image:
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    for row in range(0, size[1], 12):
        pen.text((2, row), "The quick brown fox jumps over the lazy dog 0123456789", fill="black")
    return image


def noise(size: tuple[int, int]) -> Image.Image:
    data = random.Random(size[0]).randbytes(size[0] * size[1] * 3)
    return Image.frombytes("RGB", size, data)


def flat(size: tuple[int, int]) -> Image.Image:
    return Image.new("RGB", size, (12, 200, 99))


def one_pixel(size: tuple[int, int]) -> Image.Image:
    image = flat(size)
    image.putpixel((size[0] // 2, size[1] // 2), (255, 0, 0))
    return image


def patches(size: tuple[int, int]) -> Image.Image:
    image = text(size)
    pen = ImageDraw.Draw(image)
    pen.rectangle((size[0] // 3, 0, size[0], size[1] // 2), fill=(1, 2, 3))
    return image


def tiles_of(size: tuple[int, int]) -> list[tiles.Tile]:
    return [(x, y) for y in range(-(-size[1] // 32)) for x in range(-(-size[0] // 32))]


@pytest.mark.parametrize("make", [text, noise, flat, one_pixel, patches])
@pytest.mark.parametrize("size", [(1, 1), (33, 31), (200, 150), (333, 257)])
def test_what_is_encoded_is_decoded(encoder: Encoder, make, size: tuple[int, int]) -> None:
    image = make(size)
    band = image.tobytes("raw", "BGRX")
    operations = encoder.encode(band, size[0], 0, tiles_of(size))
    decoded = Image.new("RGB", size)
    for part in picture.encode_parts(1, operations):
        assert len(part) <= PLAINTEXT_MAX
        for operation in picture.decode(part, *size).operations:
            draw(decoded, operation)
    assert decoded.tobytes() == image.tobytes()


def test_noise_larger_than_a_part_is_split(encoder: Encoder) -> None:
    operations = encoder.encode(
        noise((512, 128)).tobytes("raw", "BGRX"), 512, 0, tiles_of((512, 128))
    )
    assert len(operations) > 1
    assert all(len(operation.data) <= picture.WEBP_MAX for operation in operations)


def test_a_flat_screen_is_one_fill(encoder: Encoder) -> None:
    band = flat((320, 200)).tobytes("raw", "BGRX")
    assert encoder.encode(band, 320, 40, tiles_of((320, 200))) == [
        picture.Fill(0, 40, 320, 200, (12, 200, 99))
    ]


def test_only_the_tiles_asked_for(encoder: Encoder) -> None:
    band = text((320, 200)).tobytes("raw", "BGRX")
    (operation,) = encoder.encode(band, 320, 64, [(2, 3)])
    assert (operation.x, operation.y, operation.width, operation.height) == (64, 160, 32, 32)


def test_a_cursor_keeps_its_colours_and_alpha() -> None:
    raw = bytes(12) + bytes((40, 100, 200, 255)) + bytes((0, 0, 128, 128)) + bytes(4)
    shape = cursor_shape(CursorImage(3, 2, 1, 1, raw))
    decoded = Image.open(io.BytesIO(shape.data)).convert("RGBA")
    assert decoded.getpixel((0, 1)) == (200, 100, 40, 255)
    assert decoded.getpixel((1, 1)) == (255, 0, 0, 128)
    assert decoded.getpixel((2, 1))[3] == 0
    assert (shape.hot_x, shape.hot_y, shape.width, shape.height) == (1, 1, 3, 2)
    assert cursor.decode(cursor.encode(shape)) == shape


@pytest.mark.parametrize("side", [256, 257, 700])
def test_a_huge_noisy_cursor_fits_into_a_record(side: int) -> None:
    data = bytearray(random.Random(1).randbytes(side * side * 4))
    data[3::4] = b"\xff" * (side * side)
    shape = cursor_shape(CursorImage(side, side, side - 1, side - 1, bytes(data)))
    assert len(cursor.encode(shape)) <= PLAINTEXT_MAX


def test_no_cursor_is_hidden() -> None:
    assert cursor_shape(CursorImage(0, 0, 0, 0, b"")) == cursor.HIDDEN
