"""What the console shows and has put by, as far as the agent knows. No I/O, no clock."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.frames.operations import Move
from agent.screen.encode.boxes import in_pixels
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.encode.overlap import extent, in_tiles, window
from agent.screen.source import Box, Pixels

_NEVER: Final = -np.inf


class Surface:
    """A picture of the console's."""

    def __init__(self, height: int, width: int) -> None:
        """Nothing is drawn: every pixel is 0, and as pixels that were seen have 0xFF in their
        highest byte, it differs from all of them."""
        rows, columns = grid(height, width)
        self.pixels: Pixels = np.zeros((height, width), np.uint32)
        """What it has where it is exact, and what it should have where it is not."""
        self.coarse: NDArray[np.bool_] = np.zeros((rows * TILE, columns * TILE), np.bool_)
        """The pixels that may be only about as they should be; whole tiles, false outside."""
        self.inexact: Mask = np.zeros((rows, columns), np.bool_)
        """The tiles with such a pixel."""

    def copy(self, box: Box, source: "Surface", x: int, y: int) -> Mask | None:
        """A rectangle gets what stands at (x, y) of a surface of the same size, or of this one.

        Gives which of the tiles that it touches took a coarse pixel; None where none did. 0.1 ms
        for 600 x 420, twice that where something of it is coarse.
        """
        there = Box(x, y, box.width, box.height)
        # Where both overlap, numpy reads all of the source first.
        self.pixels[window(box)] = source.pixels[window(there)]
        took = None
        if source.inexact[in_tiles(there)].any():
            took = self._taking(box, source.coarse[window(there)])
        if took is not None or self.inexact[in_tiles(box)].any():
            self.coarse[window(box)] = source.coarse[window(there)]
            self.inexact[in_tiles(box)] = _tiles(self.coarse[_whole(box)])
        return took

    def _taking(self, box: Box, coarse: NDArray[np.bool_]) -> Mask | None:
        rows, columns = _whole(box)
        around = np.zeros((rows.stop - rows.start, columns.stop - columns.start), np.bool_)
        top, left = box.y - rows.start, box.x - columns.start
        around[top : top + box.height, left : left + box.width] = coarse
        took = _tiles(around)
        return took if took.any() else None


class Canvas(Surface):
    """The picture that was sent. Times are seconds of one clock."""

    def __init__(self, height: int, width: int) -> None:
        """Nothing is sent."""
        super().__init__(height, width)
        self.since: NDArray[np.float64] = np.full(self.inexact.shape, _NEVER)
        """When each inexact tile last became so; of no meaning for others."""

    def put(self, tiles: Mask, latest: Pixels, now: float, *, coarse: bool) -> None:
        """These tiles were sent as they are in `latest`, a whole picture: about, or exactly."""
        if not tiles.any():
            return
        around = extent(tiles)
        rows = range(around.y, around.y + around.height)
        if tiles[rows.start : rows.stop, around.x : around.x + around.width].all():
            # A video, or one thing that changed: all at once.
            self._take(around, latest, coarse)
        else:
            for row in rows:
                self._take_row(row, tiles[row], latest, coarse)
        self.inexact[tiles] = coarse
        if coarse:
            self.since[tiles] = now

    def _take(self, box: Box, latest: Pixels, coarse: bool) -> None:
        """All of a rectangle of tiles."""
        place = window(in_pixels(box, *self.pixels.shape))
        self.pixels[place] = latest[place]
        self.coarse[place] = coarse

    def _take_row(self, row: int, tiles: Mask, latest: Pixels, coarse: bool) -> None:
        columns = np.flatnonzero(tiles)
        if not columns.size:
            return
        run = Box(int(columns[0]), row, int(columns[-1] - columns[0]) + 1, 1)
        if run.width == columns.size:
            # A run without gaps is copied twice as quickly.
            self._take(run, latest, coarse)
            return
        place = window(in_pixels(run, *self.pixels.shape))
        wanted = np.repeat(tiles, TILE)[place[1]]
        np.copyto(self.pixels[place], latest[place], where=wanted)
        np.copyto(self.coarse[place], coarse, where=wanted)

    def move(self, move: Move, now: float) -> None:
        """A rectangle was moved, and what is coarse of it."""
        box = Box(move.x, move.y, move.width, move.height)
        self._draw(box, self, move.from_x, move.from_y, now)

    def restore(self, box: Box, shelf: Surface, now: float) -> None:
        """A rectangle was drawn as the shelf has it, and as exactly."""
        self._draw(box, shelf, box.x, box.y, now)

    def _draw(self, box: Box, source: Surface, x: int, y: int, now: float) -> None:
        took = self.copy(box, source, x, y)
        if took is not None:
            self.since[in_tiles(box)][took] = now


def _whole(box: Box) -> tuple[slice, slice]:
    """The pixels of all the tiles that a rectangle touches."""
    rows, columns = in_tiles(box)
    return (
        slice(rows.start * TILE, rows.stop * TILE),
        slice(columns.start * TILE, columns.stop * TILE),
    )


def _tiles(coarse: NDArray[np.bool_]) -> Mask:
    """The tiles in which something is true; eight truths are put together at once."""
    rows, columns = coarse.shape[0] // TILE, coarse.shape[1] // TILE
    words = coarse.view(np.uint64).reshape(rows, TILE, -1)
    bands = np.bitwise_or.reduce(words, axis=1).reshape(rows, columns, -1)
    found: Mask = bands.any(axis=2)
    return found
