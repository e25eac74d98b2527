"""Runs the encoder over a sequence as the agent's stream does, but by a clock of numbers."""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

import numpy as np

from agent.frames import control, picture
from agent.frames.kinds import Kind
from agent.screen.encode.lens import see
from agent.screen.encode.wish import Wish
from agent.screen.sight import Sight
from agent.screen.source import Box, CursorChange, Pixels, ScreenSource
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


class Frames(ScreenSource):
    """A screen that shows one frame after another; damage is a box around all that differs."""

    def __init__(self) -> None:
        self._now: Pixels = np.zeros((1, 1), np.uint32)
        self._damage: list[Box] = []
        self._given: Pixels = np.zeros((1, 1), np.uint32)

    def show(self, frame: Pixels) -> None:
        """The screen is this from here on."""
        if frame.shape == self._now.shape:
            rows, columns = np.nonzero((frame ^ self._now) & np.uint32(0xFFFFFF))
            if rows.size:
                left, top = int(columns.min()), int(rows.min())
                right, bottom = int(columns.max()) + 1, int(rows.max()) + 1
                self._damage.append(Box(left, top, right - left, bottom - top))
        self._now = frame

    def size(self) -> tuple[int, int]:
        return self._now.shape[1], self._now.shape[0]

    def wait(self, seconds: float) -> None:
        raise AssertionError("nobody waits here")

    def wake(self) -> None:
        raise AssertionError("nobody waits here")

    def pending(self) -> bool:
        return bool(self._damage)

    def damage(self) -> list[Box]:
        boxes, self._damage = self._damage, []
        return boxes

    def grab(self, box: Box) -> Pixels:
        """What was given before is worth nothing from here on, as the interface says."""
        self._given.fill(0x00ABCDEF)
        self._given = self._now[box.y : box.y + box.height, box.x : box.x + box.width].copy()
        return self._given

    def cursor(self) -> CursorChange:
        return CursorChange(None, None)

    def close(self) -> None:
        """Holds nothing."""


class Sender:
    """Encodes captures one after another. Times are seconds."""

    def __init__(self, pool: Executor, wish: Wish, *, half: bool = False) -> None:
        self._wish, self._half = wish, half
        self._source = Frames()
        self._sight = Sight(self._source, pool)
        self._sight.look(control.View(wish.quality, half, wish.grey, wish.video))
        self._told: control.Screen | None = None
        self._frame = 0

    def send(self, frame: Pixels, now: float) -> tuple[Pixels, list[Record]]:
        """What the technician is to see of a frame, and the records that bring it over."""
        self._source.show(frame)
        records: list[Record] = []
        capture = self._sight.capture(now)
        assert capture is not None
        operations = self._sight.encode(capture, now, self._wish)
        if operations and capture.screen != self._told:
            self._told = capture.screen
            records.append((Kind.CONTROL, control.encode(capture.screen)))
        if operations:
            self._frame += 1
            parts = picture.encode_parts(self._frame, 0, operations)
            records += [(Kind.PICTURE, part) for part in parts]
        return see(frame, half=self._half, grey=self._wish.grey), records

    def is_settled(self, now: float) -> bool:
        """Whether nothing more would come without another frame."""
        return not self._sight.due and self._sight.repair_in(now, self._wish) is None

    def close(self) -> None:
        """Lets go of the encoder."""
        self._sight.anew()


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
