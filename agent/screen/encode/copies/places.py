"""Where else in a picture the same few pixels stand: remembered, or searched for. Pure."""

import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.source import Pixels

Place = tuple[int, int]
"""The left upper corner, x and y."""

KEPT_MAX: Final = 512
"""Most small pictures of which a place is remembered: some fonts' letters, at some fractions."""

BAND_MAX: Final = 1024 * 1024
"""Most pixels that one search looks through: 0.1 ms, and 4 MB of memory that are read."""

REACH: Final = 256
"""Rows above and below a row that are searched."""

HITS_MAX: Final = 8192
"""Most pixels of the rarest colour that are followed up."""

PLACES_MAX: Final = 8
"""Most places that a search gives."""

_CHECKED: Final = 8
"""So many pixels of the rarest colours are compared first, then so many from everywhere."""

_COMPARED: Final = 64 * 1024
"""Most pixels that are compared at last, of all places."""

_Points = NDArray[np.intp]


class Places:
    """Remembers one place for each of the small pictures that were drawn last.

    What it gives is a guess: that place may have been overwritten, and in one of four thousand
    million cases it never held these pixels.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, int], Place] = {}

    def recall(self, pixels: Pixels) -> list[Place]:
        """Where these pixels were drawn last; at most one place."""
        place = self._known.get(_mark(pixels))
        return [] if place is None else [place]

    def note(self, pixels: Pixels, place: Place) -> None:
        """These pixels are drawn there. What was noted longest ago is forgotten."""
        mark = _mark(pixels)
        self._known.pop(mark, None)
        self._known[mark] = place
        if len(self._known) > KEPT_MAX:
            del self._known[next(iter(self._known))]


def _mark(pixels: Pixels) -> tuple[int, int, int]:
    return *pixels.shape, zlib.crc32(pixels.tobytes())


def search(pixels: Pixels, sought: Pixels, row: int) -> list[Place]:
    """Where a small picture stands in a large one without gaps between its rows: nearest first.

    Looks within `REACH` rows of a row for the colour that `sought` has least of, then at more and
    more pixels around. At most `PLACES_MAX` places; where a colour is too common, only the nearest.
    0.2 ms for a letter on 1920 × 1080, 0.5 ms where letters have no soft edges.
    """
    height, width = sought.shape
    across = pixels.shape[1]
    reach = min(REACH, BAND_MAX // (2 * across))
    top, bottom = max(row - reach, 0), min(row + height + reach, len(pixels))
    flat = pixels[top:bottom].reshape(-1)
    points = _points(sought)
    colours = sought.reshape(-1)[points]
    steps = points // width * across + points % width
    middle = (row - top) * across
    starts = _hits(flat, colours[0], middle + int(steps[0])) - steps[0]
    starts = starts[(starts >= 0) & (starts <= flat.size - (height - 1) * across - width)]
    for step, colour in zip(steps[1:], colours[1:], strict=True):
        starts = starts[flat[starts + step] == colour]
    starts = starts[starts % across <= across - width]
    nearest = np.argsort(np.abs(starts - middle), kind="stable")
    starts = starts[nearest[: _COMPARED // sought.size]]
    every = (np.arange(height)[:, None] * across + np.arange(width)).reshape(-1)
    same = (flat[starts[:, None] + every] == sought.reshape(-1)).all(axis=1)
    found = starts[same][:PLACES_MAX].tolist()
    return [(start % across, top + start // across) for start in found]


def _points(sought: Pixels) -> _Points:
    """Some pixels, as places in one row of them all: those of the rarest colours first."""
    _, which, counts = np.unique(sought.reshape(-1), return_inverse=True, return_counts=True)
    rare = np.argsort(counts[which], kind="stable")[:_CHECKED]
    spread = np.arange(0, sought.size, max(1, sought.size // _CHECKED))
    return np.concatenate((rare, spread))


def _hits(flat: Pixels, colour: np.uint32, middle: int) -> _Points:
    """Where this colour is, in one row of pixels; only around the middle where it is common."""
    hits = flat == colour
    count = int(np.count_nonzero(hits))
    if count <= HITS_MAX:
        return np.flatnonzero(hits)
    reach = flat.size * HITS_MAX // (2 * count)
    begin = max(middle - reach, 0)
    return np.flatnonzero(hits[begin : middle + reach]) + begin
