"""Natural-looking pictures made by arithmetic: landscapes, and a moving one. Always the same."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.screen.paint.x import Pixels, bgrx

Field = NDArray[np.float32]

FRAMES: Final = 125
"""Of the moving picture, five seconds; then it begins anew."""
WIDTH: Final = 640
HEIGHT: Final = 360

_RIDGES: Final = 4
_SUN: Final = np.array([255.0, 240.0, 200.0], np.float32)


def clouds(random: np.random.Generator, height: int, width: int, slope: float) -> Field:
    """A field from 0 to 1 with the spectrum 1/f^slope, which ends where it begins."""
    down = np.fft.fftfreq(height)[:, None] * height
    across = np.fft.rfftfreq(width)[None, :] * width
    spectrum = np.hypot(down, across)
    spectrum[0, 0] = 1
    phases = np.exp(2j * np.pi * random.random(spectrum.shape))
    made = np.fft.irfft2(phases / spectrum**slope, (height, width))
    lowest, highest = np.percentile(made, [0.5, 99.5])
    return np.asarray(np.clip((made - lowest) / (highest - lowest), 0, 1), np.float32)


class Landscape:
    """Sky, clouds, rows of hills and a sun, which can be looked at from different places."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        random = np.random.default_rng(seed)
        self._size = (height, width)
        self._sky = clouds(random, height, width, 1.6)
        self._rock = clouds(random, height, width, 1.3)
        self._lines = [clouds(random, 2, width, 1.4)[0] for _ in range(_RIDGES)]
        self._tints = _muted(random.uniform(30, 190, (_RIDGES, 3)))
        self._high = _muted(random.uniform(90, 230, (1, 3)))[0]
        self._sun = random.uniform(0.2, 0.8)
        self._random = random

    def view(self, grain: float, shift: float = 0.0) -> Pixels:
        """As seen `shift` pixels further; nearer hills pass by faster."""
        height, width = self._size
        rows = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        cloud = np.roll(self._sky, -round(shift * 0.3), 1)[:, :, None]
        picture = self._high * (1 - 0.5 * rows) + 100 * cloud * (1 - rows)
        self._shine(picture)
        for number in range(_RIDGES):
            self._hill(picture, number, round(shift * (0.5 + 0.5 * number)))
        picture += self._random.normal(0, grain, (height, width, 1)).astype(np.float32)
        return bgrx(np.clip(picture, 0, 255).astype(np.uint8))

    def _shine(self, picture: Field) -> None:
        height, width = self._size
        across = np.arange(width, dtype=np.float32)[None, :] - self._sun * width
        down = np.arange(height, dtype=np.float32)[:, None] - 0.22 * height
        light = np.clip(1.6 - np.hypot(across, down) / (0.07 * height), 0, 1)[:, :, None]
        picture += (_SUN - picture) * light

    def _hill(self, picture: Field, number: int, shift: int) -> None:
        height, _ = self._size
        line = np.roll(self._lines[number], -shift)
        top = (0.3 + 0.16 * number + 0.22 * (line - 0.5)) * height
        inside = np.arange(height)[:, None] > top[None, :]
        texture = np.roll(self._rock, (37 * number, -shift), (0, 1))
        shade = 0.45 + 0.9 * texture
        picture[inside] = (shade[:, :, None] * self._tints[number])[inside]


def _muted(colours: NDArray[np.float64]) -> Field:
    """As the colours of nature are: halfway to grey."""
    return np.asarray((colours + colours.mean(1, keepdims=True)) / 2, np.float32)


def photo(width: int, height: int, seed: int, grain: float = 1.0) -> Pixels:
    """A still picture."""
    return Landscape(width, height, seed).view(grain)


def moving() -> NDArray[np.uint8]:
    """The frames of the moving picture: a walk past the hills, with something that flies by."""
    scene = Landscape(WIDTH, HEIGHT, 11)
    frames = np.zeros((FRAMES, HEIGHT, WIDTH, 4), np.uint8)
    down, across = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    for number in range(FRAMES):
        frame = scene.view(1.0, number * 2.0)
        angle = 2 * np.pi * number / FRAMES
        x, y = WIDTH * (0.5 + 0.38 * np.cos(angle)), HEIGHT * (0.4 + 0.25 * np.sin(2 * angle))
        far = np.hypot(across - x, down - y) / 34
        ball = far < 1
        light = np.sqrt(np.clip(1 - far[ball] ** 2, 0, 1)) * 200 + 40
        frame[ball, 2], frame[ball, 1], frame[ball, 0] = light, light * 0.4, light * 0.25
        frames[number] = frame
    return frames
