"""What acknowledgements tell of the line: its round trip, its rate and what still is on it. Pure.

The line is taken for one queue with a constant rate behind a constant delay: a frame that meets
nothing takes `base + size / rate` until it is shown. Times are seconds of any clock that only goes
forward, sizes are bytes.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from agent.screen.pace.rate import NOISE_SECONDS, Rate

BASE_SECONDS: Final = 10.0
"""How long the shortest round trip counts for the line's own."""

_CONFIRM_SECONDS: Final = 1.0

BASE_MOST: Final = 0.05
"""The line's own round trip at most, as long as only large frames were shown."""

_SMALL_BYTES: Final = 1024
_SMALL_SECONDS: Final = 0.025
_SMALL_PART: Final = 1 / 4
"""A frame with so few bytes, or which they keep no longer on the line, tells the round trip."""

_SURE_SECONDS: Final = 2 * NOISE_SECONDS
"""A stretch in which the line was busy for so long tells its rate."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A frame on its way."""

    number: int
    captured: float
    at: float
    size: int


class Line:
    """Learns from each frame that was shown."""

    def __init__(self) -> None:
        self.rate = Rate()
        self._least: deque[tuple[float, float]] = deque()
        self._first = BASE_MOST
        self._free = float("-inf")
        self._begun = 0.0
        self._bytes = 0
        self._alone = False

    @property
    def base(self) -> float:
        """Seconds that a frame of no size takes until it is known to be shown."""
        return self._least[0][1] if self._least else self._first

    def end(self, frames: Iterable[Sent]) -> float:
        """When the line will have carried these frames, which are all that are on their way."""
        free = self._free
        for frame in frames:
            free = max(free, frame.at) + frame.size / self.rate.known
        return free

    def shown(self, frame: Sent, now: float) -> float:
        """This frame, the oldest on its way, was shown; how long the line held it up, seconds."""
        took = max(0.0, now - frame.at)
        self._measure_base(frame, took, now)
        self._measure_rate(frame, now - self.base)
        return max(0.0, took - self.base)

    def _measure_base(self, frame: Sent, took: float, now: float) -> None:
        small = self.rate.proven * max(_SMALL_SECONDS, took * _SMALL_PART)
        if frame.size > max(_SMALL_BYTES, small):
            self._first = min(self._first, took)
            return
        base = max(0.0, took - frame.size / self.rate.known)
        while self._least and self._least[-1][1] >= base:
            self._least.pop()
        self._least.append((now, base))
        while self._least[0][0] < now - BASE_SECONDS and self._is_confirmed(now):
            self._least.popleft()

    def _is_confirmed(self, now: float) -> bool:
        """Whether the shortest but one may follow: a line that stood still is no longer line."""
        return len(self._least) > 1 and self._least[1][0] < now - _CONFIRM_SECONDS

    def _measure_rate(self, frame: Sent, end: float) -> None:
        """Adds up stretches in which frame followed upon frame."""
        if frame.at >= self._free - NOISE_SECONDS:
            self._begun, self._bytes, self._alone = max(frame.at, self._free), 0, True
        self._free = max(self._free, end)
        self._bytes += frame.size
        busy = self._free - self._begun
        if busy >= _SURE_SECONDS:
            self.rate.measured(self._bytes, busy)
            self._begun, self._bytes, self._alone = self._free, 0, False
        elif self._alone:
            self.rate.at_least(self._bytes / max(busy, NOISE_SECONDS))
