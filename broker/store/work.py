"""Work that was done without a session, entered by hand, each with its item for billing."""

from datetime import datetime

from sqlalchemy import Row, insert, select

from broker.records import iso
from broker.records.agreed import NewWork, WorkRow
from broker.records.happenings import Happening
from broker.store.billing_tables import items, work
from broker.store.items import Items


class HandWork(Items):
    """E-mail, phone work and fixed charges. A row never changes: billing decides on its item."""

    async def add_work(
        self, new: NewWork, *, period: str, present: str, by: str, now: datetime
    ) -> int:
        """Keep work of a customer that is there, with its item, in one transaction; its number.

        `period`: the month, `YYYY-MM`, in which the work was done; where that is closed the item
        lies in the first month from `present` on that is not. `by`: full name of who enters it.
        """
        values = _values(new)
        async with self._writing() as connection:
            kept = insert(work).values(customer_id=new.customer_id, **values, by=by, at=now)
            found = await connection.execute(kept.returning(work.c.id))
            number = int(found.scalar_one())
            where = await self._open_period(connection, period, present)
            item = await connection.execute(
                insert(items)
                .values(
                    work_id=number,
                    period=where,
                    state="open",
                    note=new.note,
                    urgent=int(new.urgent),
                )
                .returning(items.c.id)
            )
            told = {**values, "began_at": iso(new.began_at), "period": where, "by": by}
            named = {"work": number, "item": int(item.scalar_one()), "customer": new.customer_id}
            body = {**named, **told}
            await self._note(
                connection, Happening.WORK_ENTERED, body, at=now, entry=new.session_entry
            )
            return number

    async def work_of(self, customer_id: int, before: int | None, limit: int) -> list[WorkRow]:
        """A customer's work entered by hand, newest first; below the number `before`, if one."""
        wanted = (
            select(work)
            .where(work.c.customer_id == customer_id)
            .order_by(work.c.id.desc())
            .limit(limit)
        )
        if before is not None:
            wanted = wanted.where(work.c.id < before)
        async with self._reading() as connection:
            return [_work(row) for row in await connection.execute(wanted)]

    async def work(self, number: int) -> WorkRow | None:
        """One row; None where there is none."""
        async with self._reading() as connection:
            found = await connection.execute(select(work).where(work.c.id == number))
            row = found.first()
            return None if row is None else _work(row)


def _values(new: NewWork) -> dict[str, object]:
    return {
        "technician_id": new.technician_id,
        "technician": new.technician,
        "kind": new.kind,
        "began_at": new.began_at,
        "ms": new.ms,
        "count": new.count,
        "urgent": int(new.urgent),
        "note": new.note,
        "session_entry": new.session_entry,
    }


def _work(row: Row[tuple[object, ...]]) -> WorkRow:
    new = NewWork(
        customer_id=row.customer_id,
        technician_id=row.technician_id,
        technician=row.technician,
        kind=row.kind,
        began_at=row.began_at,
        ms=row.ms,
        count=row._mapping["count"],
        urgent=bool(row.urgent),
        note=row.note,
        session_entry=row.session_entry,
    )
    return WorkRow(row.id, new, row.by, row.at)
