"""The billable intervals of a run, whatever the wall clock of the machine does meanwhile."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from broker.ledger import Ledger, Opening, Pace
from broker.records import Mode, epoch_ms
from broker.rendezvous.run import Run
from broker.rendezvous.visit import Visit
from broker.wire.words import Outcome, State
from tests.fakes.legs import Book

BEGAN = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
"""Half an hour before the clocks of Rome go forward."""
OPENING = Opening("123456789", 1, "Anna Rossi", "Aiuto SRL", 0, "PC-CASSA", Mode.PASSWORD, "")


class Clocks:
    """A monotonic clock, and a wall clock that somebody may put."""

    def __init__(self) -> None:
        self.seconds = 500.0
        self.wrong_by = timedelta()

    def now(self) -> float:
        return self.seconds

    def utcnow(self) -> datetime:
        return BEGAN + timedelta(seconds=self.seconds - 500.0) + self.wrong_by


class Kept:
    """A run, its clocks and its book."""

    def __init__(self) -> None:
        self.clocks, self.book = Clocks(), Book()
        self.ledger = Ledger(
            self.book, node="main", utcnow=self.clocks.utcnow, pace=Pace(checkpoint_seconds=0.01)
        )
        now, utcnow = self.clocks.now, self.clocks.utcnow
        self.run = Run(Visit(OPENING, "", ""), self.ledger, now=now, utcnow=utcnow)

    def after(self, seconds: float, state: State) -> None:
        self.clocks.seconds += seconds
        self.run.move(state)

    async def ended(self, seconds: float) -> dict[str, object]:
        self.clocks.seconds += seconds
        self.run.end(Outcome.COMPLETED)
        assert await self.run.row.closed()
        return self.book.rows[1]


@pytest.fixture
async def kept() -> AsyncIterator[Kept]:
    built = Kept()
    yield built
    await built.ledger.close()


@pytest.mark.parametrize("step", [timedelta(hours=-2), timedelta(0), timedelta(days=400)])
async def test_only_the_first_active_instant_is_the_wall_clocks(
    kept: Kept, step: timedelta
) -> None:
    kept.after(1.0, State.JOINED)
    kept.after(2.0, State.ASKING)
    kept.after(3.0, State.ACTIVE)
    kept.clocks.wrong_by = step
    kept.after(60.5, State.PAUSED)
    kept.after(100.0, State.ACTIVE)
    kept.after(10.0, State.RECONNECTING)
    kept.after(20.0, State.ACTIVE)
    row = await kept.ended(30.25)
    begun = epoch_ms(BEGAN) + 6000
    assert row["intervals"] == (
        (begun, 60_500),
        (begun + 160_500, 10_000),
        (begun + 190_500, 30_250),
    )
    assert row["billable_ms"] == 60_500 + 10_000 + 30_250


async def test_a_run_that_never_was_active_has_none(kept: Kept) -> None:
    kept.after(1.0, State.JOINED)
    kept.after(1.0, State.ASKING)
    row = await kept.ended(60.0)
    assert (row["intervals"], row["billable_ms"], row["active_at"]) == ((), 0, None)


async def test_a_checkpoint_writes_them_as_far_as_they_have_come(kept: Kept) -> None:
    kept.after(0.0, State.ACTIVE)
    kept.clocks.seconds += 7.0
    standing = kept.run.standing()
    assert standing.intervals == ((epoch_ms(BEGAN), 7000),)
    assert standing.billable_ms == 7000
    kept.clocks.seconds += 7.0
    row = await kept.ended(0.0)
    assert row["intervals"] == ((epoch_ms(BEGAN), 14_000),)
