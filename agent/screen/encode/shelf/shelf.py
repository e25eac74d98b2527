"""What a window, a menu or a dialog covers is put by, and drawn again once it is uncovered. Pure.

The shelf has one layer: what is stowed takes the place of what was there. So a large part is put by
whenever something covers it (what was covered last is uncovered first), a small one only where it
drives out nothing that is still covered: a row that lights up must not cost what is under its menu.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.frames.operations import Move, Restore, Stow
from agent.screen.encode.boxes import few, in_pixels
from agent.screen.encode.canvas import Canvas, Surface
from agent.screen.encode.grid import Mask
from agent.screen.encode.overlap import box_of, extent, grown, in_tiles, inside, window, without
from agent.screen.encode.shelf.trail import Trail
from agent.screen.encode.shelf.uncovered import fitting, share
from agent.screen.encode.tiles import tight
from agent.screen.source import Box, Pixels

CALM_SECONDS: Final = 1.0
"""What changed sooner than this is no background: a film, an animation, a row that lights up."""

CALM_SHARE: Final = 0.75
"""Share of a part's tiles that must be calm for it to be one."""

MARGIN: Final = 16
"""Pixels around what moves that are stowed and looked at as well: its shadow."""

AREA_MIN: Final = 512
"""Fewer covered pixels, such as those under a letter that is typed, are not worth it."""

LARGE_AREA: Final = 20_000
"""From so many pixels on, what is covered drives out what was covered before..."""

LARGE_SIDE: Final = 96
"""... if both sides are so long: some rows of a menu are not."""

DRIVEN_SHARE: Final = 0.1
"""What is covered is driven out where it is so much of a rectangle."""

EXPLAINED: Final = 0.9
"""Where the shelf has so much of what differs, nothing is searched for moves."""

GROUPS_MAX: Final = 8
"""Most groups of tiles that are stowed at once, or looked at for what was uncovered."""

PIECES_MAX: Final = 32
"""Most rectangles that are stowed for the moves of a frame, or looked at behind them."""

_ROUNDS: Final = 3
"""How often one rectangle is looked at: what was uncovered in it may be several."""

_NEVER_DRAWN: Final = np.inf
_LONG_AGO: Final = -np.inf


class Shelf:
    """The console's shelf, and what belongs on it. Times are seconds of one clock.

    What is stowed and restored is so in the mirror and on the canvas at once: it must go to the
    console in the order of the calls.
    """

    def __init__(self, height: int, width: int) -> None:
        self.surface = Surface(height, width)
        """As the console has it; 0 where nothing was stowed yet, which no captured pixel is."""
        shape = self.surface.inexact.shape
        self._filled: Mask = np.zeros(shape, np.bool_)
        self._covered: Mask = np.zeros(shape, np.bool_)
        self._vacated: Mask = np.zeros(shape, np.bool_)
        self._changed: NDArray[np.float64] = np.full(shape, _NEVER_DRAWN)
        self._trail = Trail()
        self._left = 0
        self._lossy = False

    def begin(self, *, lossy: bool) -> None:
        """A frame begins. As many pixels as a picture has may be stowed and restored in it.

        `lossy`: what is coarse on the shelf may be restored.
        """
        self._left = self.surface.pixels.size
        self._vacated[:] = False
        self._lossy = lossy

    def changed(self, tiles: Mask, now: float) -> None:
        """These tiles are drawn, or not as they were: all but what is drawn first was changed."""
        first = tiles & (self._changed == _NEVER_DRAWN)
        self._changed[tiles] = now
        self._changed[first] = _LONG_AGO

    def known(self, differs: Mask, canvas: Canvas, latest: Pixels) -> float:
        """How much of what differs may be on the shelf, 0 to 1; by a sample where it may be most.

        From `EXPLAINED` on something was closed, not moved; with 0 there is nothing to restore.
        """
        likely = differs & self._filled
        tiles = np.count_nonzero(likely)
        most = float(tiles / np.count_nonzero(differs)) if tiles else 0.0
        if most < EXPLAINED:
            return most
        around = in_pixels(extent(likely), *latest.shape)
        return min(most, share(canvas.pixels, self.surface.pixels, latest, around))

    def uncovered(self, differs: Mask, canvas: Canvas, latest: Pixels, now: float) -> list[Restore]:
        """What the shelf has of these tiles."""
        return self._restore(self._groups(differs & self._filled), canvas, latest, now)

    def before_moves(self, moves: Sequence[Move], canvas: Canvas, now: float) -> list[Stow]:
        """What these moves will cover: to be stowed before the first of them.

        Nothing of what moved there itself: who scrolls does not want the lines put by. The pixels
        around something that keeps moving are stowed ahead of it.
        """
        if not moves:
            return []
        goes_on = self._trail.goes_on(moves, now)
        margin = MARGIN if goes_on else 0
        grounds = self._grounds(moves, margin, now)
        if margin and any(self._drives_out(box, canvas) for box in grounds):
            margin = 0
            grounds = self._grounds(moves, margin, now)
        self._trail = self._trail.after(moves, margin, self.surface.pixels.shape, now)
        sure = goes_on and any(_is_large(box_of(move)) for move in moves)
        wanted = [box for box in grounds if sure or not self._drives_out(box, canvas)]
        return self._stow(wanted, canvas)

    def _grounds(self, moves: Sequence[Move], margin: int, now: float) -> list[Box]:
        found = self._trail.grounds(moves, margin, self.surface.pixels.shape, now)
        return _largest(found)

    def after_moves(
        self, moves: Sequence[Move], canvas: Canvas, latest: Pixels, now: float
    ) -> list[Restore]:
        """What these moves, which are on the canvas, have uncovered."""
        if not moves:
            return []
        targets = [box_of(move) for move in moves]
        sources = [Box(move.from_x, move.from_y, move.width, move.height) for move in moves]
        left = []
        for box in sources:
            around = grown(box, MARGIN, latest.shape)
            left += without(around, targets)
            self._vacated[in_tiles(around)] = True
        return self._restore(_largest(left), canvas, latest, now)

    def before_stills(self, drawn: Mask, canvas: Canvas, latest: Pixels, now: float) -> list[Stow]:
        """What is covered where these tiles are drawn: to be stowed before them."""
        # What has just moved away is not covered by what is drawn there.
        drawn = drawn & ~self._vacated
        calm = drawn & (now - self._changed >= CALM_SECONDS)
        if not calm.any():
            return []
        groups = (box for box in self._groups(drawn) if _fills(calm, drawn, box))
        covered = (tight(canvas.pixels, latest, box) for box in groups)
        return self._stow([box for box in covered if box and self._is_worth(box, canvas)], canvas)

    def _groups(self, tiles: Mask) -> list[Box]:
        """These tiles in rectangles of pixels."""
        if not tiles.any():
            return []
        return [in_pixels(box, *self.surface.pixels.shape) for box in few(tiles, GROUPS_MAX)]

    def _is_worth(self, box: Box, canvas: Canvas) -> bool:
        if box.width * box.height < AREA_MIN:
            return False
        return _is_large(box) or not self._drives_out(box, canvas)

    def _drives_out(self, box: Box, canvas: Canvas) -> bool:
        """Whether something covered would be lost if this were stowed."""
        if not self._covered[in_tiles(box)].any():
            return False
        kept, shown = self.surface.pixels[window(box)], canvas.pixels[window(box)]
        lost = int(np.count_nonzero((kept != 0) & (kept != shown)))
        return lost >= DRIVEN_SHARE * box.width * box.height

    def _stow(self, boxes: Iterable[Box], canvas: Canvas) -> list[Stow]:
        stowed = []
        for box in boxes:
            if not self._has(box, canvas):
                if not self._pay(box):
                    continue
                self.surface.copy(box, canvas, box.x, box.y)
                stowed.append(Stow(box.x, box.y, box.width, box.height))
            self._filled[in_tiles(box)] = True
            self._covered[in_tiles(box)] = True
        return stowed

    def _has(self, box: Box, canvas: Canvas) -> bool:
        """Whether it is on the shelf as it is, and as exactly."""
        if (self.surface.coarse[window(box)] & ~canvas.coarse[window(box)]).any():
            return False
        return np.array_equal(self.surface.pixels[window(box)], canvas.pixels[window(box)])

    def _restore(
        self, boxes: Iterable[Box], canvas: Canvas, latest: Pixels, now: float
    ) -> list[Restore]:
        restored = []
        for box in boxes:
            for _ in range(_ROUNDS):
                found = self._found(box, canvas, latest)
                if found is None or not self._pay(found):
                    break
                canvas.restore(found, self.surface, now)
                whole = inside(found, latest.shape)
                self._covered[whole] = False
                # What was there before is no animation.
                self._changed[whole] = _LONG_AGO
                restored.append(Restore(found.x, found.y, found.width, found.height))
        return restored

    def _found(self, box: Box, canvas: Canvas, latest: Pixels) -> Box | None:
        if not self._filled[in_tiles(box)].any():
            return None
        found = fitting(canvas.pixels, self.surface.pixels, latest, box)
        if found and not self._lossy and self.surface.coarse[window(found)].any():
            return None
        return found

    def _pay(self, box: Box) -> bool:
        area = box.width * box.height
        if area > self._left:
            return False
        self._left -= area
        return True


def _fills(calm: Mask, drawn: Mask, box: Box) -> bool:
    """Whether most of what is drawn in a rectangle was calm."""
    tiles = in_tiles(box)
    quiet, all_drawn = (int(np.count_nonzero(some[tiles])) for some in (calm, drawn))
    return quiet >= CALM_SHARE * all_drawn


def _is_large(box: Box) -> bool:
    return box.width * box.height >= LARGE_AREA and min(box.width, box.height) >= LARGE_SIDE


def _largest(boxes: Sequence[Box]) -> list[Box]:
    """Not more of them than may be."""
    return sorted(boxes, key=lambda box: box.width * box.height, reverse=True)[:PIECES_MAX]
