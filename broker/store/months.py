"""Reading a month: its items with what counts for them, the lines of its bill, and its sums.

The database answers from a thread of its own, and rows are made into what they stand for in
another: however many they are, the loop goes on serving the sessions that run.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from sqlalchemy import Row, Select, func, select

from broker.records import Customer
from broker.records.months import BillLine, CustomerTotal, Mark, MonthCharge, MonthRow
from broker.store.billing_tables import charges, contracts, items
from broker.store.database import Database
from broker.store.month_rows import (
    CHARGE,
    MS,
    WHOSE,
    Wanted,
    charge_from,
    charged,
    corrections,
    mark,
    marks,
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

_T = TypeVar("_T")
_Rows = Iterable[Row[Any]]


class Months(Database):
    """What billing reads of items and charges."""

    async def month_rows(self, wanted: Wanted, limit: int | None = None) -> list[MonthRow]:
        """Items, newest first, each with the charge that counts for it in its own month."""
        asked = narrowed(rows(), wanted).order_by(items.c.id.desc())
        if limit is not None:
            asked = asked.limit(limit)
        return await self._made(asked, month_row)

    async def month_marks(self, wanted: Wanted) -> list[Mark]:
        """What there is to look at in items, in the order of their numbers."""
        return await self._made(marks(wanted), mark)

    async def contract_days(
        self, whose: Collection[int]
    ) -> dict[int, list[tuple[date, date | None]]]:
        """From which day until which (None: no end) each contract of some customers holds."""
        asked = select(contracts.c.customer_id, contracts.c.valid_from, contracts.c.valid_until)
        found: dict[int, list[tuple[date, date | None]]] = {}
        async with self._reading() as connection:
            wanted = asked.where(contracts.c.customer_id.in_(whose))
            for row in await connection.execute(wanted):
                found.setdefault(row.customer_id, []).append((row.valid_from, row.valid_until))
        return found

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
        return await self._made(asked, lambda row: charge_from(row[: len(CHARGE)], row.name))

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

    async def charged_lines(self, period: str, customer: int) -> list[BillLine]:
        """The lines of a month that a customer is charged for, in the order of `bill_lines`."""
        asked = charged(period).where(charges.c.customer_id == customer)
        # Sorted here: to have them in order, SQLite would go by an index of the customer alone.
        found = [
            BillLine(row, row.charge, row.period != period)
            for row in await self._made(asked, month_row)
        ]
        own = sorted((line for line in found if not line.correction), key=_item)
        return [*own, *sorted((line for line in found if line.correction), key=_charge)]

    async def month_corrections(self, period: str) -> list[BillLine]:
        """Charges of a month that correct items of others, at most as many as one batch has."""
        found = await self._batch(corrections(period).order_by(charges.c.id))
        return [BillLine(row, row.charge, True) for row in found]

    async def month_totals(self, period: str) -> list[CustomerTotal]:
        """What each customer's month comes to, by name; nobody's items last."""
        return (await self.months_totals([period]))[period]

    async def months_totals(self, periods: Sequence[str]) -> dict[str, list[CustomerTotal]]:
        """The same of several months."""
        async with self._reading() as connection:
            return await totals_in(connection, periods)

    async def month_counts(self, period: str) -> dict[str, int]:
        """How many items there are of each state, `excluded` and `merged` apart."""
        state = standing()
        asked = select(state, func.count()).where(items.c.period == period).group_by(state)
        async with self._reading() as connection:
            return {row[0]: row[1] for row in await connection.execute(asked)}

    async def _batch(self, asked: Select[Any]) -> list[MonthRow]:
        return await self._made(asked.limit(BATCH), month_row)

    async def _made(self, asked: Select[Any], make: Callable[[Row[Any]], _T]) -> list[_T]:
        async with self._reading() as connection:
            found = await connection.execute(asked)
            return await asyncio.to_thread(lambda: [make(row) for row in found])


def _item(line: BillLine) -> int:
    return line.row.item


def _charge(line: BillLine) -> int:
    return line.charge.id if line.charge else 0


async def totals_in(connection: Any, periods: Sequence[str]) -> dict[str, list[CustomerTotal]]:
    """See `Months.months_totals`; inside a transaction."""
    done = (
        select(
            items.c.period,
            WHOSE.label("whose"),
            func.count().label("items"),
            func.sum(MS).label("ms"),
        )
        .select_from(worked())
        .where(items.c.period.in_(periods), items.c.excluded == "")
        .group_by(items.c.period, WHOSE)
    )
    owed = (
        select(
            charges.c.period,
            charges.c.customer_id.label("whose"),
            charges.c.vat_percent,
            func.sum(charges.c.cents).label("cents"),
            func.sum(charges.c.units).label("units"),
        )
        .where(charges.c.period.in_(periods))
        .group_by(charges.c.period, charges.c.customer_id, charges.c.vat_percent)
    )
    named = select(customers.c.id, customers.c.name).order_by(customers.c.name)
    asked = [await connection.execute(one) for one in (done, owed, named)]
    return await asyncio.to_thread(_totals, periods, *asked)


def _totals(
    periods: Sequence[str], done: _Rows, owed: _Rows, named: _Rows
) -> dict[str, list[CustomerTotal]]:
    work_done = {(row.period, row.whose): row for row in done}
    rates: dict[tuple[str, int | None], list[Row[Any]]] = {}
    for row in owed:
        rates.setdefault((row.period, row.whose), []).append(row)
    of_all = [(row.id, Customer(row.id, row.name)) for row in named]
    return {
        period: [
            _total(one, work_done.get((period, number)), rates.get((period, number), ()))
            for number, one in (*of_all, (None, None))
            if (period, number) in work_done or (period, number) in rates
        ]
        for period in periods
    }


def _total(
    customer: Customer | None, done: Row[Any] | None, owed: Sequence[Row[Any]]
) -> CustomerTotal:
    return CustomerTotal(
        customer,
        done.items if done else 0,
        int(done.ms) if done else 0,
        sum(int(row.units) for row in owed),
        sum(int(row.cents) for row in owed),
        tuple(sorted((row.vat_percent, int(row.cents)) for row in owed)),
    )
