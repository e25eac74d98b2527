"""What billing decides about items: each decision is one transaction, with its event in the log.

A decision that changes what an item costs reverses the charge that counts; whoever took it then
has the items that it gives priced anew. What was cut off in between is found at the next start.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.points import Point
from broker.records import Item, ItemState, NewCharge, StaleItem
from broker.records.decisions import Act, Hindrance, NoItem, Undecided
from broker.records.happenings import Happening
from broker.store.billing_tables import items
from broker.store.charges import Charges
from broker.store.items import counting
from broker.store.tables import customers, sessions


class Decisions(Charges):
    """Each raises `NoItem`, and `Undecided` where it may not be taken, and then changes nothing."""

    async def edit_item(self, act: Act, *, customer: int | None, note: str, urgent: bool) -> bool:
        """Set customer (None: nobody), note and urgency as they should be; whether the price
        falls away, so that it is to be made anew."""
        async with self._deciding() as connection:
            item = await self._seen_item(connection, act)
            await self._free_item(connection, item, parts=customer != item.customer_id)
            await self._alter_seen(connection, act, note=note, urgent=int(urgent))
            if note != item.note or urgent != item.urgent:
                body = {"note": note, "urgent": urgent}
                await self._note_decision(connection, Happening.NOTE_SET, act, item, body)
            moved = customer != item.customer_id
            if moved:
                await self._move_item(connection, act, item, customer)
            if moved or urgent != item.urgent:
                await self._undo_charge(connection, act, "")
            return moved or urgent != item.urgent

    async def exclude_item(self, act: Act, reason: str) -> None:
        """Not to be billed, with what is billed as a part of it."""
        async with self._deciding() as connection:
            item = await self._seen_item(connection, act)
            _refuse(item.merged_into is not None, act, Hindrance.PART)
            _refuse(item.excluded != "", act, Hindrance.EXCLUDED)
            await self._alter_seen(connection, act, excluded=reason, state=ItemState.OPEN.value)
            await self._undo_charge(connection, act, reason)
            await self._note_decision(connection, Happening.EXCLUDED, act, item, {"reason": reason})

    async def include_item(self, act: Act) -> None:
        """To be billed after all."""
        async with self._deciding() as connection:
            item = await self._seen_item(connection, act)
            _refuse(item.excluded == "", act, Hindrance.NOT_EXCLUDED)
            await self._alter_seen(connection, act, excluded="")
            await self._note_decision(connection, Happening.INCLUDED, act, item, {})

    async def approve_item(self, act: Act) -> None:
        """Right as it is; only what has a price can be that."""
        async with self._deciding() as connection:
            await self._approve_seen(connection, act)

    async def approve_items(self, acts: Sequence[Act]) -> int:
        """Approve items in one transaction, but for those that cannot be; how many were."""
        done = 0
        async with self._deciding() as connection:
            for act in acts:
                with suppress(Undecided, NoItem):
                    await self._approve_seen(connection, act)
                    done += 1
        return done

    @asynccontextmanager
    async def _deciding(self) -> AsyncIterator[AsyncConnection]:
        """The one transaction of a decision."""
        async with self._writing() as connection:
            self._points.at(Point.DECISION_BEGUN)
            yield connection
            self._points.at(Point.DECISION_WRITTEN)
        self._points.at(Point.DECISION_COMMITTED)

    async def _approve_seen(self, connection: AsyncConnection, act: Act) -> None:
        item = await self._seen_item(connection, act)
        _refuse(item.merged_into is not None, act, Hindrance.PART)
        _refuse(item.excluded != "", act, Hindrance.EXCLUDED)
        _refuse(item.state is ItemState.APPROVED, act, Hindrance.APPROVED)
        priced = await connection.execute(counting(items.c.id).where(items.c.id == act.item))
        _refuse(priced.first() is None, act, Hindrance.NOT_PRICED)
        await self._alter_seen(connection, act, state=ItemState.APPROVED.value)
        await self._note_decision(connection, Happening.APPROVED, act, item, {})

    async def reopen_item(self, act: Act) -> None:
        """To be looked at again."""
        async with self._deciding() as connection:
            item = await self._seen_item(connection, act)
            _refuse(item.state is not ItemState.APPROVED, act, Hindrance.NOT_APPROVED)
            await self._alter_seen(connection, act, state=ItemState.OPEN.value)
            await self._note_decision(connection, Happening.REOPENED, act, item, {})

    async def merge_item(self, act: Act, into: int, into_version: int) -> None:
        """Bill a session as a part of another of the same customer and month."""
        head_act = Act(into, into_version, act.by, act.at, act.zone)
        async with self._deciding() as connection:
            item = await self._seen_item(connection, act)
            _refuse(into == act.item, act, Hindrance.ITSELF)
            head = await self._seen_item(connection, head_act)
            await self._free_item(connection, item, parts=True)
            for one, its in ((item, act), (head, head_act)):
                _refuse(one.entry is None, its, Hindrance.NOT_SESSION)
                _refuse(one.excluded != "", its, Hindrance.EXCLUDED)
                _refuse(one.customer_id is None, its, Hindrance.NO_CUSTOMER)
            _refuse(head.merged_into is not None, head_act, Hindrance.PART)
            _refuse(item.customer_id != head.customer_id, act, Hindrance.OTHER_CUSTOMER)
            _refuse(item.period != head.period, act, Hindrance.OTHER_MONTH)
            await self._alter_seen(connection, act, merged_into=into, state=ItemState.OPEN.value)
            await self._alter_seen(connection, head_act)
            await self._undo_charge(connection, act, "")
            await self._undo_charge(connection, head_act, "")
            await self._note_decision(connection, Happening.MERGED, act, item, {"into": into})

    async def split_item(self, act: Act) -> int:
        """Bill a part for itself again; the number of the item that it was a part of."""
        async with self._deciding() as connection:
            item = await self._seen_item(connection, act)
            if item.merged_into is None:
                raise Undecided(act.item, Hindrance.NOT_PART)
            await self._alter_seen(connection, act, merged_into=None)
            whole = Act(item.merged_into, 0, act.by, act.at, act.zone)
            await self._undo_charge(connection, whole, "")
            await self._note_decision(connection, Happening.MERGED, act, item, {"into": None})
            return item.merged_into

    async def correct_item(
        self, act: Act, *, customer: int | None, reason: str, nothing: str | None
    ) -> None:
        """Take the charge of an item of a closed month back, in a month that is open.

        `nothing`: the price, as JSON, of what is to cost nothing, which then counts; None where
        the item is to be priced anew.
        """
        async with self._deciding() as connection:
            item = await self._seen_item(connection, act, closed=True)
            _refuse(item.merged_into is not None, act, Hindrance.PART)
            _refuse(item.excluded != "", act, Hindrance.EXCLUDED)
            await self._free_item(connection, item, parts=customer != item.customer_id)
            if customer != item.customer_id:
                await self._move_item(connection, act, item, customer)
            await self._undo_charge(connection, act, reason)
            if nothing is not None:
                await self._charge_nothing(connection, act, nothing, reason)

    async def _charge_nothing(
        self, connection: AsyncConnection, act: Act, price: str, reason: str
    ) -> None:
        """A charge of nothing counts, so that nobody prices the item again."""
        item = await self._locked_item(connection, act.item)
        if item is None or item.customer_id is None:
            raise Undecided(act.item, Hindrance.NO_CUSTOMER)
        new = NewCharge(
            item=item.id,
            version=item.version,
            customer=item.customer_id,
            cents=0,
            units=0,
            vat_percent=0,
            tariff="",
            tariff_version=0,
            price=price,
            debits=(),
            packs=(),
            reason=reason,
            by=act.by,
            at=act.at,
        )
        await self._insert(connection, item, new, act.zone)

    async def _seen_item(
        self, connection: AsyncConnection, act: Act, *, closed: bool = False
    ) -> Item:
        """The item as whoever decides has seen it; its month is open, or `closed`."""
        item = await self._locked_item(connection, act.item)
        if item is None:
            raise NoItem
        shut = item.state is ItemState.CLOSED
        _refuse(shut and not closed, act, Hindrance.CLOSED)
        _refuse(closed and not shut, act, Hindrance.NOT_CLOSED)
        _refuse(item.version != act.version, act, Hindrance.STALE)
        return item

    async def _free_item(self, connection: AsyncConnection, item: Item, *, parts: bool) -> None:
        """Raise `Undecided` for what hangs together with other items, where that matters."""
        if not parts:
            return
        if item.merged_into is not None:
            raise Undecided(item.id, Hindrance.PART)
        asked = select(items.c.id).where(items.c.merged_into == item.id).limit(1)
        if (await connection.execute(asked)).first() is not None:
            raise Undecided(item.id, Hindrance.HAS_PARTS)

    async def _alter_seen(self, connection: AsyncConnection, act: Act, **values: object) -> None:
        try:
            await self._change_item(connection, act.item, act.version, **values)
        except StaleItem as error:
            raise Undecided(act.item, Hindrance.STALE) from error

    async def _move_item(
        self, connection: AsyncConnection, act: Act, item: Item, customer: int | None
    ) -> None:
        _refuse(item.entry is None, act, Hindrance.HAND_WORK)
        if customer is not None:
            known = await connection.execute(
                select(customers.c.id).where(customers.c.id == customer)
            )
            _refuse(known.first() is None, act, Hindrance.NO_CUSTOMER)
        await connection.execute(
            update(sessions).where(sessions.c.entry == item.entry).values(customer_id=customer)
        )
        body = {"customer": customer}
        await self._note_decision(connection, Happening.CUSTOMER_SET, act, item, body)

    async def _undo_charge(self, connection: AsyncConnection, act: Act, reason: str) -> None:
        await self._void(connection, act.item, reason, act.by, act.at, act.zone)

    async def _note_decision(
        self,
        connection: AsyncConnection,
        kind: Happening,
        act: Act,
        item: Item,
        body: Mapping[str, Any],
    ) -> None:
        told = {"item": item.id, "entry": item.entry, "by": act.by, **body}
        await self._note(connection, kind, told, at=act.at, entry=item.entry)
        self._points.at(Point.DECISION_NOTED)


def _refuse(when: bool, act: Act, why: Hindrance) -> None:
    if when:
        raise Undecided(act.item, why)
