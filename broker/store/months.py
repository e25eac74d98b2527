"""Reading a month: its items with what counts for them, the lines of its bill, and its sums."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

from sqlalchemy import Row, Select, func, select

from broker.records import Customer
from broker.records.months import BillLine, CustomerTotal, MonthCharge, MonthRow
from broker.store.billing_tables import charges, items
from broker.store.database import Database
from broker.store.month_rows import (
    CHARGE,
    MS,
    WHOSE,
    Wanted,
    charge_from,
    corrections,
    month_row,
    narrowed,
    of_customer,
    rows,
    standing,
    worked,
)
from broker.store.tables import customers

BATCH: Final = 500
"""Lines of an export that are read at once."""


class Months(Database):
    """What billing reads of items and charges."""

    async def month_rows(self, wanted: Wanted, limit: int | None = None) -> list[MonthRow]:
        """Items, newest first, each with the charge that counts for it in its own month."""
        asked = narrowed(rows(), wanted).order_by(items.c.id.desc())
        if limit is not None:
            asked = asked.limit(limit)
        async with self._reading() as connection:
            return [month_row(row) for row in await connection.execute(asked)]

    async def month_row(self, item: int) -> MonthRow | None:
        """One item."""
        found = await self.month_rows(Wanted(numbers=frozenset({item})), 1)
        return found[0] if found else None

    async def item_charges(self, item: int) -> list[MonthCharge]:
        """Every charge of an item, also those taken back, oldest first."""
        asked = (
            select(charges, customers.c.name)
            .join(customers, customers.c.id == charges.c.customer_id)
            .where(charges.c.item_id == item)
            .order_by(charges.c.id)
        )
        async with self._reading() as connection:
            rows = (row._mapping for row in await connection.execute(asked))
            return [charge_from({name: row[name] for name in CHARGE}, row["name"]) for row in rows]

    async def bill_lines(
        self, period: str, customer: int | None = None
    ) -> AsyncIterator[list[BillLine]]:
        """The lines of a month in batches: its items in order, then corrections of other months.

        Each batch is a reading of its own, so that an export of any size holds up no writer.
        """
        last = 0
        while True:
            asked = rows().where(items.c.period == period, items.c.id > last)
            found = await self._batch(of_customer(asked, customer).order_by(items.c.id))
            if not found:
                break
            last = found[-1].item
            yield [BillLine(row, row.charge, False) for row in found]
        last = 0
        while True:
            asked = corrections(period).where(charges.c.id > last)
            found = await self._batch(of_customer(asked, customer).order_by(charges.c.id))
            if not found:
                return
            last = max(row.charge.id for row in found if row.charge)
            yield [BillLine(row, row.charge, True) for row in found]

    async def month_corrections(self, period: str) -> list[BillLine]:
        """Charges of a month that correct items of others, at most as many as one batch has."""
        found = await self._batch(corrections(period).order_by(charges.c.id))
        return [BillLine(row, row.charge, True) for row in found]

    async def month_totals(self, period: str) -> list[CustomerTotal]:
        """What each customer's month comes to, by name; nobody's items last."""
        async with self._reading() as connection:
            return await totals_in(connection, period)

    async def month_counts(self, period: str) -> dict[str, int]:
        """How many items there are of each state, `excluded` and `merged` apart."""
        state = standing()
        asked = select(state, func.count()).where(items.c.period == period).group_by(state)
        async with self._reading() as connection:
            return {row[0]: row[1] for row in await connection.execute(asked)}

    async def _batch(self, asked: Select[Any]) -> list[MonthRow]:
        async with self._reading() as connection:
            return [month_row(row) for row in await connection.execute(asked.limit(BATCH))]


async def totals_in(connection: Any, period: str) -> list[CustomerTotal]:
    """See `Months.month_totals`; inside a transaction."""
    done = (
        select(WHOSE.label("whose"), func.count().label("items"), func.sum(MS).label("ms"))
        .select_from(worked())
        .where(items.c.period == period, items.c.excluded == "")
        .group_by(WHOSE)
    )
    owed = (
        select(
            charges.c.customer_id,
            charges.c.vat_percent,
            func.sum(charges.c.cents).label("cents"),
            func.sum(charges.c.units).label("units"),
        )
        .where(charges.c.period == period)
        .group_by(charges.c.customer_id, charges.c.vat_percent)
        .order_by(charges.c.vat_percent)
    )
    work_done = {row.whose: row for row in await connection.execute(done)}
    rates: dict[int, list[Row[Any]]] = {}
    for row in await connection.execute(owed):
        rates.setdefault(row.customer_id, []).append(row)
    wanted = {*work_done, *rates} - {None}
    named = select(customers.c.id, customers.c.name).order_by(customers.c.name)
    known = [row for row in await connection.execute(named) if row.id in wanted]
    whose = [Customer(row.id, row.name) for row in known]
    nobody = [None] if None in work_done else []
    return [
        _total(one, work_done.get(one.id if one else None), rates.get(one.id, []) if one else [])
        for one in (*whose, *nobody)
    ]


def _total(
    customer: Customer | None, done: Row[Any] | None, owed: Sequence[Row[Any]]
) -> CustomerTotal:
    return CustomerTotal(
        customer,
        done.items if done else 0,
        int(done.ms) if done else 0,
        sum(int(row.units) for row in owed),
        sum(int(row.cents) for row in owed),
        tuple((row.vat_percent, int(row.cents)) for row in owed),
    )
