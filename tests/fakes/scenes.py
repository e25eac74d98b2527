"""Made-up screens: text, photos, windows. The same for the same numbers, without fonts."""

import numpy as np

from agent.screen.source import Pixels

WHITE = 0xFFFFFFFF
_LETTER = (9, 6)


def flat(width: int, height: int, colour: int = 0xFF204060) -> Pixels:
    """One colour."""
    return np.full((height, width), colour, np.uint32)


def noise(width: int, height: int, seed: int = 1) -> Pixels:
    """Every pixel of its own."""
    colours = np.random.default_rng(seed).integers(0, 1 << 24, (height, width), np.uint32)
    return colours | np.uint32(0xFF000000)


def photo(width: int, height: int, seed: int = 1) -> Pixels:
    """Soft hills of colour with the grain of a camera."""
    chooser = np.random.default_rng(seed)
    grey = np.zeros((height, width))
    down, across = np.arange(height)[:, None], np.arange(width)
    for _ in range(4):
        slope, turn, start = chooser.uniform(0.01, 0.05, 3)
        grey += 25 * np.sin(down * slope + across * turn + start * 99)
    levels = (grey + 120 + chooser.integers(-3, 4, (height, width))).clip(0, 255).astype(np.uint32)
    return levels * np.uint32(0x010101) | np.uint32(0xFF000000)


def text(width: int, height: int, seed: int = 1, pitch: int = 16, smooth: bool = True) -> Pixels:
    """Black lines of words on white, with some lines left empty."""
    chooser = np.random.default_rng(seed)
    inks = np.random.default_rng(0).integers(0, 4 if smooth else 2, (27, *_LETTER))
    inks = inks * (85 if smooth else 255)
    inks[0], inks[:, :, -1] = 0, 0
    lines, letters = -(-height // pitch), width // _LETTER[1]
    page = np.zeros((lines * pitch, width), np.uint32)
    words = [chooser.integers(1, 27, length) for length in chooser.integers(2, 9, 40)]
    for line in range(lines):
        if not chooser.integers(8):
            continue
        chosen = [np.append(words[word], 0) for word in chooser.integers(0, 40, letters // 6 + 1)]
        written = np.concatenate(chosen)[: chooser.integers(letters // 2, letters + 1)]
        strip = inks[written].transpose(1, 0, 2).reshape(_LETTER[0], -1)
        page[line * pitch + 3 : line * pitch + 3 + _LETTER[0], : strip.shape[1]] = strip
    return np.uint32(WHITE) - page[:height] * np.uint32(0x010101)


def window(width: int, height: int, seed: int = 1) -> Pixels:
    """A frame, a title and text."""
    picture = flat(width, height, 0xFF808080)
    picture[1:24, 1:-1] = 0xFF3050A0
    picture[1:-1, 8:-8] ^= (text(width - 16, height - 2, seed) ^ np.uint32(WHITE)) // np.uint32(2)
    picture[:, [0, -1]] = 0xFF202020
    return picture | np.uint32(0xFF000000)


def put(screen: Pixels, picture: Pixels, x: int, y: int) -> Pixels:
    """A copy of the screen with a picture on it, cut off at the screen's edges."""
    screen = screen.copy()
    top, left = max(y, 0), max(x, 0)
    bottom, right = min(y + len(picture), len(screen)), min(x + picture.shape[1], screen.shape[1])
    if top < bottom and left < right:
        screen[top:bottom, left:right] = picture[top - y : bottom - y, left - x : right - x]
    return screen
