"""What moved last, and so what probably moves now: who scrolls or drags goes on. Pure.

A guess saves the search for a translation (0.9 ms) and for its rectangle (1 ms); it is believed
only where the pixels agree, so that a wrong one costs its trial and nothing else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from agent.frames.operations import Move
from agent.screen.encode.moves.extent import Extent
from agent.screen.encode.moves.sample import Sample
from agent.screen.encode.moves.shift import Shift
from agent.screen.encode.moves.standing import shift_of, source, target
from agent.screen.source import Pixels

LOOK_EVERY: Final = 6
"""Of so many frames with moves one is searched for other translations in any case: what begins to
move beside a window that is dragged is seen after 0.2 s at most."""

_NEAR: Final = 3
"""A hand that drags changes its pace by so many pixels from frame to frame, or is searched for."""

_TRIED_MAX: Final = 96
"""Points on which translations near the last one are tried."""

_POINTS_MIN: Final = 24
"""With fewer points nothing is followed."""

_OTHERS_MIN: Final = 12
"""So many points elsewhere that no shift explains may be something else that moves."""

_SURE: Final = 0.75
"""A thing is followed where so many of its points fit."""


@dataclass(frozen=True, slots=True)
class Course:
    """The moves of the last frame that had any."""

    moves: Sequence[Move] = ()
    age: int = 0
    """Frames with moves since the last one that was searched in any case."""

    @property
    def shifts(self) -> list[Shift]:
        """How far things moved."""
        return [shift_of(move) for move in self.moves]

    @property
    def pages(self) -> list[Extent]:
        """What scrolled, each with all that it read and wrote.

        None where something else moved too, or where it is time for a search.
        """
        if not self.age:
            return []
        both = [(source(move), target(move)) for move in self.moves]
        if not all(2 * one.common(other).area > one.area for one, other in both):
            return []
        return [one.around(other) for one, other in both]

    def after(self, found: Sequence[Move]) -> "Course":
        """What is known after a frame with these moves."""
        if not found:
            return self
        return Course(found, (self.age + 1) % LOOK_EVERY)

    def places(self, shift: Shift) -> list[Extent]:
        """Where something of the last moves may stand after one more shift.

        A page scrolls within itself; a window goes along.
        """
        pages = [source(move).around(target(move)) for move in self.moves]
        found = [page.common(page.shifted(shift)) for page in pages]
        found += [target(move).shifted(shift) for move in self.moves]
        return list(dict.fromkeys(found))

    def followed(self, old: Pixels, points: Sample) -> list[Shift]:
        """The shifts by which all that moved last goes on, each about as before.

        None where something of it does not, where something else changed as well, or where it is
        time for a search. What a moving thing uncovers is new anyhow.
        """
        if not self.age:
            return []
        known = np.zeros(points.size, np.bool_)
        found = []
        for move in self.moves:
            shift = _next(old, points, move)
            if shift is None:
                return []
            found.append(shift)
            for place in (target(move), target(move).shifted(shift)):
                known |= place.holds(points.ys, points.xs)
        known |= points.fits(old, found).any(axis=0)
        return list(dict.fromkeys(found)) if np.count_nonzero(~known) < _OTHERS_MIN else []


def _next(old: Pixels, points: Sample, move: Move) -> Shift | None:
    last = shift_of(move)
    place = target(move).shifted(last).grown(_NEAR)
    mine = points.some(np.flatnonzero(place.holds(points.ys, points.xs)))
    if mine.size < _POINTS_MIN:
        return None
    steps = range(-_NEAR, _NEAR + 1)
    likely = [Shift(last.dx + dx, last.dy + dy) for dy in steps for dx in steps]
    few = mine.some(np.arange(0, mine.size, -(-mine.size // _TRIED_MAX)))
    best = likely[int(few.fits(old, likely).sum(axis=1).argmax())]
    sure = np.count_nonzero(mine.fits(old, [best])) >= _SURE * mine.size
    return best if sure and (best.dx or best.dy) else None
