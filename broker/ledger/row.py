"""One row of the ledger, from `joined` to its price."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from broker.ledger.desk import Desk, LedgerFault, Opening, Standing
from broker.points import Point
from broker.records import Charge
from broker.wire.words import Outcome

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class Row:
    """One open row, written by one task of its own, in order."""

    def __init__(
        self,
        desk: Desk,
        opening: Opening,
        standing: Callable[[], Standing],
        utcnow: Callable[[], datetime],
    ) -> None:
        self._desk = desk
        self._book = desk.book
        self._opening = opening
        self._standing = standing
        self._utcnow = utcnow
        self._pace = desk.pace
        self._joined_at = utcnow()
        self._end: tuple[Outcome, Standing, datetime] | None = None
        self._moved = asyncio.Event()
        loop = asyncio.get_running_loop()
        self._entry: asyncio.Future[int] = loop.create_future()
        self._charge: asyncio.Future[Charge | None] = loop.create_future()
        self._done = asyncio.Event()
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
            self._desk.points.at(Point.RUN_ENDED)

    async def closed(self) -> bool:
        """Wait until the row is closed, but not for ever; False where it has yet to be written.

        A price that comes soon after is waited for too.
        """
        try:
            async with asyncio.timeout(self._pace.close_seconds):
                await self._done.wait()
                await asyncio.wait({self.task}, timeout=self._pace.settle_seconds)
        except TimeoutError:
            pass
        return self._done.is_set()

    async def settled(self) -> Charge | None:
        """The charge of the closed row, once it is priced; None where it has none as yet."""
        return await asyncio.shield(self._charge)

    async def _write(self) -> None:
        try:
            entry = await self._open()
            if entry is not None:
                await self._keep(entry)
                self._done.set()
                self._charge.set_result(await self._attempt(self._settle(entry)))
        finally:
            self._done.set()
            if not self._charge.done():
                self._charge.set_result(None)

    async def _keep(self, entry: int) -> None:
        """Write where the run stands until it is over, and then that it is."""
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
            node=self._desk.node,
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
            intervals=standing.intervals,
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
            intervals=standing.intervals,
            zone=self._desk.zone,
        )
        return True

    async def _settle(self, entry: int) -> Charge | None:
        return await self._desk.settler.settle_entry(entry)

    async def _attempt(self, writing: Awaitable[_T]) -> _T | None:
        """What `writing` gives, or None where it failed; the failure is in the log."""
        try:
            return await writing
        # Whatever the database or its driver raises: the row must outlive it.
        except Exception:  # noqa: BLE001
            _log.exception("ledger: writing session %s failed", self._opening.session)
            return None
