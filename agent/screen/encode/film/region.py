"""Which rectangle of the picture keeps moving like a video. Pure: times are passed in.

Time is cut into slices. A tile is hot when it changed in most of the last slices, so whatever
changes more slowly than about five times a second stays out, and so does what moves only for a
moment. One that never paused for 0.3 s is hot at once: a key frame costs less than two JPEGs.
The hot tiles that look like a photograph are parted along bands of still tiles.
"""

from collections import deque
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.screen.encode.film.area import SIDE_MIN, Area, parts, trimmed, widened, within_both
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.source import Box

SLICE_SECONDS: Final = 0.15
"""How long a slice of time is; what changes five times a second misses no second one."""

SLICES: Final = 4
"""How many whole slices are looked at: 0.6 s."""

HOT_SLICES: Final = 3
"""In how many of them a tile must have changed to be hot."""

BRISK_SECONDS: Final = 0.3
"""A tile that went on changing for so long is hot before the slices say so..."""

BRISK_GAP_SECONDS: Final = 0.13
"""... as long as no two changes were further apart: eight pictures a second."""

PIXELS_MIN: Final = 64
"""Shortest side in pixels, where the picture's edge cuts tiles."""

MOVING_SHARE: Final = 0.4
"""Least share of a region's tiles that moves; below it the still part is more than 60 %."""

COVER_SHARE: Final = 0.6
"""Several videos become one region where they fill this share of it."""

GROWTH_SHARE: Final = 0.08
"""Hot tiles outside, as a share of the region's area, that are worth a new key frame."""

REMOTE_FACTOR: Final = 2
"""How many times larger a region elsewhere must be to take the place of this one."""

QUIET_SECONDS: Final = 0.4
"""A region ends when nothing in it changed for so long."""

CHOICE_SECONDS: Final = 0.5
"""Least time between two regions' beginnings: each costs a key frame."""


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
        self._area: Area | None = None
        self._latest: NDArray[np.float64] = np.full(shape, -np.inf)
        self._since: NDArray[np.float64] = np.full(shape, np.inf)
        self._chosen: float | None = None
        self._hurried = False

    def seen(self, changed: Mask, picture: Mask, now: float) -> None:
        """Takes in one capture: which tiles changed, other than by a move of the whole, and which
        of them look like a photograph. `now` in seconds, never less than before.
        """
        self._since[changed & (now - self._latest > BRISK_GAP_SECONDS)] = now
        self._latest[changed] = now
        self._turn(now)
        self._changed |= changed
        self._picture |= changed & picture
        self._hurry(now)

    def box(self, now: float) -> Box | None:
        """The rectangle of pixels that keeps moving: whole tiles, cut off at the picture's edge,
        with even sides, inside the picture; or None.
        """
        if self._area is None or self._is_quiet(self._area, now):
            self._area = None
            return None
        return self._in_pixels(self._area)

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
        self._hurried = False
        self._choose(now)

    def _hurry(self, now: float) -> None:
        """Chooses before the slice is over where enough never pauses; once in a slice."""
        if self._area is not None or self._hurried:
            return
        if np.count_nonzero(self._brisk(now)) >= SIDE_MIN**2:
            self._hurried = True
            self._choose(now)

    def _choose(self, now: float) -> None:
        if self._chosen is not None and now - self._chosen < CHOICE_SECONDS:
            return
        moves = self._moves(now)
        area = self._next(moves & self._is_photo())
        if area is not None and area is not self._area:
            area = widened(area, moves)
        if area == self._area:
            return
        if area is None or self._is_quiet(area, now):
            self._area = None
        else:
            self._area, self._chosen = area, now

    def _is_quiet(self, area: Area, now: float) -> bool:
        return now - float(self._latest[area.window].max()) >= QUIET_SECONDS

    def _moves(self, now: float) -> Mask:
        """The tiles that keep moving."""
        moves: Mask = np.sum(self._changes, axis=0) >= HOT_SLICES
        return moves | self._brisk(now)

    def _is_photo(self) -> Mask:
        """The tiles that looked like a photograph at least half of the time."""
        changes = np.sum([*self._changes, self._changed], axis=0)
        looks = np.sum([*self._looks, self._picture], axis=0)
        photo: Mask = looks * 2 >= changes
        return photo

    def _brisk(self, now: float) -> Mask:
        """The tiles that have gone on changing without a pause."""
        latest, since = now - self._latest, now - self._since
        brisk: Mask = (latest <= BRISK_GAP_SECONDS) & (since >= BRISK_SECONDS)
        return brisk

    def _next(self, hot: Mask) -> Area | None:
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
        outside = best.within(hot) - within_both(hot, best, now)
        if outside < GROWTH_SHARE * now.size:
            return now
        return joined if joined.share(recent) >= MOVING_SHARE else best

    def _best(self, hot: Mask) -> Area | None:
        """The largest area that moves enough, or one around all where they fill it."""
        kept = (trimmed(part, hot) for part in parts(hot))
        areas = [area for area in kept if self._fits(area, hot)]
        if not areas:
            return None
        cover = areas[0]
        for area in areas[1:]:
            cover = cover.joined(area)
        if cover.share(hot) >= COVER_SHARE:
            return cover
        return max(areas, key=lambda area: area.within(hot))

    def _fits(self, area: Area, hot: Mask) -> bool:
        box = self._in_pixels(area)
        large = area.shortest >= SIDE_MIN and min(box.width, box.height) >= PIXELS_MIN
        return large and area.share(hot) >= MOVING_SHARE

    def _in_pixels(self, area: Area) -> Box:
        height, width = self._size
        x, y = area.left * TILE, area.top * TILE
        return Box(x, y, _end(area.right, width) - x, _end(area.bottom, height) - y)


def _end(tiles: int, length: int) -> int:
    """Where so many tiles end in a picture of this length.

    A last tile of an odd length is left out: a video's sides are even, and it would draw over
    a part of a tile that is not its own.
    """
    end = min(tiles * TILE, length)
    return end if end % 2 == 0 else end // TILE * TILE
