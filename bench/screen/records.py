"""What was measured: a list of records, and how many of them become one figure."""

import json
import math
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Record:
    """What one visit found: `what` is an activity, "first", "glass …" or "echo …"."""

    setting: str
    peer: str
    run: int
    what: str
    figures: dict[str, Any]

    def line(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self))


class Results:
    """All records."""

    def __init__(self, records: Iterable[Record]) -> None:
        self.records = list(records)

    @staticmethod
    def read(file: Path) -> "Results":
        """From a file with one record a line."""
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        return Results(Record(**json.loads(line)) for line in lines)

    def all(self, setting: str, peer: str, what: str, figure: str) -> list[Any]:
        """This figure of every run that has it."""
        return [
            one.figures[figure]
            for one in self.records
            if (one.setting, one.peer, one.what) == (setting, peer, what) and figure in one.figures
        ]

    def median(self, setting: str, peer: str, what: str, figure: str) -> float | None:
        """The median of all runs; None where there is none."""
        found = self.all(setting, peer, what, figure)
        return statistics.median(found) if found else None

    def pooled(self, setting: str, peer: str, what: str, figure: str = "ms") -> list[float]:
        """A figure that is a list, of all runs together, sorted."""
        return sorted(one for part in self.all(setting, peer, what, figure) for one in part)

    def total(self, setting: str, peer: str, what: str, figure: str) -> int:
        """A count, of all runs together."""
        return sum(self.all(setting, peer, what, figure))

    def peers(self, setting: str) -> list[str]:
        """Who was measured there, in the order of their coming."""
        return list(dict.fromkeys(one.peer for one in self.records if one.setting == setting))

    def whats(self, setting: str, beginning: str = "") -> list[str]:
        """What was measured there."""
        found = (one.what for one in self.records if one.setting == setting)
        return [one for one in dict.fromkeys(found) if one.startswith(beginning)]


def percentile(values: list[float], share: float) -> float | None:
    """The nearest rank in a sorted list."""
    if not values:
        return None
    return values[max(0, math.ceil(share * len(values)) - 1)]
