"""The rate of a line from measurements that say more or less than it. Pure; bytes a second."""

from typing import Final

NOISE_SECONDS: Final = 0.04
"""What jitter and the console's refresh add to a round trip without meaning anything."""

FIRST: Final = 1_280_000.0
"""Taken for the rate before anything was measured."""

_LEAST_BYTES: Final = 2 * 1024
"""Fewer tell of the round trip and not of the rate."""

_TELLING_BYTES: Final = 32 * 1024
"""So many bytes are believed at once; fewer once others agree, and then halve the rate at most."""


class Rate:
    """Believes good news at once, and bad news from many bytes or twice in a row.

    A line that stood still for a moment looks slow just once; what passes quickly afterwards
    contradicts it.
    """

    def __init__(self) -> None:
        self.known = FIRST
        """The best estimate."""
        self.proven = 0.0
        """What the line has certainly carried; less than `known` only before a measurement."""
        self.is_measured = False
        self._slow: list[float] = []

    def measured(self, size: int, seconds: float) -> None:
        """So many bytes kept the line busy for so long."""
        if size < _LEAST_BYTES:
            return
        rate = size / seconds
        self._slow = [*self._slow[-1:], rate]
        if rate >= self.known or size >= _TELLING_BYTES:
            self._believe(max(self._slow))
        elif len(self._slow) > 1:
            self._believe(max(*self._slow, self.known / 2))

    def _believe(self, rate: float) -> None:
        self.known = self.proven = rate
        self.is_measured = True

    def at_least(self, rate: float) -> None:
        """The line carried as much without being busy."""
        self._slow = [slow for slow in self._slow if slow > rate]
        self.proven = max(self.proven, rate)
        self.known = max(self.known, rate)
