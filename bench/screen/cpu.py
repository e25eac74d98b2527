"""CPU time and memory of processes with all their children."""

from dataclasses import dataclass
from typing import Final

import psutil

_MB: Final = 1_000_000


@dataclass(frozen=True)
class Tree:
    """Processes with all that they started."""

    roots: tuple[int, ...]

    def _all(self) -> list[psutil.Process]:
        found: list[psutil.Process] = []
        for root in self.roots:
            one = psutil.Process(root)
            found += [one, *one.children(recursive=True)]
        return found

    def seconds(self) -> float:
        """CPU time so far, of those that are alive and of ended children."""
        total = 0.0
        for process in self._all():
            times = process.cpu_times()
            total += times.user + times.system
            total += times.children_user + times.children_system
        return total

    def megabytes(self) -> float:
        """Resident memory."""
        return sum(process.memory_info().rss for process in self._all()) / _MB
