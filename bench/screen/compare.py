"""Whether two pictures are the same, and how far they are apart. Pure."""

import base64
import math
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""Rows of red, green, blue."""
BEST_DB: Final = 99.0
"""What stands for the PSNR of two equal pictures, so that it can be averaged and drawn."""
_STRIDE: Final = 16


@cache
def _weights(count: int) -> NDArray[np.uint32]:
    """Of every pixel, as bench/screen/probe.js reckons them: a linear congruential sequence."""
    factor, step = 1664525, 1013904223
    made = np.empty(count, np.uint32)
    weight = 1
    block = min(count, 4096)
    for place in range(block):
        weight = (weight * factor + step) & 0xFFFFFFFF
        made[place] = weight
    jump_factor, jump_step = _jump(factor, step, block)
    for start in range(block, count, block):
        size = min(block, count - start)
        before = made[start - block : start - block + size]
        made[start : start + size] = before * np.uint32(jump_factor) + np.uint32(jump_step)
    return made | np.uint32(1)


def _jump(factor: int, step: int, count: int) -> tuple[int, int]:
    """The sequence's rule for so many places at once."""
    all_factor, all_step = 1, 0
    for _ in range(count):
        all_factor = all_factor * factor & 0xFFFFFFFF
        all_step = (all_step * factor + step) & 0xFFFFFFFF
    return all_factor, all_step


def digest(picture: Picture) -> int:
    """A number that is the same for the same picture: what the probe's `digest` gives."""
    red, green, blue = (picture[:, :, part].astype(np.uint32).ravel() for part in range(3))
    pixels = red | green << np.uint32(8) | blue << np.uint32(16)
    return int(np.sum(pixels * _weights(pixels.size), dtype=np.uint32))


def points(picture: Picture) -> list[int]:
    """Some places of a picture and what is there, for the probe's `truth`."""
    height, width, _ = picture.shape
    said: list[int] = []
    for y in range(_STRIDE // 2, height, _STRIDE):
        for x in range(_STRIDE // 2, width, _STRIDE):
            said += [x, y, *map(int, picture[y, x])]
    return said


def unpacked(text: str, width: int, height: int) -> Picture:
    """A picture as the probe sends it."""
    data = np.frombuffer(base64.b64decode(text), np.uint8)
    return data.reshape(height, width, 4)[:, :, :3]


def psnr(one: NDArray[Any], other: NDArray[Any]) -> float:
    """In dB over all channels; `BEST_DB` for equal pictures."""
    error = float(np.mean((one.astype(np.float32) - other.astype(np.float32)) ** 2))
    return BEST_DB if error == 0 else min(BEST_DB, 10 * math.log10(255**2 / error))


def parts(picture: Picture, boxes: list[list[int]]) -> NDArray[np.uint8]:
    """The pixels of some rectangles, one after the other."""
    cut = [picture[y : y + high, x : x + wide].reshape(-1, 3) for x, y, wide, high in boxes]
    return np.concatenate(cut)
