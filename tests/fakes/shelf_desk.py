"""A screen on which windows open, close and move, and the console that is told of it."""

import numpy as np

from agent.frames.operations import Move, Operation, Restore, Stow
from agent.screen.encode.canvas import Canvas
from agent.screen.encode.grid import Mask, grid
from agent.screen.encode.overlap import box_of, window
from agent.screen.encode.shelf.shelf import CALM_SECONDS, EXPLAINED, Shelf
from agent.screen.encode.tiles import changed
from agent.screen.source import Box, Pixels

HEIGHT, WIDTH = 300, 420
SHAPE = grid(HEIGHT, WIDTH)
ALL = np.ones(SHAPE, bool)
SEEN = np.uint32(0xFF000000)
WINDOW = Box(60, 50, 160, 120)


def noise(seed: int, height: int = HEIGHT, width: int = WIDTH) -> Pixels:
    dice = np.random.default_rng(seed)
    return dice.integers(0, 1 << 24, (height, width), dtype=np.uint32) | SEEN


PHOTO = noise(1)


class Desk:
    """A screen, the agent's view of the console, and a console that does what it is told."""

    def __init__(self, coarse: bool = False) -> None:
        self.canvas, self.shelf = Canvas(HEIGHT, WIDTH), Shelf(HEIGHT, WIDTH)
        self.shown, self.kept = np.zeros_like(PHOTO), np.zeros_like(PHOTO)
        self.now, self.lossy = 0.0, True
        self.sent: list[Operation] = []
        self.drawn = 0
        self.show(PHOTO, coarse=coarse)

    def show(self, screen: Pixels, *moves: Move, coarse: bool = False) -> list[Operation]:
        """One frame, as the chain puts it together; `drawn`: the tiles left to be encoded."""
        self.sent = []
        self.shelf.begin(lossy=self.lossy)
        known = self.shelf.known(self._differs(screen), self.canvas, screen)
        if known < EXPLAINED:
            self._tell(*self.shelf.before_moves(moves, self.canvas, self.now))
            for move in moves:
                self.canvas.move(move, self.now)
            self._tell(*moves)
            self._tell(*self.shelf.after_moves(moves, self.canvas, screen, self.now))
        if known or self.sent:
            rest = self._differs(screen)
            self._tell(*self.shelf.uncovered(rest, self.canvas, screen, self.now))
        rest = self._differs(screen)
        self._tell(*self.shelf.before_stills(rest, self.canvas, screen, self.now))
        self.shelf.changed(rest, self.now)
        self.canvas.put(rest, screen, self.now, coarse=coarse)
        self.shown[:] = self.canvas.pixels
        self.drawn = int(np.count_nonzero(rest))
        self.now += 0.04
        return self.sent

    def rest(self) -> None:
        self.now += CALM_SECONDS

    def _differs(self, screen: Pixels) -> Mask:
        return changed(self.canvas.pixels, screen)

    def _tell(self, *operations: Operation) -> None:
        for one in operations:
            place = window(box_of(one))
            if isinstance(one, Stow):
                self.kept[place] = self.shown[place]
            elif isinstance(one, Restore):
                self.shown[place] = self.kept[place]
            elif isinstance(one, Move):
                source = window(Box(one.from_x, one.from_y, one.width, one.height))
                self.shown[place] = self.shown[source].copy()
        self.sent += operations
        assert np.array_equal(self.shown, self.canvas.pixels)
        assert np.array_equal(self.kept, self.shelf.surface.pixels)


def over(screen: Pixels, box: Box, seed: int = 2) -> Pixels:
    """Something opened on a screen."""
    covered = screen.copy()
    covered[window(box)] = noise(seed, box.height, box.width)
    return covered


def at(x: int, y: int) -> Box:
    return Box(x, y, WINDOW.width, WINDOW.height)


def moved(one: Box, other: Box) -> Move:
    return Move(other.x, other.y, other.width, other.height, one.x, one.y)


def kinds(sent: list[Operation]) -> list[type]:
    return [type(one) for one in sent]
