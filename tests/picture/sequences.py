"""Sequences of frames as screens show them, made by plain arithmetic: the same every time.

A frame is 0xXXRRGGBB with anything in X, as capture sources deliver it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from agent.screen.source import Pixels
from tests.picture.editor import Editor

SECONDS: Final = 0.04
"""Between two frames."""


@dataclass(frozen=True)
class Sequence:
    """Frames in order; `is_text`: there is nothing in it that may be lossy."""

    name: str
    frames: Callable[[], Iterator[Pixels]]
    is_text: bool


def whole_frame(image: Image.Image, number: int = 0) -> Pixels:
    """As a capture source gives it: with rubbish in the highest byte."""
    rgb = np.asarray(image.convert("RGB")).astype(np.uint32)
    junk = np.random.default_rng(number).integers(0, 256, rgb.shape[:2], np.uint32)
    return junk << 24 | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2]


def _words(seed: int, count: int) -> list[str]:
    dice = np.random.default_rng(seed)
    letters = np.array(list("abcdeilmnoprstuvz ,.ABC 0123"))
    return ["".join(dice.choice(letters, int(dice.integers(12, 44)))) for _ in range(count)]


def page(width: int, height: int, seed: int = 1, line: int = 14) -> Image.Image:
    """A sheet of text."""
    sheet = Image.new("RGB", (width, height), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for row, words in enumerate(_words(seed, height // line)):
        pen.text((6, row * line), f"{row:03} {words}", fill=(20, 20, 40), font=font)
    return sheet


def photo(width: int, height: int, turn: float = 0.0) -> Image.Image:
    """What a camera might see: slopes, waves and a little noise."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    waves = np.sin(x / 17 + turn) + np.cos(y / 13 - turn / 2) + np.sin((x + y) / 29 + turn)
    noise = np.random.default_rng(int(turn * 100)).normal(0, 3, (height, width))
    red = 120 + 35 * waves + noise
    green = 60 + x * 120 / max(width, 1) + 10 * np.sin(y / 5) + noise
    blue = 200 - y * 150 / max(height, 1) + 12 * waves + noise
    rgb = np.stack([red, green, blue], axis=2).clip(0, 255)
    return Image.fromarray(rgb.astype(np.uint8))


def window(width: int, height: int, seed: int, title: str) -> Image.Image:
    """A window with a bar and text in it."""
    frame = Image.new("RGB", (width, height), (60, 70, 90))
    pen = ImageDraw.Draw(frame)
    pen.rectangle((0, 0, width - 1, 17), fill=(40, 90, 160))
    pen.text((5, 2), title, fill="white", font=ImageFont.load_default(11))
    frame.paste(page(width - 4, height - 20, seed), (2, 18))
    return frame


def _text() -> Iterator[Pixels]:
    sheet = Image.new("RGB", (320, 240), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(11)
    for row, words in enumerate(_words(3, 4)):
        for end in range(1, len(words) + 1, 4):
            pen.rectangle((0, row * 16, 319, row * 16 + 15), fill="white")
            pen.text((6, row * 16), words[:end], fill="black", font=font)
            yield whole_frame(sheet, row * 100 + end)


def _typed(cell: int, ink: str, ground: str, said: str, pause: int) -> Iterator[Pixels]:
    editor = Editor(_words(21, 9), cell, ink, ground)
    for number, image in enumerate(editor.images(said, pause)):
        yield whole_frame(image, number)


def _typing() -> Iterator[Pixels]:
    return _typed(9, "black", "white", "salve, come stai? meno male", 99)


def _proportional() -> Iterator[Pixels]:
    return _typed(0, "#e2e2e6", "#1e1f29", "la vita risponde alle sorelle", 5)


def _scroll() -> Iterator[Pixels]:
    long = page(300, 900)
    screen = Image.new("RGB", (320, 240), (220, 224, 230))
    ImageDraw.Draw(screen).text((4, 4), "fixed head", fill="black")
    at = 0
    for number, step in enumerate([0, 3, 3, 40, 120, -17, 1, -1, 0, 57, 57, 57, -200, 30]):
        at = max(0, min(at + step, 900 - 215))
        screen.paste(long.crop((0, at, 300, at + 215)), (0, 22))
        yield whole_frame(screen, number)


def _panes() -> Iterator[Pixels]:
    left, right = page(150, 900, 5), page(150, 900, 6)
    screen = Image.new("RGB", (320, 240), (90, 90, 90))
    for number in range(10):
        down, up = number * 23, 600 - number * 31
        screen.paste(left.crop((0, down, 150, down + 230)), (5, 5))
        screen.paste(right.crop((0, up, 150, up + 230)), (165, 5))
        yield whole_frame(screen, number)


def _drag() -> Iterator[Pixels]:
    below, moved = page(320, 240, 8), window(140, 100, 9, "dragged")
    for number in range(14):
        screen = below.copy()
        screen.paste(moved, (10 + number * 9, 5 + number * 7 - (number % 3) * 4))
        yield whole_frame(screen, number)


def _held(screen: Image.Image, number: int, seconds: float = 1.2) -> Iterator[Pixels]:
    """The same for so long that it is what was there before."""
    for _ in range(round(seconds / SECONDS)):
        yield whole_frame(screen, number)


def _with(below: Image.Image, above: Image.Image, place: tuple[int, int]) -> Image.Image:
    screen = below.copy()
    screen.paste(above, place)
    return screen


def _shelf_drag() -> Iterator[Pixels]:
    """A window opens over a photo, is dragged there and back, also under another, and closes."""
    wall, moved, top = photo(320, 240), window(140, 100, 9, "dragged"), window(60, 200, 5, "top")
    yield from _held(wall, 1)
    ways = [(10 + 9 * turn, 5 + 7 * turn - turn % 3 * 4) for turn in range(14)]
    yield from _held(_with(wall, moved, ways[0]), 2)
    for number, place in enumerate([*ways[1:], *reversed(ways[:-1])]):
        yield whole_frame(_with(wall, moved, place), 3 + number)
    yield from _held(_with(wall, moved, ways[0]), 29)
    yield from _held(_with(_with(wall, moved, ways[0]), top, (180, 20)), 30)
    for number, place in enumerate([*ways[1:], *reversed(ways[:-1])]):
        yield whole_frame(_with(_with(wall, moved, place), top, (180, 20)), 31 + number)
    yield whole_frame(_with(wall, top, (180, 20)), 60)
    yield whole_frame(wall, 61)


def _shelf_coarse() -> Iterator[Pixels]:
    """A window opens over a photo that is not exact yet, and is dragged."""
    wall, moved = photo(320, 240, 3.0), window(140, 100, 9, "dragged")
    yield whole_frame(wall)
    for number in range(12):
        place = 20 + 9 * min(number, 12 - number), 30 + 3 * number
        yield whole_frame(_with(wall, moved, place), number)


def _shelf_menu() -> Iterator[Pixels]:
    """A window opens over a photo, in it a menu whose rows light up, and a dialog; all close."""
    wall = photo(320, 240, 1.0)
    below = _with(wall, window(260, 220, 7, "window"), (20, 10))
    yield from _held(wall, 1)
    yield from _held(below, 2)
    for turn in range(2):
        for row in range(-1, 5):
            entries = Image.new("RGB", (130, 160), (240, 240, 242))
            pen = ImageDraw.Draw(entries)
            pen.rectangle((0, row * 32, 129, row * 32 + 31), fill=(58, 118, 201))
            for line in range(5):
                pen.text((6, line * 32 + 9), f"entry {line}", fill="black")
            yield from _held(_with(below, entries, (30 + 40 * turn, 30)), 10 + row, 0.12)
        yield whole_frame(below, 20)
        yield from _held(_with(below, window(180, 120, 6, "dialog"), (60, 60)), 21)
        yield from _held(below, 22, SECONDS if turn else 0.4)


def _shelf_resize() -> Iterator[Pixels]:
    """What was put by before another size is gone."""
    for number, size in enumerate([(320, 240), (290, 250), (320, 240)]):
        wall, shown = photo(*size, number / 2), window(150, 110, 4, "shown")
        yield from _held(wall, number)
        yield from _held(_with(wall, shown, (30, 30)), number)
        if number != 1:
            yield whole_frame(wall, number)


def _windows() -> Iterator[Pixels]:
    below = page(320, 240, 10)
    some = [window(200, 150, seed, f"window {seed}") for seed in (11, 12, 13)]
    places = [(5, 5), (60, 40), (110, 80)]
    for number in range(9):
        screen = below.copy()
        for turn in range(3):
            which = (number + turn) % 3
            screen.paste(some[which], places[which])
        yield whole_frame(screen, number)


def _video() -> Iterator[Pixels]:
    screen = page(320, 240, 14)
    for number in range(45):
        screen.paste(photo(192, 128, number / 5), (64, 64))
        yield whole_frame(screen, number)
    yield whole_frame(screen, 99)


def _slides() -> Iterator[Pixels]:
    screen = page(320, 240, 15)
    for number in range(4):
        screen.paste(photo(200, 160, number * 7.0), (30, 50))
        # So long that nobody takes it for a film.
        for turn in range(8):
            yield whole_frame(screen, number * 10 + turn)


def _resize() -> Iterator[Pixels]:
    sizes = [(320, 240), (200, 150), (33, 17), (321, 97), (1, 1), (64, 300), (320, 240)]
    for number, (width, height) in enumerate(sizes):
        yield whole_frame(page(width, height, number), number)
        yield whole_frame(photo(width, height, number), number)
        yield whole_frame(page(width, height, number + 1), number)


def _noise() -> Iterator[Pixels]:
    for number in range(5):
        dice = np.random.default_rng(number)
        yield dice.integers(0, 2**32, (120, 160), np.uint32)


def _pixels() -> Iterator[Pixels]:
    screen, dice = whole_frame(page(200, 140, 16)), np.random.default_rng(4)
    yield screen.copy()
    for _ in range(20):
        y, x = int(dice.integers(140)), int(dice.integers(200))
        screen[y, x] ^= np.uint32(1 << int(dice.integers(24)))
        yield screen.copy()
    for y, x in ((0, 0), (139, 199), (0, 199), (139, 0), (31, 31), (32, 32), (31, 32)):
        screen[y, x] ^= np.uint32(0xFFFFFF)
        yield screen.copy()


def _ignored() -> Iterator[Pixels]:
    """Only the byte that means nothing changes."""
    screen = whole_frame(page(64, 64, 17))
    for number in range(4):
        yield screen & np.uint32(0xFFFFFF) | np.uint32(number * 80 << 24)


def _sized(width: int, height: int) -> Callable[[], Iterator[Pixels]]:
    def frames() -> Iterator[Pixels]:
        dice = np.random.default_rng(width * 1000 + height)
        for number in range(4):
            yield dice.integers(0, 2**32, (height, width), np.uint32)
            yield np.full((height, width), number * 0x112233, np.uint32)
            yield whole_frame(page(width, height, number), number)

    return frames


ALL: Final = {
    one.name: one
    for one in (
        Sequence("text", _text, True),
        Sequence("typing", _typing, True),
        Sequence("proportional", _proportional, True),
        Sequence("scroll", _scroll, True),
        Sequence("panes", _panes, True),
        Sequence("drag", _drag, True),
        Sequence("windows", _windows, True),
        Sequence("shelf drag", _shelf_drag, False),
        Sequence("shelf coarse", _shelf_coarse, False),
        Sequence("shelf menu", _shelf_menu, False),
        Sequence("shelf resize", _shelf_resize, False),
        Sequence("video", _video, False),
        Sequence("slides", _slides, False),
        Sequence("resize", _resize, False),
        Sequence("noise", _noise, False),
        Sequence("pixels", _pixels, True),
        Sequence("ignored", _ignored, True),
        *(
            Sequence(f"{width}x{height}", _sized(width, height), False)
            for width, height in ((1, 1), (2, 1), (1, 40), (67, 1), (33, 17), (31, 65), (32, 32))
        ),
    )
}
