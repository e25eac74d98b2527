"""The one rectangle that keeps moving, as a video; or none.

The region is of whole tiles, the video has only the pixels of it that move: a film's still rim
costs 12 % of its bytes and 10 % of its time, and would be blurred.
"""

from typing import Final

import numpy as np

from agent.frames.operations import Video
from agent.screen.encode.film.region import Region
from agent.screen.encode.film.video import VideoStream
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.encode.overlap import window
from agent.screen.encode.tiles import tight
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels

_MILLISECONDS: Final = 1000


class Moving:
    """Watches what keeps moving in pictures of one size, and encodes it."""

    def __init__(self, height: int, width: int) -> None:
        self._size = (height, width)
        self._region = Region(height, width)
        self._area: Box | None = None
        self.box: Box | None = None
        """Which rectangle the video has, its sides even."""
        self._stream: VideoStream | None = None
        self.tiles: Mask = np.zeros(grid(height, width), np.bool_)
        """The tiles that are wholly inside the region, and so are left to the video."""

    def watch(self, changed: Mask, picture: Mask, now: float, wish: Wish) -> None:
        """Takes in what changed in one capture, and how much of it looks like a photograph."""
        self._region.seen(changed, picture | self.tiles, now)
        area = self._region.box(now) if wish.moving else None
        if area != self._area:
            self.close()
            self._area = area
            self._mark(area)

    def fit(self, shown: Pixels, latest: Pixels) -> None:
        """Fits the video to what differs between two whole pictures inside of the region.

        Until something differs beside it within the region: from then on it is all of the region,
        so that it brings over whatever changes in its tiles.
        """
        area, box = self._area, self.box
        if area is None or box == area:
            return
        if box is None:
            self.box = fitted(shown, latest, area)
        elif any(_differ(shown, latest, side) for side in around(area, box)):
            self._end()
            self.box = area

    def encode(self, latest: Pixels, now: float, wish: Wish) -> Video | None:
        """The next picture of the video, where there is one."""
        box = self.box
        if box is None:
            return None
        if self._stream is None:
            self._stream = VideoStream(box, wish.level)
        self._stream.relevel(wish.level)
        return self._stream.encode(latest[window(box)], round(now * _MILLISECONDS))

    def close(self) -> None:
        """Ends the stream; one that is needed again begins anew."""
        self._end()
        self._area = self.box = None
        self._mark(None)

    def _end(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _mark(self, area: Box | None) -> None:
        self.tiles[:] = False
        if area is None:
            return
        height, width = self._size
        right, bottom = area.x + area.width, area.y + area.height
        right = right if right < width else -(-width // TILE) * TILE
        bottom = bottom if bottom < height else -(-height // TILE) * TILE
        rows = slice(-(-area.y // TILE), bottom // TILE)
        self.tiles[rows, -(-area.x // TILE) : right // TILE] = True


def fitted(shown: Pixels, latest: Pixels, area: Box) -> Box:
    """The area without the pixels at its edges that do not differ, less than a tile at each.

    Its sides are even. An edge of which a whole tile does not differ only rests just now; where
    less than a tile would be left, it is the area.
    """
    inner = tight(shown, latest, area)
    if inner is None:
        return area
    left, right = _ends(area.x, area.width, inner.x, inner.width)
    top, bottom = _ends(area.y, area.height, inner.y, inner.height)
    box = Box(left, top, right - left, bottom - top)
    return area if min(box.width, box.height) < TILE else box


def _ends(start: int, length: int, inner_start: int, inner_length: int) -> tuple[int, int]:
    """Where one direction of the fitted area begins and ends."""
    end, inner_end = start + length, inner_start + inner_length
    first = inner_start if inner_start - start < TILE else start
    last = inner_end if end - inner_end < TILE else end
    if (last - first) % 2:
        # The area's own length is even.
        first, last = (first, last + 1) if last < end else (first - 1, last)
    return first, last


def _differ(shown: Pixels, latest: Pixels, box: Box) -> bool:
    place = window(box)
    return not np.array_equal(shown[place], latest[place])


def around(area: Box, box: Box) -> list[Box]:
    """What of an area is not in a box inside of it: above, below, left and right of it."""
    right, bottom = box.x + box.width, box.y + box.height
    end_x, end_y = area.x + area.width, area.y + area.height
    sides = [
        Box(area.x, area.y, area.width, box.y - area.y),
        Box(area.x, bottom, area.width, end_y - bottom),
        Box(area.x, box.y, box.x - area.x, box.height),
        Box(right, box.y, end_x - right, box.height),
    ]
    return [side for side in sides if side.width and side.height]
