"""Time by the hour."""

from collections.abc import Sequence

from broker.calendar_ import Calendar
from broker.tariff.blocks import Run
from broker.tariff.pieces import when
from broker.tariff.rates import Rates
from broker.tariff.terms import Rounding
from broker.tariff.words import RuleKind, Says
from broker.tariff.work import Line


def lines(
    runs: Sequence[Run], rates: Rates, rounding: Rounding, calendar: Calendar
) -> tuple[Line, ...]:
    """One line for each run, rounded to a cent once."""
    return tuple(
        Line(
            RuleKind.TARIFF,
            Says.HOURLY,
            {
                **when(calendar, run.start, run.end, breaks=run.breaks),
                **rates.factors(run.band),
                **rounded(rounding),
                **({"carried": 1} if run.carried else {}),
                "hours": rates.hours(run.band.outside),
            },
            ms=run.ms,
            counted_ms=run.counted,
            cents=rates.of_hour(run.band, run.counted),
        )
        for run in runs
    )


def rounded(rounding: Rounding) -> dict[str, int | str]:
    """The values that say how time was rounded; none where it was not."""
    if not rounding.minutes:
        return {}
    return {"block": rounding.minutes, "mode": rounding.mode.value}
