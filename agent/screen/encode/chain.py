"""From captured pixels to operations: the steps in their order, for pictures of one size."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from typing import Final

import numpy as np

from agent.frames.operations import Move, Operation, Video
from agent.screen.encode import kinds, moves
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.grid import TILE, Mask, grid
from agent.screen.encode.moving import Moving
from agent.screen.encode.patience import Patience
from agent.screen.encode.repair import Repair
from agent.screen.encode.shift import Shift
from agent.screen.encode.stills import StillEncoder, Stills
from agent.screen.encode.tiles import changed
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels

STILLS_SHARE: Final = 4
"""Whatever a video costs, stills may have one part in so many of a frame's budget."""

MENDING_SHARE: Final = 2
"""Making coarse parts exact may have one part in so many: nobody waits for it."""


class Chain:
    """Remembers what the console shows, and encodes what differs from it.

    Every time is in seconds of one clock that only goes forward. Whatever `take` gives must reach
    the console; where it does not, a new chain is needed.
    """

    def __init__(self, height: int, width: int, pool: Executor) -> None:
        """`height` and `width` of the pictures; `pool` encodes the parts of large ones."""
        shape = grid(height, width)
        # Pixels that were captured have 0xFF in their highest byte: these differ from all of them.
        self._latest: Pixels = np.zeros((height, width), np.uint32)
        self._canvas = Canvas(height, width)
        self._owed: Mask = np.zeros(shape, np.bool_)
        self._repair = Repair(shape)
        self._stills = StillEncoder(pool)
        self._moving = Moving(height, width)
        self._patience = Patience()
        self._hints: Sequence[Shift] = ()

    @property
    def owes(self) -> bool:
        """Whether something that was captured did not fit into the budget yet."""
        return bool(self._owed.any())

    def repair_in(self, now: float, wish: Wish) -> float | None:
        """Seconds until a coarse part is to be made exact; None where nothing is coarse."""
        return self._repair.due_in(self._canvas, now, wish.rest)

    def take(self, grabs: Iterable[tuple[Box, Pixels]], now: float, wish: Wish) -> list[Operation]:
        """The operations that bring new pixels over, what is owed, and what has rested.

        Boxes begin at whole tiles and end there or at the picture's edge; pixels as
        `agent.screen.encode.lens` gives them. Nothing where nothing differs.
        """
        differs = self._note(grabs)
        moved = self._move(differs & ~self._moving.tiles, now)
        if moved:
            differs = changed(self._canvas.pixels, self._latest)
        sorted_kinds = kinds.sort(self._latest, differs)
        self._moving.watch(differs, sorted_kinds.picture, now, wish)
        film, filmed = self._film(differs, now, wish)
        rest = differs & ~filmed
        budget = wish.budget - sum(len(video.data) for video in film)
        wish = replace(wish, budget=max(budget, wish.budget // STILLS_SHARE))
        stills = self._stills.encode(self._canvas, self._latest, rest, sorted_kinds, wish)
        self._commit(stills, now)
        self._owed = rest & ~stills.exact & ~stills.coarse
        mended = self._mend(wish.budget // MENDING_SHARE - stills.size, now, wish)
        return [*moved, *film, *stills.operations, *mended]

    def close(self) -> None:
        """Lets go of the video's encoder."""
        self._moving.close()

    def _note(self, grabs: Iterable[tuple[Box, Pixels]]) -> Mask:
        """The tiles in which the newest pixels differ from what the console shows."""
        differs = self._owed
        for box, pixels in grabs:
            window = np.s_[box.y : box.y + box.height, box.x : box.x + box.width]
            self._latest[window] = pixels
            top, left = box.y // TILE, box.x // TILE
            found = changed(self._canvas.pixels[window], self._latest[window])
            differs[top : top + found.shape[0], left : left + found.shape[1]] = found
        return differs

    def _move(self, rest: Mask, now: float) -> list[Move]:
        if not self._patience.due(rest):
            self._patience = self._patience.after(rest, None)
            return []
        found = moves.find(self._canvas.pixels, self._latest, rest, self._hints)
        self._patience = self._patience.after(rest, bool(found))
        for move in found:
            self._canvas.move(move, now)
        if found:
            self._hints = [Shift(one.x - one.from_x, one.y - one.from_y) for one in found]
        return found

    def _film(self, differs: Mask, now: float, wish: Wish) -> tuple[list[Video], Mask]:
        """The video's next picture, where something in it differs, and the tiles it brings."""
        tiles = self._moving.tiles
        if not (differs & tiles).any():
            return [], np.zeros_like(differs)
        video = self._moving.encode(self._latest, now, wish)
        if video is None:
            return [], np.zeros_like(differs)
        # Every tile of the video is drawn anew, those that did not change as well.
        self._put(tiles, now, coarse=True)
        return [video], tiles

    def _commit(self, stills: Stills, now: float) -> None:
        self._put(stills.coarse, now, coarse=True)
        self._put(stills.exact, now, coarse=False)

    def _put(self, tiles: Mask, now: float, *, coarse: bool) -> None:
        if not tiles.any():
            return
        if coarse:
            self._repair.blurred(tiles & ~self._canvas.inexact, now)
        else:
            self._repair.mended(tiles & self._canvas.inexact, now)
        self._canvas.put(tiles, self._latest, now, coarse=coarse)

    def _mend(self, budget: int, now: float, wish: Wish) -> list[Operation]:
        due = self._repair.due(self._canvas, now, wish.rest)
        if budget <= 0 or self.owes or not due.any():
            return []
        stills = self._stills.mend(self._latest, due, budget)
        self._commit(stills, now)
        return stills.operations
