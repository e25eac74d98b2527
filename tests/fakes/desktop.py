"""Pictures as a desktop shows them, made by the tests: text, gradients, icons, photos, noise."""

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from agent.screen.source import Box, Pixels

WORDS = "the quick brown fox jumps over 0123456789 {lazy} dogs = [x for x in y]; return None "
OPAQUE = 0xFF000000
SANS_SIZES = (9, 12, 15, 28)


def pixels_of(image: Image.Image) -> Pixels:
    """A Pillow picture as it is captured."""
    size = (image.height, image.width)
    data = np.frombuffer(image.convert("RGB").tobytes("raw", "BGRX"), np.uint32)
    return data.reshape(size) | np.uint32(OPAQUE)


def image_of(pixels: Pixels) -> Image.Image:
    """Captured pixels as a Pillow picture."""
    height, width = pixels.shape
    return Image.frombytes("RGB", (width, height), pixels.tobytes(), "raw", "BGRX")


def flat(size: tuple[int, int], colour: object = (240, 240, 240)) -> Image.Image:
    return Image.new("RGB", size, colour)  # type: ignore[arg-type]


def text_on(paper: Image.Image, points: int, ink: object = "black") -> Image.Image:
    """Lines of anti-aliased text from edge to edge."""
    image = paper.copy()
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(points)
    for line, top in enumerate(range(0, image.height, points + points // 3)):
        words = (WORDS * 8)[line * 7 % 60 :][: image.width * 4 // points]
        pen.text((1, top), words, fill=ink, font=font)  # type: ignore[arg-type]
    return image


def gradient(size: tuple[int, int], across: float, down: float) -> Image.Image:
    """From dark blue to light, so steep in each direction."""
    y, x = np.mgrid[: size[1], : size[0]]
    share = np.clip((x * across / size[0] + y * down / size[1]), 0, 1)[..., None]
    colours = np.array((10, 40, 90)) * (1 - share) + np.array((200, 220, 250)) * share
    return Image.fromarray(np.round(colours).astype(np.uint8))


def icons(size: tuple[int, int]) -> Image.Image:
    """Round shapes with smooth edges in a regular pattern."""
    large = flat((size[0] * 4, size[1] * 4))
    pen = ImageDraw.Draw(large)
    for x in range(0, large.width, 160):
        for y in range(0, large.height, 160):
            colour = (x * 7 % 256, y * 5 % 256, (x + y) * 3 % 256)
            pen.rounded_rectangle((x + 16, y + 16, x + 140, y + 140), 20, fill=colour)
            pen.ellipse((x + 40, y + 40, x + 110, y + 110), fill=colour[::-1])
    return large.resize(size, Image.Resampling.LANCZOS)


def photo(size: tuple[int, int], grain: float = 2.0, seed: int = 1) -> Image.Image:
    """Soft shapes of many sizes with the grain of a camera."""
    chooser = np.random.default_rng(seed)
    image = gradient(size, 0.3, 1.0)
    pen = ImageDraw.Draw(image)
    for _ in range(40):
        x, y, side, red, green, blue = chooser.integers(0, (*size, 120, 256, 256, 256)).tolist()
        pen.ellipse((x, y, x + side + 10, y + side), fill=(red, green, blue))
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(2)), np.float64)
    grainy = soft + chooser.normal(size=soft.shape) * grain
    return Image.fromarray(np.clip(grainy, 0, 255).astype(np.uint8))


def film(size: tuple[int, int]) -> Image.Image:
    """A photo as a web page shows it."""
    target = io.BytesIO()
    photo(size).save(target, "JPEG", quality=75)
    return Image.open(target).convert("RGB")


def noise(size: tuple[int, int], seed: int = 1) -> Image.Image:
    data = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    return Image.fromarray(data)


def cut(pixels: Pixels, box: Box) -> Pixels:
    """The pixels of a box, as a view."""
    return pixels[box.y : box.y + box.height, box.x : box.x + box.width]
