"""Items: what billing decides about each session that has billable time, and each work by hand."""

from typing import TypeVar

from sqlalchemy import ColumnElement, Row, Select, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.records import Item, ItemState, StaleItem, next_period
from broker.store.billing_tables import charges, items, periods, work
from broker.store.events import Events
from broker.store.tables import sessions

_T = TypeVar("_T", bound=tuple[object, ...])


class Items(Events):
    """Rows of items. Whoever changes one says which version of it they saw."""

    async def item(self, item_id: int) -> Item | None:
        """The item of that number."""
        async with self._reading() as connection:
            return await _one(connection, items.c.id == item_id)

    async def item_of(self, entry: int) -> Item | None:
        """The item of a session; None where it has no billable time or has not ended."""
        async with self._reading() as connection:
            return await _one(connection, items.c.entry == entry)

    async def merged_items(self, item_id: int) -> list[Item]:
        """The items that are billed with this one, oldest first."""
        async with self._reading() as connection:
            wanted = _items().where(items.c.merged_into == item_id).order_by(items.c.id)
            return [_item(row) for row in await connection.execute(wanted)]

    async def unsettled(
        self, after: int = 0, limit: int = 500, customer_id: int | None = None
    ) -> list[int]:
        """At most `limit` numbers above `after` of items that should have a charge and have none.

        Left out are those of no customer, excluded or billed with another, and those whose month
        was closed without a charge; not those of a closed month whose charge was reversed.
        """
        wanted = _joined(select(items.c.id)).where(
            items.c.id > after,
            items.c.excluded == "",
            items.c.merged_into.is_(None),
            _customer().is_not(None),
            ~counting(items.c.id).exists(),
            or_(
                items.c.state != ItemState.CLOSED.value,
                select(charges.c.id).where(charges.c.item_id == items.c.id).exists(),
            ),
        )
        if customer_id is not None:
            wanted = wanted.where(_customer() == customer_id)
        async with self._reading() as connection:
            found = await connection.execute(wanted.order_by(items.c.id).limit(limit))
            return list(found.scalars())

    async def _add_item(
        self,
        connection: AsyncConnection,
        entry: int,
        period: str,
        present: str,
    ) -> tuple[int, str]:
        """A session's item, in the month `period` unless that is closed; see `_open_period`.

        Its number, and the month.
        """
        where = await self._open_period(connection, period, present)
        values = {"entry": entry, "period": where, "state": ItemState.OPEN.value}
        found = await connection.execute(insert(items).values(values).returning(items.c.id))
        return int(found.scalar_one()), where

    async def _change_item(
        self, connection: AsyncConnection, item_id: int, version: int, **values: object
    ) -> None:
        """Change an item as it was at `version`. Raises `StaleItem` where it is another now."""
        changed = await connection.execute(
            update(items)
            .where(items.c.id == item_id, items.c.version == version)
            .values(**values, version=version + 1)
        )
        if not changed.rowcount:
            raise StaleItem(item_id)

    async def _locked_item(self, connection: AsyncConnection, item_id: int) -> Item | None:
        """An item that nobody else changes until this transaction is over."""
        await connection.execute(select(items.c.id).where(items.c.id == item_id).with_for_update())
        return await _one(connection, items.c.id == item_id)

    async def _open_period(self, connection: AsyncConnection, wanted: str, present: str) -> str:
        """The month `wanted`; where that is closed, the first from `present` on that is not."""
        least = min(wanted, present)
        found = await connection.execute(select(periods.c.period).where(periods.c.period >= least))
        closed = set(found.scalars())
        if wanted not in closed:
            return wanted
        while present in closed:
            present = next_period(present)
        return present


def _customer() -> ColumnElement[int]:
    return func.coalesce(sessions.c.customer_id, work.c.customer_id)


def _items() -> Select[tuple[object, ...]]:
    return _joined(select(items, _customer().label("customer_id")))


def _joined(wanted: Select[_T]) -> Select[_T]:
    return (
        wanted.select_from(items)
        .outerjoin(sessions, sessions.c.entry == items.c.entry)
        .outerjoin(work, work.c.id == items.c.work_id)
    )


def counting(item: ColumnElement[int]) -> Select[tuple[int]]:
    """The charge of an item that counts: it reverses none and none reverses it."""
    undone = charges.alias("undone")
    return select(charges.c.id).where(
        charges.c.item_id == item,
        # Not `IS NULL`: SQLite takes the unique index of `reverses` for one that finds few rows.
        func.coalesce(charges.c.reverses, 0) == 0,
        ~select(undone.c.id).where(undone.c.reverses == charges.c.id).exists(),
    )


async def _one(connection: AsyncConnection, wanted: ColumnElement[bool]) -> Item | None:
    row = (await connection.execute(_items().where(wanted))).first()
    return None if row is None else _item(row)


def _item(row: Row[tuple[object, ...]]) -> Item:
    values = dict(row._mapping)
    return Item(**{**values, "state": ItemState(values["state"]), "urgent": bool(values["urgent"])})
