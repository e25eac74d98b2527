"""The ledger's rows. A closed row never changes, but for the customer it is assigned to.

With the transaction that closes a row comes the event that says so and, where there is something
to bill, its item. A run that never became active has the event alone: there is nothing to decide.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.points import Point
from broker.records import (
    HOUSE_ZONE,
    Customer,
    Interval,
    ItemState,
    LedgerRow,
    Mode,
    iso,
    period_of,
)
from broker.records.decisions import Hindrance, Undecided
from broker.records.happenings import Happening
from broker.store.billing_tables import items
from broker.store.charges import Charges
from broker.store.tables import customers, sessions
from broker.wire.words import Outcome

CUSTOMER_SET: Final = "customer_set"
"""Why a charge is reversed when its session goes to another customer."""


class LedgerRows(Charges):
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
            entry = int(found.scalar_one())
            body = {**_told(values), "entry": entry}
            await self._note(connection, Happening.SESSION_JOINED, body, at=joined_at, entry=entry)
            return entry

    async def checkpoint(
        self,
        entry: int,
        *,
        active_at: datetime | None,
        billable_ms: int,
        seen_at: datetime,
        intervals: tuple[Interval, ...] = (),
    ) -> None:
        """Note how far an open session has come; nothing happens to a closed row."""
        async with self._writing() as connection:
            await connection.execute(
                update(sessions)
                .where(sessions.c.entry == entry, sessions.c.ended_at.is_(None))
                .values(
                    active_at=active_at,
                    billable_ms=billable_ms,
                    seen_at=seen_at,
                    intervals=json.dumps(intervals),
                )
            )

    async def close_session(
        self,
        entry: int,
        *,
        outcome: Outcome,
        active_at: datetime | None,
        billable_ms: int,
        ended_at: datetime,
        intervals: tuple[Interval, ...] = (),
        zone: str = HOUSE_ZONE,
    ) -> None:
        """Close a row for good; nothing happens to one that is closed already.

        `zone`: whose months the session is billed in.
        """
        values = {
            "outcome": outcome.value,
            "active_at": active_at,
            "billable_ms": billable_ms,
            "seen_at": ended_at,
            "ended_at": ended_at,
            "intervals": json.dumps(intervals),
        }
        async with self._writing() as connection:
            self._points.at(Point.CLOSE_BEGUN)
            await self._close(connection, sessions.c.entry == entry, values, zone)
        self._points.at(Point.SESSION_CLOSED)

    async def close_left_open(self, node: str, zone: str = HOUSE_ZONE) -> int:
        """Close as `lost` what a former life of this node left open, at the last sign of life.

        Gives the number of rows. Only for a process that is the one with this node's name.
        """
        values = {"outcome": Outcome.LOST.value, "ended_at": sessions.c.seen_at}
        async with self._writing() as connection:
            return await self._close(connection, sessions.c.node == node, values, zone)

    async def _close(
        self,
        connection: AsyncConnection,
        wanted: ColumnElement[bool],
        values: Mapping[str, object],
        zone: str,
    ) -> int:
        """Close the open ones of the wanted rows; how many."""
        closed = await connection.execute(
            update(sessions)
            .where(wanted, sessions.c.ended_at.is_(None))
            .values(values)
            .returning(sessions)
        )
        rows = closed.all()
        self._points.at(Point.ROW_CLOSED)
        for row in sorted(rows, key=lambda one: one.entry):
            await self._ended(connection, row, zone)
        return len(rows)

    async def _ended(
        self, connection: AsyncConnection, row: Row[tuple[object, ...]], zone: str
    ) -> None:
        """What comes with the end of a session."""
        item, period = None, None
        if row.billable_ms > 0:
            began, present = (
                period_of(row.active_at or row.joined_at, zone),
                period_of(row.ended_at, zone),
            )
            item, period = await self._add_item(connection, row.entry, began, present)
            self._points.at(Point.ITEM_ADDED)
        body = {
            **_told(dict(row._mapping)),
            "entry": row.entry,
            "active_at": row.active_at and iso(row.active_at),
            "ended_at": iso(row.ended_at),
            "intervals": json.loads(row.intervals),
            "billable_ms": row.billable_ms,
            "outcome": row.outcome,
            "item": item,
            "period": period,
        }
        await self._note(
            connection, Happening.SESSION_ENDED, body, at=row.ended_at, entry=row.entry
        )
        self._points.at(Point.END_NOTED)

    async def _movable(self, connection: AsyncConnection, entry: int, office: bool) -> int | None:
        """The number of a session's item, None where it has none; `Undecided` where it stays."""
        parts = items.alias("parts")
        wanted = select(
            items.c.id,
            items.c.state,
            items.c.merged_into,
            select(parts.c.id).where(parts.c.merged_into == items.c.id).exists().label("whole"),
        ).where(items.c.entry == entry)
        row = (await connection.execute(wanted)).first()
        if row is None:
            return None
        if row.state == ItemState.CLOSED.value:
            raise Undecided(row.id, Hindrance.CLOSED)
        if row.state == ItemState.APPROVED.value and not office:
            raise Undecided(row.id, Hindrance.APPROVED)
        if row.merged_into is not None:
            raise Undecided(row.id, Hindrance.PART)
        if row.whole:
            raise Undecided(row.id, Hindrance.HAS_PARTS)
        return int(row.id)

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

    async def set_customer(
        self,
        entry: int,
        customer_id: int | None,
        *,
        by: str,
        at: datetime,
        zone: str = HOUSE_ZONE,
        office: bool = False,
    ) -> None:
        """Assign a session to a customer, or to none; the one change that closed rows allow.

        `by`: full name of who does. The charge that counts, if one does, was another customer's:
        it is reversed; nothing happens where the customer stays the same. Raises `Undecided` for a
        session whose month is closed, that is billed together with others, or, where it is not the
        `office` that asks, that is approved.
        """
        change = (
            update(sessions)
            .where(sessions.c.entry == entry, sessions.c.customer_id.is_distinct_from(customer_id))
            .values(customer_id=customer_id)
        )
        async with self._writing() as connection:
            if not (await connection.execute(change)).rowcount:
                return
            body = {"entry": entry, "customer": customer_id, "by": by}
            await self._note(connection, Happening.CUSTOMER_SET, body, at=at, entry=entry)
            number = await self._movable(connection, entry, office)
            if number is not None:
                await self._void(connection, number, CUSTOMER_SET, by, at, zone)
        self._points.at(Point.VOID_COMMITTED)


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the events of a session's start and end both hold of its row."""
    return {
        "session": values["session"],
        "technician": values["technician"],
        "customer": values["customer_id"],
        "pc": values["pc"],
        "mode": values["mode"],
        "joined_at": iso(values["joined_at"]),
    }


def _rows() -> Select[tuple[object, ...]]:
    return select(sessions, customers.c.name.label("customer")).outerjoin(
        customers, customers.c.id == sessions.c.customer_id
    )


def _ledger_row(row: Row[tuple[object, ...]]) -> LedgerRow:
    values = dict(row._mapping)
    number, name = values.pop("customer_id"), values.pop("customer")
    outcome, mode = values.pop("outcome"), values.pop("mode")
    intervals = json.loads(values.pop("intervals"))
    return LedgerRow(
        **values,
        customer=None if number is None else Customer(number, name),
        outcome=None if outcome is None else Outcome(outcome),
        mode=Mode(mode),
        intervals=tuple((start, ms) for start, ms in intervals),
    )
