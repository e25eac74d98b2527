"""Runs the encoder over a sequence as the agent's stream does, but by a clock of numbers."""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np

from agent.frames import control, picture
from agent.frames.kinds import Kind
from agent.screen.encode.chain import Chain
from agent.screen.encode.grid import TILE
from agent.screen.encode.lens import see
from agent.screen.encode.tiles import changed
from agent.screen.encode.wish import Wish
from agent.screen.source import Box, Pixels
from tests.picture.sequences import SECONDS, Sequence

REST_SECONDS: Final = 12.0
"""Longer than any coarse part may wait for its repair."""

Record = tuple[Kind, bytes]


@dataclass(frozen=True)
class Step:
    """What the agent sends for one capture, none where nothing changed, and what it had seen."""

    at: float
    seen: Pixels
    records: tuple[Record, ...]
    is_rest: bool


class Sender:
    """Encodes captures one after another. Times are seconds."""

    def __init__(self, pool: Executor, wish: Wish, *, half: bool = False) -> None:
        self._pool, self._wish, self._half = pool, wish, half
        self._chain: Chain | None = None
        self._size = (0, 0)
        self._last: Pixels | None = None
        self._frame = 0

    def send(self, capture: Pixels, now: float) -> tuple[Pixels, list[Record]]:
        """What the technician is to see of a capture, and the records that bring it over."""
        records: list[Record] = []
        seen = see(capture, half=self._half, grey=self._wish.grey)
        if self._chain is None or capture.shape != self._size:
            self._size = capture.shape
            height, width = capture.shape
            said = control.Screen(width, height, 2 if self._half else 1)
            records.append((Kind.CONTROL, control.encode(said)))
            self.close()
            self._chain, self._last = Chain(*seen.shape, self._pool), None
        operations = self._chain.take(self._grabs(seen), now, self._wish)
        if operations:
            self._frame += 1
            parts = picture.encode_parts(self._frame, 0, operations)
            records += [(Kind.PICTURE, part) for part in parts]
        return seen, records

    def is_settled(self, now: float) -> bool:
        """Whether nothing more would come without another capture."""
        assert self._chain is not None
        return not self._chain.owes and self._chain.repair_in(now, self._wish) is None

    def close(self) -> None:
        if self._chain is not None:
            self._chain.close()

    def _grabs(self, seen: Pixels) -> list[tuple[Box, Pixels]]:
        """What damage would give: the smallest rectangle of tiles around all that changed."""
        last, self._last = self._last, seen
        height, width = seen.shape
        if last is None:
            return [(Box(0, 0, width, height), seen)]
        rows, columns = np.nonzero(changed(last, seen))
        if not rows.size:
            return []
        top, left = int(rows.min()) * TILE, int(columns.min()) * TILE
        bottom = min((int(rows.max()) + 1) * TILE, height)
        right = min((int(columns.max()) + 1) * TILE, width)
        box = Box(left, top, right - left, bottom - top)
        return [(box, seen[top:bottom, left:right])]


def steps(sequence: Sequence, pool: Executor, wish: Wish, *, half: bool = False) -> Iterator[Step]:
    """The sequence at its pace, then rest until nothing more comes."""
    sender, now = Sender(pool, wish, half=half), 0.0
    capture = None
    try:
        for capture in sequence.frames():
            seen, records = sender.send(capture, now)
            yield Step(now, seen, tuple(records), False)
            now += SECONDS
        assert capture is not None
        end = now + REST_SECONDS
        while not sender.is_settled(now):
            assert now < end, "it does not come to rest"
            seen, records = sender.send(capture, now)
            yield Step(now, seen, tuple(records), True)
            now += SECONDS
        yield Step(now, seen, (), True)
    finally:
        sender.close()
