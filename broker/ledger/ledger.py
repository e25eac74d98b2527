"""The rows that are being written."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from broker.ledger.desk import Book, Desk, Nothing, Opening, Pace, Settler, Standing
from broker.ledger.row import Row
from broker.points import Points, Unwatched
from broker.records import HOUSE_ZONE


class Ledger:
    """Opens rows, and waits for those still being written when the broker stops."""

    def __init__(
        self,
        book: Book,
        *,
        node: str,
        utcnow: Callable[[], datetime],
        pace: Pace | None = None,
        zone: str = HOUSE_ZONE,
        settler: Settler | None = None,
        points: Points | None = None,
    ) -> None:
        self._pace = pace or Pace()
        self._desk = Desk(
            book, node, utcnow, self._pace, zone, settler or Nothing(), points or Unwatched()
        )
        self._tasks: set[asyncio.Task[None]] = set()

    def open(
        self,
        opening: Opening,
        standing: Callable[[], Standing],
        utcnow: Callable[[], datetime] | None = None,
    ) -> Row:
        """A row for a run that starts now; `standing` says at any time what it has come to.

        `utcnow` is the run's own clock, where it has one.
        """
        row = Row(self._desk, opening, standing, utcnow or self._desk.utcnow)
        self._tasks.add(row.task)
        row.task.add_done_callback(self._tasks.discard)
        return row

    async def close(self) -> None:
        """Wait for rows that have ended, for a while; what is left is closed at the next start."""
        tasks = set(self._tasks)
        if not tasks:
            return
        _, left = await asyncio.wait(tasks, timeout=self._pace.close_seconds)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
