"""Charges and the units they take from packs. Rows are added; a correction reverses one."""

from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Row, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.points import Point
from broker.records import Charge, Debit, Item, ItemState, Moved, NewCharge, period_of
from broker.records.happenings import Happening
from broker.store.billing_tables import charges, debits, packs
from broker.store.items import Items, counting


class Charges(Items):
    """What counts for each item: at most one charge that is not reversed, whoever asks at once."""

    async def charge_of(self, item_id: int) -> Charge | None:
        """The charge that counts for an item."""
        async with self._reading() as connection:
            return await _counting_charge(connection, item_id)

    async def charges_of(self, item_id: int) -> list[Charge]:
        """All charges that an item ever had and their reversals, in the order they were made."""
        wanted = select(charges).where(charges.c.item_id == item_id).order_by(charges.c.id)
        async with self._reading() as connection:
            return [_charge(row) for row in await connection.execute(wanted)]

    async def add_charge(self, new: NewCharge, zone: str) -> Charge:
        """Write a price that is to count, and take its units; the one that counts already if any.

        It stands on the bill of the item's month, or of one that is open where that is closed.
        Raises `Moved` where the item, its customer or a pack is no longer what was priced.
        """
        try:
            async with self._writing() as connection:
                self._points.at(Point.CHARGE_BEGUN)
                item = await self._locked_item(connection, new.item)
                found = await _counting_charge(connection, new.item)
                if found is not None:
                    return found
                await _check_packs(connection, new)
                charge = await self._insert(connection, _check(item, new), new, zone)
        except IntegrityError as error:
            raise Moved(str(new.item)) from error  # two processes at once: see `Events._note`
        self._points.at(Point.CHARGE_COMMITTED)
        return charge

    async def void(self, item_id: int, reason: str, by: str, at: datetime, zone: str) -> bool:
        """Reverse the charge that counts for an item; False where none does."""
        async with self._writing() as connection:
            done = await self._void(connection, item_id, reason, by, at, zone)
        self._points.at(Point.VOID_COMMITTED)
        return done

    async def _void(
        self,
        connection: AsyncConnection,
        item_id: int,
        reason: str,
        by: str,
        at: datetime,
        zone: str,
    ) -> bool:
        """`void` as a part of a change of what the price rests on; after `_change_item`.

        Whoever has priced the item before, or seen its price, finds it changed: its version grows,
        and what was approved is open again.
        """
        self._points.at(Point.VOID_BEGUN)
        item = await self._locked_item(connection, item_id)
        if item is None:
            return False
        found = await _counting_charge(connection, item_id)
        if found is not None:
            await self._reverse(connection, item, found, reason, by, at, zone)
        state = ItemState.OPEN if item.state is ItemState.APPROVED else item.state
        await self._change_item(connection, item_id, item.version, state=state.value)
        return found is not None

    async def _insert(
        self, connection: AsyncConnection, item: Item, new: NewCharge, zone: str
    ) -> Charge:
        present = period_of(new.at, zone)
        charge = Charge(
            id=0,
            item=new.item,
            customer=new.customer,
            period=await self._open_period(connection, item.period, present),
            reverses=None,
            cents=new.cents,
            units=new.units,
            vat_percent=new.vat_percent,
            tariff=new.tariff,
            tariff_version=new.tariff_version,
            price=new.price,
            reason=new.reason,
            by=new.by,
            at=new.at,
        )
        charge = await self._keep(connection, charge)
        self._points.at(Point.CHARGE_ADDED)
        await _debit(connection, charge, new.debits)
        self._points.at(Point.PACK_DEBITED)
        await self._tell(connection, Happening.CHARGED, charge, new.debits, item.entry)
        self._points.at(Point.CHARGE_NOTED)
        return charge

    async def _reverse(
        self,
        connection: AsyncConnection,
        item: Item,
        charge: Charge,
        reason: str,
        by: str,
        at: datetime,
        zone: str,
    ) -> None:
        taken = await connection.execute(select(debits).where(debits.c.charge_id == charge.id))
        back = tuple(Debit(row.pack_id, -row.units) for row in taken)
        reversal = replace(
            charge,
            period=await self._open_period(connection, charge.period, period_of(at, zone)),
            reverses=charge.id,
            cents=-charge.cents,
            units=-charge.units,
            reason=reason,
            by=by,
            at=at,
        )
        reversal = await self._keep(connection, reversal)
        await _debit(connection, reversal, back)
        self._points.at(Point.UNITS_GIVEN_BACK)
        await self._tell(connection, Happening.REVERSED, reversal, back, item.entry)

    async def _keep(self, connection: AsyncConnection, charge: Charge) -> Charge:
        values = {
            "item_id": charge.item,
            "customer_id": charge.customer,
            "period": charge.period,
            "reverses": charge.reverses,
            "cents": charge.cents,
            "units": charge.units,
            "vat_percent": charge.vat_percent,
            "tariff": charge.tariff,
            "tariff_version": charge.tariff_version,
            "price": charge.price,
            "reason": charge.reason,
            "by": charge.by,
            "at": charge.at,
        }
        found = await connection.execute(insert(charges).values(values).returning(charges.c.id))
        return replace(charge, id=int(found.scalar_one()))

    async def _tell(
        self,
        connection: AsyncConnection,
        kind: Happening,
        charge: Charge,
        units: tuple[Debit, ...],
        entry: int | None,
    ) -> None:
        body = {
            "charge": charge.id,
            "item": charge.item,
            "customer": charge.customer,
            "period": charge.period,
            "cents": charge.cents,
            "units": charge.units,
            "vat_percent": charge.vat_percent,
            "tariff": charge.tariff,
            "tariff_version": charge.tariff_version,
            "price_hash": sha256(charge.price.encode()).hexdigest(),
            "debits": [[one.pack, one.units] for one in units],
            "reason": charge.reason,
            "by": charge.by,
        }
        if charge.reverses is not None:
            body["reverses"] = charge.reverses
        await self._note(connection, kind, body, at=charge.at, entry=entry)


def _check(item: Item | None, new: NewCharge) -> Item:
    """The item, where it is as it was when it was priced."""
    if (
        item is None
        or (item.version, item.customer_id) != (new.version, new.customer)
        or item.excluded
        or item.merged_into is not None
    ):
        raise Moved(f"item {new.item}")
    return item


async def _check_packs(connection: AsyncConnection, new: NewCharge) -> None:
    """See that every pack has as many units left as when the work was priced."""
    priced = dict(new.packs)
    left = (packs.c.session_units - packs.c.used).label("left")
    found = await connection.execute(
        select(packs.c.id, left).where(packs.c.id.in_(priced)).with_for_update()
    )
    if {row.id: row.left for row in found} != priced:
        raise Moved(f"packs of item {new.item}")


async def _debit(connection: AsyncConnection, charge: Charge, units: tuple[Debit, ...]) -> None:
    """Take units from packs for a charge. No pack takes more than it has: the table says no."""
    for one in units:
        await connection.execute(
            insert(debits).values(
                pack_id=one.pack, charge_id=charge.id, units=one.units, by=charge.by, at=charge.at
            )
        )
        await connection.execute(
            update(packs).where(packs.c.id == one.pack).values(used=packs.c.used + one.units)
        )


async def _counting_charge(connection: AsyncConnection, item_id: int) -> Charge | None:
    wanted = select(charges).where(charges.c.id.in_(counting(literal(item_id))))
    row = (await connection.execute(wanted)).first()
    return None if row is None else _charge(row)


def _charge(row: Row[tuple[object, ...]]) -> Charge:
    values = dict(row._mapping)
    item, customer = values.pop("item_id"), values.pop("customer_id")
    return Charge(**values, item=item, customer=customer)
