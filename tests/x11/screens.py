"""Sizes of the virtual screen, and something to draw on it."""

import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PIL import Image

MODES: Final = {
    "640x480": "25.18 640 656 752 800 480 490 492 525",
    "320x200": "12.59 320 336 384 400 200 226 227 262",
}
"""Smaller sizes of the screen and their timings, as xrandr takes them."""


def xrandr(*words: str) -> None:
    """Runs xrandr on the display of the environment."""
    subprocess.run(["xrandr", *words], check=True, capture_output=True)


@contextmanager
def other_modes() -> Iterator[None]:
    """The screen knows `MODES`; at the end it does no longer and is 800 × 600 as before."""
    for name, timings in MODES.items():
        xrandr("--newmode", name, *timings.split())
        xrandr("--addmode", "screen", name)
    try:
        yield
    finally:
        xrandr("--output", "screen", "--mode", "800x600")
        for name in MODES:
            xrandr("--delmode", "screen", name)
            xrandr("--rmmode", name)


def noise(size: tuple[int, int]) -> Image.Image:
    """A picture without two pixels alike, nearly, and always the same."""
    data = random.Random(1).randbytes(size[0] * size[1] * 3)
    return Image.frombytes("RGB", size, data)
