"""Time, and numbers of messages, by a table of steps.

P(T) is the table's percentage of the hourly price for the time T. Where the table ends, it starts
again for what is left. Of the sorts of day the cheapest is the price of all the time; what a dearer
one costs more is put on the time on such days by itself, as is the surcharge of the time outside
the hours: percent × P(that time). So each line grows with the time, and so does their sum.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Final

from broker.calendar_ import Calendar
from broker.tariff.blocks import Run
from broker.tariff.pieces import MINUTE_MS, when
from broker.tariff.rates import HUNDRED, Band, Rates, half_up
from broker.tariff.terms import Step
from broker.tariff.words import RuleKind, Says
from broker.tariff.work import Line


@dataclass(frozen=True, slots=True)
class Share:
    """What a table says of an amount of time or messages, in the units of its steps."""

    percent: int
    rounds: int
    """How often the whole table was used up before."""
    whole: int
    """The percentage of the whole table."""
    last: int
    """Where the table starts again; 0 where it never does."""
    step: int
    """The percentage of the step that was reached."""
    up_to: int
    """The end of that step, 0 where it has none."""
    over: int
    """The end of the step before, 0 for the first."""

    def values(self) -> dict[str, int | str]:
        """The values that say it."""
        return {
            "percent": self.percent,
            "rounds": self.rounds,
            "whole": self.whole,
            "last": self.last,
            "step": self.step,
            "up_to": self.up_to,
            "over": self.over,
        }


def share(steps: Sequence[Step], amount: int, unit: int = 1) -> Share:
    """What a table of steps says of an amount; `unit` is how much of it one unit of a step is."""
    end = steps[-1]
    last = 0 if end.up_to is None else end.up_to
    rounds = (amount - 1) // (last * unit) if last and amount else 0
    left = amount - rounds * last * unit
    over, step = _reached(steps, left, unit)
    percent = step.percent if left else 0
    return Share(
        percent=rounds * end.percent + percent,
        rounds=rounds,
        whole=end.percent,
        last=last,
        step=percent,
        up_to=step.up_to or 0,
        over=over,
    )


def _reached(steps: Sequence[Step], amount: int, unit: int) -> tuple[int, Step]:
    """The first step that holds the amount, and the end of the one before."""
    if _holds(steps[0], amount, unit):
        return 0, steps[0]
    return next((a.up_to or 0, b) for a, b in pairwise(steps) if _holds(b, amount, unit))


def _holds(step: Step, amount: int, unit: int) -> bool:
    return step.up_to is None or amount <= step.up_to * unit


OTHER_DAYS: Final = "other"
"""Stands for all sorts of day whose price is 100 percent."""
_ANY: Final = Band(outside=False, day=None)


@dataclass(frozen=True, slots=True)
class Table:
    """The table and the rates that price some runs of time."""

    says: Says
    steps: Sequence[Step]
    rates: Rates
    calendar: Calendar
    rounded: dict[str, int | str]
    """The values that say how the time was rounded."""

    def lines(self, runs: Sequence[Run]) -> tuple[Line, ...]:
        """The price of all the time, then what is put on parts of it."""
        return (self._base(runs), *self._supplements(runs))

    def _base(self, runs: Sequence[Run]) -> Line:
        ms, counted = sum(run.ms for run in runs), sum(run.counted for run in runs)
        start, end = runs[0].start, runs[-1].end
        found = share(self.steps, counted, MINUTE_MS)
        least = self.rates.least_day
        return Line(
            RuleKind.TARIFF,
            self.says,
            {
                **when(self.calendar, start, end, breaks=end - start != ms),
                **found.values(),
                **self.rates.factors(_ANY),
                **self.rounded,
                **({} if least == HUNDRED else {"base_percent": least}),
            },
            ms=ms,
            counted_ms=counted,
            cents=self._amount(found.percent, (least,)),
        )

    def _supplements(self, runs: Sequence[Run]) -> Iterator[Line]:
        """What is put on parts of the time, each part by the table for itself."""
        least = self.rates.least_day
        runs = [run for run in runs if run.counted]
        outside = [run for run in runs if run.band.outside]
        if outside:
            yield self._supplement(outside, (self.rates.outside, least), outside=True)
        for day in dict.fromkeys(run.band.day for run in runs):
            more = self.rates.day_percent(day) - least
            here = [run for run in runs if run.band.day is day]
            both = [run for run in here if run.band.outside]
            if more:
                word = OTHER_DAYS if day is None else day.value
                yield self._supplement(here, (more,), day=word)
                if both:
                    yield self._supplement(both, (self.rates.outside, more), True, word)

    def _supplement(
        self, runs: Sequence[Run], percents: tuple[int, ...], outside: bool = False, day: str = ""
    ) -> Line:
        counted = sum(run.counted for run in runs)
        found = share(self.steps, counted, MINUTE_MS)
        return Line(
            RuleKind.TARIFF,
            Says.SUPPLEMENT,
            {
                **found.values(),
                **self.rates.factors(_ANY),
                "part_ms": counted,
                "hours": self.rates.hours(True) if outside else "",
                "day": day,
                "more": percents[0],
                "more_on": percents[1] if len(percents) > 1 else HUNDRED,
            },
            cents=self._amount(found.percent, percents),
        )

    def _amount(self, percent: int, percents: Sequence[int]) -> int:
        """So many percent of the hourly price, times these percentages, in cents."""
        factors = (percent, *percents, HUNDRED + self.rates.urgent)
        return half_up(self.rates.hourly * prod(factors), HUNDRED ** len(factors))
