"""What the console shows, as far as the agent knows. No I/O, no clock."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.frames.operations import Move
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.source import Pixels

_NEVER: Final = -np.inf


class Canvas:
    """The picture that was sent. Times are seconds of one clock."""

    def __init__(self, height: int, width: int) -> None:
        """Nothing is sent: every pixel is 0, and as pixels that were seen have 0xFF in their
        highest byte, it differs from all of them."""
        self.pixels: Pixels = np.zeros((height, width), np.uint32)
        """What the console shows where it is exact, and what it should show where it is not."""
        shape = grid(height, width)
        self.inexact: Mask = np.zeros(shape, np.bool_)
        """The tiles of which some pixel may be shown only about as it is."""
        self.since: NDArray[np.float64] = np.full(shape, _NEVER)
        """When each inexact tile last became so; of no meaning for others."""

    def put(self, tiles: Mask, latest: Pixels, now: float, *, coarse: bool) -> None:
        """These tiles were sent as they are in `latest`, a whole picture: about, or exactly."""
        height, width = self.pixels.shape
        for row in np.flatnonzero(tiles.any(axis=1)).tolist():
            band = np.s_[row * TILE : min((row + 1) * TILE, height)]
            wanted = np.repeat(tiles[row], TILE)[:width]
            np.copyto(self.pixels[band], latest[band], where=wanted)
        self.inexact[tiles] = coarse
        if coarse:
            self.since[tiles] = now

    def move(self, move: Move, now: float) -> None:
        """A rectangle was moved. A tile that took anything from an inexact one is inexact now.

        One that was overwritten whole from exact tiles is exact.
        """
        old = self.inexact.copy()
        rows, columns = (
            _Span(move.y, move.height, move.from_y, self.pixels.shape[0]),
            _Span(move.x, move.width, move.from_x, self.pixels.shape[1]),
        )
        took = np.zeros((rows.size, columns.size), np.bool_)
        for source_rows in (rows.first, rows.last):
            for source_columns in (columns.first, columns.last):
                took |= old[np.ix_(source_rows, source_columns)]
        place = rows.tiles, columns.tiles
        whole = rows.whole[:, None] & columns.whole
        self.inexact[place] = np.where(whole, took, old[place] | took)
        self.since[place][took] = now
        self._shift(move)

    def _shift(self, move: Move) -> None:
        pixels, height, width = self.pixels, move.height, move.width
        source = pixels[move.from_y : move.from_y + height, move.from_x : move.from_x + width]
        # Where both overlap, numpy reads all of the source first.
        pixels[move.y : move.y + height, move.x : move.x + width] = source


class _Span:
    """One direction of a move: the tiles it touches, and what each of them takes from.

    `first` and `last` are the tiles of the first and last pixel that a touched tile takes; as
    both are of one tile at most, there is none between. `whole`: nothing of the tile is left.
    """

    def __init__(self, start: int, length: int, source: int, end: int) -> None:
        top, bottom = start // TILE, -(-(start + length) // TILE)
        edges = np.arange(top, bottom) * TILE
        begin = np.maximum(edges, start)
        stop = np.minimum(edges + TILE, start + length)
        self.tiles = slice(top, bottom)
        self.size = bottom - top
        self.first = (begin + source - start) // TILE
        self.last = (stop - 1 + source - start) // TILE
        self.whole = (begin == edges) & (stop == np.minimum(edges + TILE, end))
