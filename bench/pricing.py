"""What pricing a month costs: `python -m bench.pricing`; seconds of CPU, the median of three.

100,000 sessions of one month under the four contracts of docs/tariffs, one after the other: from
a minute to two hours, most of about 20 minutes within a working day, some at night, on Sundays and
over midnight, one in ten with a break. A second line says them as sentences too.
"""

import statistics
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from broker.billing.documents import tariff_of
from broker.billing.holidays import holidays_for
from broker.billing.phrases import price_phrases
from broker.calendar_ import Calendars
from broker.tariff.explain import sentences
from broker.tariff.price import price
from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind, WorkKind
from broker.tariff.work import Pack, Price, Span, Terms, Work

RUNS: Final = 3
SESSIONS: Final = 100_000
FOLDER: Final = Path(__file__).parents[1] / "docs" / "tariffs"
MONTH: Final = datetime(2026, 5, 1, tzinfo=UTC)
PACK: Final = Pack(1, 250, date(2026, 1, 1), date(2026, 12, 31))


def tariff(name: str) -> Tariff:
    """A tariff of the documentation."""
    return tariff_of((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def contracts() -> list[tuple[Terms, ...]]:
    """By the hour; by steps; packs, then steps; annual inside the hours, then steps."""
    steps = Terms(RuleKind.TARIFF, tariff("steps"))
    sessions = frozenset({WorkKind.SESSION})
    return [
        (Terms(RuleKind.TARIFF, tariff("hourly")),),
        (steps,),
        (Terms(RuleKind.PACK, packs=(PACK,)), steps),
        (Terms(RuleKind.ANNUAL, works=sessions, inside_only=True), steps),
    ]


def works() -> Iterator[Work]:
    """The sessions, the same in each run."""
    random = Random(20260501)
    for number in range(SESSIONS):
        hour = random.choice((7, 8, 9, 10, 12, 13, 14, 15, 16, 22))
        start = MONTH + timedelta(days=random.randrange(31), hours=hour, seconds=number % 3600)
        ms = int(random.lognormvariate(0.0, 0.6) * 20 * 60_000)
        spans = [Span(start, ms)]
        if number % 10 == 0:
            spans.append(Span(start + timedelta(milliseconds=ms, minutes=4), ms // 2 + 1))
        yield Work(WorkKind.SESSION, start, tuple(spans))


def priced(sessions: list[Work], rules: list[tuple[Terms, ...]]) -> list[Price]:
    """All of them, each under the contract whose turn it is."""
    calendars = Calendars()
    holidays = holidays_for(tariff("steps").week, "MI", MONTH)
    return [
        price(work, rules[number % len(rules)], holidays=holidays, calendars=calendars)
        for number, work in enumerate(sessions)
    ]


def main() -> None:
    """Print what it took."""
    sessions, rules = list(works()), contracts()
    phrases = price_phrases("it")
    bare, said = [], []
    for _ in range(RUNS):
        start = time.process_time()
        prices = priced(sessions, rules)
        middle = time.process_time()
        for one in prices:
            sentences(one, phrases)
        bare.append(middle - start)
        said.append(time.process_time() - middle)
    cents = sum(one.cents for one in prices)
    units = sum(one.units for one in prices)
    each = statistics.median(bare) / SESSIONS * 1e6
    print(f"{SESSIONS} sessions priced: {statistics.median(bare):.2f} s ({each:.0f} µs each)")
    print(f"their sentences: {statistics.median(said):.2f} s")
    print(f"sum: {cents} cents, {units} units")


if __name__ == "__main__":
    main()
