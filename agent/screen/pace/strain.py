"""How much the line is asked to carry beyond what it can. Pure: the time is passed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

RISE_FIRST: Final = 0.3
RISE_NEXT: Final = 0.5
"""Seconds for which frames come late before the strain rises, and rises again."""

FALL_FIRST: Final = 2.0
FALL_NEXT: Final = 1.0
"""Seconds for which frames come in time before the strain falls, and falls again."""

FALL_MOST: Final = 6.0
"""As `FALL_FIRST`, where lower strain has just been tried and was too much."""

FORGET_SECONDS: Final = 10.0
"""After so long without a fall that is forgotten."""

COUNTS_MOST: Final = 0.25
"""Seconds for which the silence before a frame counts at most."""

_NEVER: Final = float("-inf")


@dataclass(frozen=True, slots=True)
class Step:
    """How long the line may hold frames up, in seconds: longer is `late`, less is `calm`."""

    late: float
    calm: float


class Strain:
    """Rises while frames come late, falls slowly while they come in time."""

    def __init__(self, steps: Sequence[Step]) -> None:
        """`steps`: the bounds at each level from 0 on; the last one is the highest."""
        self.level = 0
        self._steps = steps
        self._late_since: float | None = None
        self._rise_after = RISE_FIRST
        self._calm = 0.0
        self._fall_after = FALL_FIRST
        self._patience = FALL_FIRST
        self._fell_at = _NEVER
        self._heard_at = _NEVER

    def held_up(self, seconds: float, now: float) -> None:
        """A frame was shown now and had been held up on the line for so long."""
        passed, self._heard_at = min(now - self._heard_at, COUNTS_MOST), now
        step = self._steps[self.level]
        if seconds > step.late:
            self._late(now)
            return
        self._late_since, self._rise_after = None, RISE_FIRST
        if seconds < step.calm:
            self._in_time(passed, now)

    def _late(self, now: float) -> None:
        self._calm, self._fall_after = 0.0, self._patience
        if self._late_since is None:
            self._late_since = now
        if now - self._late_since < self._rise_after or self.level == len(self._steps) - 1:
            return
        if now - self._fell_at < FALL_FIRST:
            self._patience = min(FALL_MOST, 2 * self._patience)
        elif now - self._fell_at > FORGET_SECONDS:
            self._patience = FALL_FIRST
        self.level += 1
        self._late_since, self._rise_after = now, RISE_NEXT
        self._fall_after = self._patience

    def _in_time(self, passed: float, now: float) -> None:
        self._calm += passed
        if self._calm < self._fall_after or self.level == 0:
            return
        self.level -= 1
        self._calm, self._fall_after, self._fell_at = 0.0, FALL_NEXT, now
