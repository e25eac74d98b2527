"""What moved last, and so which pixels around it are new ground. Pure: times are passed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from agent.frames.operations import Move
from agent.screen.encode.overlap import box_of, grown, without
from agent.screen.source import Box

TRAIL_SECONDS: Final = 1.0
"""What rested for longer may stand on something else now."""


@dataclass(frozen=True, slots=True)
class Trail:
    """The moves of the last frame that had some."""

    at: float = 0.0
    targets: tuple[Box, ...] = ()
    """Where they went."""
    known: tuple[Box, ...] = ()
    """Where all that they could cover was looked at."""

    def goes_on(self, moves: Sequence[Move], now: float) -> bool:
        """Whether what moved last moves on, as a window does that is dragged.

        What scrolls does not: it is taken from another part of the same rectangle each time.
        """
        if now - self.at > TRAIL_SECONDS:
            return False
        return any(_follows(move, box) for move in moves for box in self.targets)

    def grounds(
        self, moves: Sequence[Move], margin: int, shape: Sequence[int], now: float
    ) -> list[Box]:
        """What these moves cover, with a margin, in rectangles; nothing of what moves itself."""
        recent = self.known if now - self.at <= TRAIL_SECONDS else ()
        sources = [Box(move.from_x, move.from_y, move.width, move.height) for move in moves]
        found: list[Box] = []
        for move in moves:
            around = grown(box_of(move), margin, shape)
            found += without(around, (*recent, *sources, *found))
        return found

    def after(
        self, moves: Sequence[Move], margin: int, shape: Sequence[int], now: float
    ) -> "Trail":
        """The trail once these moves are made."""
        targets = tuple(box_of(move) for move in moves)
        return Trail(now, targets, tuple(grown(box, margin, shape) for box in targets))


def _follows(move: Move, box: Box) -> bool:
    """Whether a move begins where another one went, far more nearly than it goes."""
    off = max(
        abs(move.from_x - box.x),
        abs(move.from_y - box.y),
        abs(move.from_x + move.width - box.x - box.width),
        abs(move.from_y + move.height - box.y - box.height),
    )
    return 2 * off < max(abs(move.x - move.from_x), abs(move.y - move.from_y))
