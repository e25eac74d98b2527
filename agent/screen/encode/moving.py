"""The one rectangle that keeps moving, as a video; or none."""

from typing import Final

import numpy as np

from agent.frames.operations import Video
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.encode.region import Region
from agent.screen.encode.video import VideoStream
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels

_MILLISECONDS: Final = 1000


class Moving:
    """Watches what keeps moving in pictures of one size, and encodes it."""

    def __init__(self, height: int, width: int) -> None:
        self._size = (height, width)
        self._region = Region(height, width)
        self._box: Box | None = None
        self._stream: VideoStream | None = None
        self.tiles: Mask = np.zeros(grid(height, width), np.bool_)
        """The tiles that are wholly inside the video, and so are left to it."""

    def watch(self, changed: Mask, picture: Mask, now: float, wish: Wish) -> None:
        """Takes in what changed in one capture, and how much of it looks like a photograph."""
        self._region.seen(changed, picture | self.tiles, now)
        box = self._region.box(now) if wish.moving else None
        if box != self._box:
            self.close()
            self._box = box
            self._mark(box)

    def encode(self, latest: Pixels, now: float, wish: Wish) -> Video | None:
        """The next picture of the video, where there is one."""
        box = self._box
        if box is None:
            return None
        if self._stream is None:
            self._stream = VideoStream(box, wish.level)
        self._stream.relevel(wish.level)
        pixels = latest[box.y : box.y + box.height, box.x : box.x + box.width]
        return self._stream.encode(pixels, round(now * _MILLISECONDS))

    def close(self) -> None:
        """Ends the stream; one that is needed again begins anew."""
        stream, self._stream, self._box = self._stream, None, None
        self._mark(None)
        if stream is not None:
            stream.close()

    def _mark(self, box: Box | None) -> None:
        self.tiles[:] = False
        if box is None:
            return
        height, width = self._size
        right = box.x + box.width if box.x + box.width < width else -(-width // TILE) * TILE
        bottom = box.y + box.height if box.y + box.height < height else -(-height // TILE) * TILE
        rows = slice(-(-box.y // TILE), bottom // TILE)
        self.tiles[rows, -(-box.x // TILE) : right // TILE] = True
