"""The ledger's rows. A closed row never changes, but for the customer it is assigned to."""

from datetime import datetime

from sqlalchemy import Row, Select, insert, select, update

from broker.records import Customer, LedgerRow, Mode
from broker.store.database import Database
from broker.store.tables import customers, sessions
from broker.wire.words import Outcome


class LedgerRows(Database):
    """One row for each session, from `joined` on."""

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
        mode: Mode = Mode.PASSWORD,
        reason: str = "",
    ) -> int:
        """Open a row; its entry number, which is never given twice."""
        values = {
            "session": session,
            "technician_id": technician_id,
            "technician": technician,
            "organisation": organisation,
            "customer_id": customer_id,
            "pc": pc,
            "node": node,
            "joined_at": joined_at,
            "seen_at": joined_at,
            "billable_ms": 0,
            "mode": mode.value,
            "reason": reason,
        }
        async with self._writing() as connection:
            found = await connection.execute(
                insert(sessions).values(values).returning(sessions.c.entry)
            )
            return int(found.scalar_one())

    async def checkpoint(
        self, entry: int, *, active_at: datetime | None, billable_ms: int, seen_at: datetime
    ) -> None:
        """Note how far an open session has come; nothing happens to a closed row."""
        async with self._writing() as connection:
            await connection.execute(
                update(sessions)
                .where(sessions.c.entry == entry, sessions.c.ended_at.is_(None))
                .values(active_at=active_at, billable_ms=billable_ms, seen_at=seen_at)
            )

    async def close_session(
        self,
        entry: int,
        *,
        outcome: Outcome,
        active_at: datetime | None,
        billable_ms: int,
        ended_at: datetime,
    ) -> None:
        """Close a row for good; nothing happens to one that is closed already."""
        async with self._writing() as connection:
            await connection.execute(
                update(sessions)
                .where(sessions.c.entry == entry, sessions.c.ended_at.is_(None))
                .values(
                    outcome=outcome.value,
                    active_at=active_at,
                    billable_ms=billable_ms,
                    seen_at=ended_at,
                    ended_at=ended_at,
                )
            )

    async def close_left_open(self, node: str) -> int:
        """Close as `lost` what a former life of this node left open, at the last sign of life.

        Gives the number of rows. Only for a process that is the one with this node's name.
        """
        async with self._writing() as connection:
            closed = await connection.execute(
                update(sessions)
                .where(sessions.c.node == node, sessions.c.ended_at.is_(None))
                .values(outcome=Outcome.LOST.value, ended_at=sessions.c.seen_at)
            )
            return int(closed.rowcount)

    async def session(self, entry: int) -> LedgerRow | None:
        """The row of that entry number."""
        async with self._reading() as connection:
            row = (await connection.execute(_rows().where(sessions.c.entry == entry))).first()
            return None if row is None else _ledger_row(row)

    async def sessions(
        self, technician_id: int | None = None, before: int | None = None, limit: int = 50
    ) -> list[LedgerRow]:
        """At most `limit` rows, newest first, of one technician or all, below entry `before`."""
        wanted = _rows().order_by(sessions.c.entry.desc()).limit(limit)
        if technician_id is not None:
            wanted = wanted.where(sessions.c.technician_id == technician_id)
        if before is not None:
            wanted = wanted.where(sessions.c.entry < before)
        async with self._reading() as connection:
            return [_ledger_row(row) for row in await connection.execute(wanted)]

    async def set_customer(self, entry: int, customer_id: int | None) -> None:
        """Assign a session to a customer, or to none; the one change that closed rows allow."""
        async with self._writing() as connection:
            await connection.execute(
                update(sessions).where(sessions.c.entry == entry).values(customer_id=customer_id)
            )


def _rows() -> Select[tuple[object, ...]]:
    return select(sessions, customers.c.name.label("customer")).outerjoin(
        customers, customers.c.id == sessions.c.customer_id
    )


def _ledger_row(row: Row[tuple[object, ...]]) -> LedgerRow:
    values = dict(row._mapping)
    number, name = values.pop("customer_id"), values.pop("customer")
    outcome, mode = values.pop("outcome"), values.pop("mode")
    return LedgerRow(
        **values,
        customer=None if number is None else Customer(number, name),
        outcome=None if outcome is None else Outcome(outcome),
        mode=Mode(mode),
    )
