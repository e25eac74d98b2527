"""Time counted in begun blocks of some minutes, or exactly."""

from collections.abc import Sequence
from dataclasses import dataclass

from broker.tariff.pieces import MINUTE_MS, Sorted
from broker.tariff.rates import Band, Rates
from broker.tariff.terms import Rounding
from broker.tariff.words import Mode


@dataclass(slots=True)
class Run:
    """Time of one band, one piece behind the other."""

    band: Band
    start: int
    end: int
    """Instants, in milliseconds since 1970, UTC."""
    ms: int
    counted: int
    """What it counts as."""
    carried: bool = False
    """Whether its last block runs on into time of another band."""

    @property
    def breaks(self) -> bool:
        """Whether it has breaks in it."""
        return self.end - self.start != self.ms


def runs_of(parts: Sequence[Sorted], rates: Rates, rounding: Rounding) -> list[Run]:
    """The time of these parts in runs of one band.

    The time laid end to end is cut in blocks of `rounding.minutes`. Each block counts whole, with
    the band in which it begins. A last block of which less than half was used counts as nothing
    where the mode is `nearest`. Without rounding each millisecond counts with its own band.
    """
    block = rounding.minutes * MINUTE_MS
    runs: list[Run] = []
    at = 0
    for part in parts:
        ms, band = part.piece.ms, rates.band(part)
        if block:
            head, begun = _blocks(at, ms, block)
            start = part.piece.start + head
            if head:
                runs[-1].carried |= runs[-1].band != band
                _extend(runs[-1], start, head, 0)
            if begun:
                _add(runs, Run(band, start, part.piece.end, ms - head, begun * block))
        else:
            _add(runs, Run(band, part.piece.start, part.piece.end, ms, ms))
        at += ms
    if block and rounding.mode is Mode.NEAREST and runs:
        used = (at - 1) % block + 1
        if 2 * used < block:
            runs[-1].counted -= block
    return runs


def _blocks(at: int, ms: int, block: int) -> tuple[int, int]:
    """How much of [at, at + ms) belongs to a block that began before, how many begin there."""
    before = -(-at // block)
    head = min(before * block - at, ms)
    return head, -(-(at + ms) // block) - before


def _add(runs: list[Run], run: Run) -> None:
    if runs and runs[-1].band == run.band:
        _extend(runs[-1], run.end, run.ms, run.counted)
    else:
        runs.append(run)


def _extend(run: Run, end: int, ms: int, counted: int) -> None:
    run.end = end
    run.ms += ms
    run.counted += counted
