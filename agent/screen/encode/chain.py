"""From captured pixels to operations: the steps in their order, for pictures of one size."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from functools import partial
from typing import Final

import numpy as np

from agent.frames.operations import Operation, Stow, Video
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.film.moving import Moving
from agent.screen.encode.grid import Mask, grid
from agent.screen.encode.lens import OPAQUE
from agent.screen.encode.moves import search
from agent.screen.encode.moves.course import Course
from agent.screen.encode.moves.patience import Patience
from agent.screen.encode.overlap import box_of, in_tiles, window
from agent.screen.encode.repair import Repair
from agent.screen.encode.shelf.shelf import EXPLAINED, Shelf
from agent.screen.encode.stills import kinds
from agent.screen.encode.stills.stills import StillEncoder, Stills
from agent.screen.encode.tiles import changed, changed_again
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels

STILLS_SHARE: Final = 4
"""Whatever a video costs, stills may have one part in so many of a frame's budget."""

MENDING_SHARE: Final = 2
"""Making coarse parts exact may have one part in so many: nobody waits for it."""

QUICK_BUDGET: Final = 256 * 1024
"""Bytes of a frame's budget from which on a line is so quick that a film that stopped is made exact
in little time rather than in few bytes: 10 Mbit/s and more."""


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
        self._shelf = Shelf(height, width)
        self._owed: Mask = np.zeros(shape, np.bool_)
        self._owes = False
        self._repair = Repair(shape)
        self._stills = StillEncoder(pool)
        self._moving = Moving(height, width)
        self._patience = Patience()
        self._course = Course()

    @property
    def owes(self) -> bool:
        """Whether something that was captured did not fit into the budget yet."""
        return self._owes

    def repair_in(self, now: float, wish: Wish) -> float | None:
        """Seconds until a coarse part is to be made exact; None where nothing is coarse."""
        return self._repair.due_in(self._canvas, now, wish.rest)

    def take(self, grabs: Iterable[tuple[Box, Pixels]], now: float, wish: Wish) -> list[Operation]:
        """The operations that bring new pixels over, what is owed, and what has rested.

        Boxes begin at whole tiles and end there or at the picture's edge; the highest byte of
        pixels means nothing. Nothing where nothing differs.
        """
        differs = self._note(grabs)
        drawn, differs = self._draw(differs, now, wish)
        outside = differs & ~self._moving.tiles
        sorted_kinds = kinds.sort(self._latest, outside)
        self._moving.watch(differs, sorted_kinds.picture, now, wish)
        self._moving.fit(self._canvas.pixels, self._latest)
        film, filmed = self._film(differs, now, wish)
        rest = differs & ~filmed
        if (rest & ~outside).any():
            # A video that ended, or is another, leaves tiles of which nobody knows the kind.
            sorted_kinds = kinds.sort(self._latest, rest)
        budget = wish.budget - sum(len(video.data) for video in film)
        wish = replace(wish, budget=max(budget, wish.budget // STILLS_SHARE))
        sorted_kinds = kinds.sparse(
            sorted_kinds, self._canvas.pixels, self._latest, self._canvas.inexact
        )
        soon = partial(self._repair.soon, now, wish.rest)
        stowed = self._shelf.before_stills(rest, self._canvas, self._latest, now)
        self._shelf.changed(differs, now)
        stills = self._stills.encode(self._canvas, self._latest, rest, sorted_kinds, soon, wish)
        self._commit(stills, now)
        self._owed = rest & ~stills.exact & ~stills.coarse
        self._owes = bool(self._owed.any())
        mended = self._mend(wish.budget // MENDING_SHARE - stills.size, now, wish)
        return [*drawn, *film, *stowed, *stills.operations, *mended]

    def close(self) -> None:
        """Lets go of the video's encoder."""
        self._moving.close()

    def _note(self, grabs: Iterable[tuple[Box, Pixels]]) -> Mask:
        """The tiles in which the newest pixels differ from what the console shows."""
        differs = self._owed
        for box, pixels in grabs:
            place = window(box)
            np.bitwise_or(pixels, OPAQUE, out=self._latest[place])
            differs[in_tiles(box)] = changed(self._canvas.pixels[place], self._latest[place])
        return differs

    def _draw(self, differs: Mask, now: float, wish: Wish) -> tuple[list[Operation], Mask]:
        """What the console can draw from what it has, and the tiles that differ then."""
        self._shelf.begin(lossy=wish.lossy)
        rest = differs & ~self._moving.tiles
        known = self._shelf.known(rest, self._canvas, self._latest)
        drawn = self._move(rest, now) if known < EXPLAINED else []
        if not drawn and not known:
            return [], differs
        differs = self._after(drawn, differs)
        rest = differs & ~self._moving.tiles
        restored = self._shelf.uncovered(rest, self._canvas, self._latest, now)
        return [*drawn, *restored], self._after(restored, differs)

    def _after(self, drawn: Sequence[Operation], differs: Mask) -> Mask:
        """The tiles that differ once these were drawn."""
        if not drawn:
            return differs
        written = [box_of(one) for one in drawn if not isinstance(one, Stow)]
        return changed_again(self._canvas.pixels, self._latest, differs, written)

    def _move(self, rest: Mask, now: float) -> list[Operation]:
        if not self._patience.due(rest):
            self._patience = self._patience.after(rest, None)
            return []
        course = self._course
        found = search.find(self._canvas.pixels, self._latest, rest, course.shifts, course)
        self._patience = self._patience.after(rest, bool(found))
        self._course = course.after(found)
        stowed = self._shelf.before_moves(found, self._canvas, now)
        for move in found:
            self._canvas.move(move, now)
        restored = self._shelf.after_moves(found, self._canvas, self._latest, now)
        return [*stowed, *found, *restored]

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
            self._repair.changed(tiles, now)
            self._repair.blurred(tiles & ~self._canvas.inexact, now)
        else:
            self._repair.mended(tiles & self._canvas.inexact, now)
        self._canvas.put(tiles, self._latest, now, coarse=coarse)

    def _mend(self, budget: int, now: float, wish: Wish) -> list[Operation]:
        due = self._repair.due(self._canvas, now, wish.rest)
        if budget <= 0 or self.owes or not due.any():
            return []
        quickly = wish.budget >= QUICK_BUDGET and self._repair.restless(due)
        stills = self._stills.mend(self._latest, due, budget, quickly=quickly)
        self._commit(stills, now)
        return stills.operations
