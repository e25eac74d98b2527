"""Which rectangle of the picture keeps moving like a video. Pure: times are passed in.

Time is cut into slices. A tile is hot when it changed in most of the last slices, so whatever
changes more slowly than about five times a second stays out, and so does what moves only for a
moment. The hot tiles that look like a photograph are parted along bands of still tiles.
"""

from collections import deque
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.source import Box

SLICE_SECONDS: Final = 0.15
"""How long a slice of time is; what changes five times a second misses no second one."""

SLICES: Final = 4
"""How many whole slices are looked at: 0.6 s."""

HOT_SLICES: Final = 3
"""In how many of them a tile must have changed to be hot."""

SIDE_MIN: Final = 3
"""Shortest side in tiles: a spinner of 32 pixels may touch two, a progress bar as well."""

PIXELS_MIN: Final = 64
"""Shortest side in pixels, where the picture's edge cuts tiles."""

GAP_MIN: Final = 2
"""Fewer still tiles than these between hot ones are a hole, and do not part them."""

MOVING_SHARE: Final = 0.4
"""Least share of a region's tiles that moves; below it the still part is more than 60 %."""

COVER_SHARE: Final = 0.6
"""Several videos become one region where they fill this share of it."""

EDGE_SHARE: Final = 0.25
"""Rows and columns at the edge with a smaller share of hot tiles than this are cut off..."""

KEPT_SHARE: Final = 0.8
"""... as long as this share of the hot tiles is left."""

GROWTH_SHARE: Final = 0.08
"""Hot tiles outside, as a share of the region's area, that are worth a new key frame."""

REMOTE_FACTOR: Final = 2
"""How many times larger a region elsewhere must be to take the place of this one."""

QUIET_SECONDS: Final = 0.4
"""A region ends when nothing in it changed for so long."""

CHOICE_SECONDS: Final = 0.5
"""Least time between two regions' beginnings: each costs a key frame."""


@dataclass(frozen=True, slots=True)
class _Area:
    """A rectangle of tiles, the ends excluded."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def window(self) -> tuple[slice, slice]:
        return np.s_[self.top : self.bottom, self.left : self.right]

    @property
    def size(self) -> int:
        return (self.bottom - self.top) * (self.right - self.left)

    @property
    def shortest(self) -> int:
        return min(self.bottom - self.top, self.right - self.left)

    def within(self, tiles: Mask) -> int:
        """How many of the tiles lie inside."""
        return int(np.count_nonzero(tiles[self.window]))

    def share(self, tiles: Mask) -> float:
        return self.within(tiles) / self.size

    def touches(self, other: "_Area") -> bool:
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def joined(self, other: "_Area") -> "_Area":
        return _Area(
            min(self.top, other.top),
            max(self.bottom, other.bottom),
            min(self.left, other.left),
            max(self.right, other.right),
        )


class Region:
    """Follows the heat of the tiles of a picture of one size."""

    def __init__(self, height: int, width: int) -> None:
        self._size = (height, width)
        shape = grid(height, width)
        self._changes: deque[Mask] = deque(maxlen=SLICES)
        self._looks: deque[Mask] = deque(maxlen=SLICES)
        self._changed: Mask = np.zeros(shape, np.bool_)
        self._picture: Mask = np.zeros(shape, np.bool_)
        self._slice_end: float | None = None
        self._area: _Area | None = None
        self._latest: NDArray[np.float64] = np.full(shape, -np.inf)
        self._chosen: float | None = None

    def seen(self, changed: Mask, picture: Mask, now: float) -> None:
        """Takes in one capture: which tiles changed, other than by a move of the whole, and which
        of them look like a photograph. `now` in seconds, never less than before.
        """
        self._latest[changed] = now
        self._turn(now)
        self._changed |= changed
        self._picture |= changed & picture

    def box(self, now: float) -> Box | None:
        """The rectangle of pixels that keeps moving: whole tiles, cut off at the picture's edge,
        with even sides, inside the picture; or None.
        """
        if self._area is not None and self._is_quiet(self._area, now):
            self._area = None
        return None if self._area is None else self._in_pixels(self._area)

    def _turn(self, now: float) -> None:
        """Closes the slices that are over, and chooses by what they say."""
        if self._slice_end is None:
            self._slice_end = now + SLICE_SECONDS
        if now < self._slice_end:
            return
        self._changes.append(self._changed)
        self._looks.append(self._picture)
        over = now - self._slice_end
        empty = np.zeros_like(self._changed)
        for _ in range(min(int(over / SLICE_SECONDS), SLICES)):
            self._changes.append(empty)
            self._looks.append(empty)
        self._changed, self._picture = empty.copy(), empty.copy()
        self._slice_end = now + SLICE_SECONDS - over % SLICE_SECONDS
        self._choose(now)

    def _choose(self, now: float) -> None:
        if self._chosen is not None and now - self._chosen < CHOICE_SECONDS:
            return
        area = self._next(self._hot())
        if area == self._area:
            return
        if area is None or self._is_quiet(area, now):
            self._area = None
        else:
            self._area, self._chosen = area, now

    def _is_quiet(self, area: _Area, now: float) -> bool:
        return now - float(self._latest[area.window].max()) >= QUIET_SECONDS

    def _hot(self) -> Mask:
        """The tiles that keep moving, and looked like a photograph at least half of the time."""
        changes, looks = np.sum(self._changes, axis=0), np.sum(self._looks, axis=0)
        hot: Mask = (changes >= HOT_SLICES) & (looks * 2 >= changes)
        return hot

    def _next(self, hot: Mask) -> _Area | None:
        """The present area, or the better one."""
        best, now = self._best(hot), self._area
        if now is None:
            return best
        recent: Mask = np.any(self._changes, axis=0)
        if now.share(recent) < MOVING_SHARE:
            return best
        if best is None:
            return now
        if not best.touches(now):
            return best if best.size >= REMOTE_FACTOR * now.size else now
        joined = now.joined(best)
        outside = best.within(hot) - _within_both(hot, best, now)
        if outside < GROWTH_SHARE * now.size:
            return now
        return joined if joined.share(recent) >= MOVING_SHARE else best

    def _best(self, hot: Mask) -> _Area | None:
        """The largest area that moves enough, or one around all where they fill it."""
        trimmed = (_trim(part, hot) for part in parts(hot))
        areas = [area for area in trimmed if self._fits(area, hot)]
        if not areas:
            return None
        cover = areas[0]
        for area in areas[1:]:
            cover = cover.joined(area)
        if cover.share(hot) >= COVER_SHARE:
            return cover
        return max(areas, key=lambda area: area.within(hot))

    def _fits(self, area: _Area, hot: Mask) -> bool:
        box = self._in_pixels(area)
        large = area.shortest >= SIDE_MIN and min(box.width, box.height) >= PIXELS_MIN
        return large and area.share(hot) >= MOVING_SHARE

    def _in_pixels(self, area: _Area) -> Box:
        height, width = self._size
        x, y = area.left * TILE, area.top * TILE
        right, bottom = min(area.right * TILE, width), min(area.bottom * TILE, height)
        return Box(x, y, (right - x) // 2 * 2, (bottom - y) // 2 * 2)


def parts(hot: Mask) -> list[_Area]:
    """The rectangles, in tiles, into which bands of still tiles part the hot ones.

    A band crosses its whole rectangle and is at least `GAP_MIN` wide, so neighbours stay together.
    What is narrower than `SIDE_MIN` is left out.
    """
    found: list[_Area] = []
    waiting = [_Area(0, hot.shape[0], 0, hot.shape[1])]
    while waiting:
        area = waiting.pop()
        rows = _runs(np.any(hot[area.window], axis=1))
        columns = _runs(np.any(hot[area.window], axis=0))
        pieces = [
            _Area(area.top + top, area.top + bottom, area.left + left, area.left + right)
            for top, bottom in rows
            for left, right in columns
        ]
        if pieces == [area]:
            found.append(area)
        else:
            waiting += [piece for piece in pieces if piece.shortest >= SIDE_MIN]
    return found


def _runs(line: Mask) -> list[tuple[int, int]]:
    """Beginnings and ends of what is true, over gaps of less than `GAP_MIN`."""
    runs: list[tuple[int, int]] = []
    for place in np.flatnonzero(line).tolist():
        if runs and place - runs[-1][1] < GAP_MIN:
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return runs


def _trim(area: _Area, hot: Mask) -> _Area:
    """The area without the thin ends that a few hot tiles give it."""
    least = KEPT_SHARE * area.within(hot)
    while area.shortest > 1:
        shorter = min(_shortened(area), key=lambda one: _lost_share(area, one, hot))
        if _lost_share(area, shorter, hot) >= EDGE_SHARE or shorter.within(hot) < least:
            break
        area = shorter
    return area


def _shortened(area: _Area) -> list[_Area]:
    """The area less one row or column at each of its edges."""
    top, bottom, left, right = area.top, area.bottom, area.left, area.right
    return [
        _Area(top + 1, bottom, left, right),
        _Area(top, bottom - 1, left, right),
        _Area(top, bottom, left + 1, right),
        _Area(top, bottom, left, right - 1),
    ]


def _lost_share(area: _Area, shorter: _Area, hot: Mask) -> float:
    return (area.within(hot) - shorter.within(hot)) / (area.size - shorter.size)


def _within_both(hot: Mask, one: _Area, other: _Area) -> int:
    common = _Area(
        max(one.top, other.top),
        min(one.bottom, other.bottom),
        max(one.left, other.left),
        min(one.right, other.right),
    )
    return common.within(hot)
