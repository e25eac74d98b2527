"""The ledger's writer: opens a row when a run starts, keeps it up to date, closes it once.

A database fault neither ends a session nor loses its row: what was to be written is written again
until it is. What is billed is fixed when a run ends, however long the writing takes. While a row
is open, what the run has come to is written every `checkpoint_seconds`; after a `kill -9` the
store closes the row as `lost` with what was written last: at most five seconds less, never more.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from broker.records import Mode
from broker.wire.words import Outcome

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Book(Protocol):
    """The part of the store that this module needs."""

    async def open_session(
        self,
        *,
        session: str,
        technician_id: int,
        technician: str,
        organisation: str,
        customer_id: int | None,
        pc: str,
        node: str,
        joined_at: datetime,
        mode: Mode,
        reason: str,
    ) -> int: ...

    async def checkpoint(
        self, entry: int, *, active_at: datetime | None, billable_ms: int, seen_at: datetime
    ) -> None: ...

    async def close_session(
        self,
        entry: int,
        *,
        outcome: Outcome,
        active_at: datetime | None,
        billable_ms: int,
        ended_at: datetime,
    ) -> None: ...

    async def customer_exists(self, customer_id: int) -> bool: ...


class LedgerFault(Exception):
    """The row of a new run could not be opened in time."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A run that starts. `customer` is the number of a customer record, 0 for unknown."""

    session: str
    technician_id: int
    technician: str
    organisation: str
    customer: int
    pc: str
    mode: Mode
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a run has come to: since when it was first active, milliseconds billed."""

    active_at: datetime | None
    billable_ms: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how long the ledger tries, in seconds."""

    checkpoint_seconds: float = 4.0
    retry_seconds: float = 1.0
    open_seconds: float = 5.0
    close_seconds: float = 5.0


class Row:
    """One open row, written by one task of its own, in order."""

    def __init__(
        self,
        book: Book,
        node: str,
        opening: Opening,
        standing: Callable[[], Standing],
        utcnow: Callable[[], datetime],
        pace: Pace,
    ) -> None:
        self._book = book
        self._node = node
        self._opening = opening
        self._standing = standing
        self._utcnow = utcnow
        self._pace = pace
        self._joined_at = utcnow()
        self._end: tuple[Outcome, Standing, datetime] | None = None
        self._moved = asyncio.Event()
        self._entry: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.task = asyncio.create_task(self._write(), name=f"ledger {opening.session}")

    async def entry(self) -> int:
        """The ledger's number of this row, once it is open. Raises `LedgerFault`."""
        return await asyncio.shield(self._entry)

    def number(self) -> int:
        """The ledger's number of a row that is known to be open."""
        return self._entry.result()

    def moved(self) -> None:
        """The run changed: write where it stands soon."""
        self._moved.set()

    def end(self, outcome: Outcome) -> None:
        """The run is over, with what it has come to now. Only the first call counts."""
        if self._end is None:
            self._end = (outcome, self._standing(), self._utcnow())
            self._moved.set()

    async def closed(self) -> bool:
        """Wait until the row is closed, but not for ever; False where it has yet to be written."""
        done, _ = await asyncio.wait({self.task}, timeout=self._pace.close_seconds)
        return bool(done)

    async def _write(self) -> None:
        entry = await self._open()
        if entry is None:
            return
        while self._end is None:
            await self._pause()
            if self._end is None:
                await self._attempt(self._checkpoint(entry))
        while await self._attempt(self._close(entry)) is None:  # noqa: ASYNC110
            await asyncio.sleep(self._pace.retry_seconds)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(self._pace.checkpoint_seconds):
                await self._moved.wait()
        except TimeoutError:
            return
        finally:
            self._moved.clear()

    async def _open(self) -> int | None:
        loop = asyncio.get_running_loop()
        until = loop.time() + self._pace.open_seconds
        entry = await self._attempt(self._insert())
        while entry is None and loop.time() < until:
            await asyncio.sleep(self._pace.retry_seconds)
            entry = await self._attempt(self._insert())
        if entry is None:
            self._entry.set_exception(LedgerFault(self._opening.session))
            self._entry.exception()  # taken here, so that nobody need wait for it
        else:
            self._entry.set_result(entry)
        return entry

    async def _insert(self) -> int:
        opening = self._opening
        known = opening.customer != 0 and await self._book.customer_exists(opening.customer)
        return await self._book.open_session(
            session=opening.session,
            technician_id=opening.technician_id,
            technician=opening.technician,
            organisation=opening.organisation,
            customer_id=opening.customer if known else None,
            pc=opening.pc,
            node=self._node,
            joined_at=self._joined_at,
            mode=opening.mode,
            reason=opening.reason,
        )

    async def _checkpoint(self, entry: int) -> bool:
        standing = self._standing()
        await self._book.checkpoint(
            entry,
            active_at=standing.active_at,
            billable_ms=standing.billable_ms,
            seen_at=self._utcnow(),
        )
        return True

    async def _close(self, entry: int) -> bool:
        if self._end is None:
            raise RuntimeError("closing a row that has not ended")
        outcome, standing, ended_at = self._end
        await self._book.close_session(
            entry,
            outcome=outcome,
            active_at=standing.active_at,
            billable_ms=standing.billable_ms,
            ended_at=ended_at,
        )
        return True

    async def _attempt(self, writing: Awaitable[_T]) -> _T | None:
        """What `writing` gives, or None where it failed; the failure is in the log."""
        try:
            return await writing
        # Whatever the database or its driver raises: the row must outlive it.
        except Exception:  # noqa: BLE001
            _log.exception("ledger: writing session %s failed", self._opening.session)
            return None


class Ledger:
    """Opens rows, and waits for those still being written when the broker stops."""

    def __init__(
        self, book: Book, *, node: str, utcnow: Callable[[], datetime], pace: Pace | None = None
    ) -> None:
        self._book = book
        self._node = node
        self._utcnow = utcnow
        self._pace = pace or Pace()
        self._tasks: set[asyncio.Task[None]] = set()

    def open(self, opening: Opening, standing: Callable[[], Standing]) -> Row:
        """A row for a run that starts now; `standing` says at any time what it has come to."""
        row = Row(self._book, self._node, opening, standing, self._utcnow, self._pace)
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
