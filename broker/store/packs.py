"""Prepaid packs of customers, and the tickets that are taken from them by hand."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Row, insert, select, update

from broker.records.agreed import DebitRow, PackRow
from broker.records.happenings import Happening
from broker.store.billing_tables import charges, debits, packs
from broker.store.events import Events


class NotEnough(Exception):
    """A pack has not so many tickets left, or has not so many taken to give back."""


class Packs(Events):
    """What was paid before; sessions and calls take their units with their charges."""

    async def add_pack(
        self,
        customer_id: int,
        *,
        units: int,
        session_units: int,
        languages: str,
        signed_on: date,
        expires_on: date,
        by: str,
        now: datetime,
    ) -> int:
        """Keep a pack of a customer that is there; its number.

        `by` here and below: full name of who enters it, empty for the command line.
        """
        values = {"units": units, "session_units": session_units, "languages": languages}
        days = {"signed_on": signed_on, "expires_on": expires_on}
        kept = insert(packs).values(customer_id=customer_id, **values, **days, by=by, at=now)
        async with self._writing() as connection:
            found = await connection.execute(kept.returning(packs.c.id))
            number = int(found.scalar_one())
            told = {name: day.isoformat() for name, day in days.items()}
            body = {"pack": number, "customer": customer_id, **values, **told, "by": by}
            await self._note(connection, Happening.PACK_ENTERED, body, at=now)
            return number

    async def packs_of(self, customer_id: int) -> list[PackRow]:
        """A customer's packs, also used up and expired ones, the first to expire first."""
        return await self.packs_of_any([customer_id])

    async def packs_of_any(self, whose: Collection[int]) -> list[PackRow]:
        """The packs of several customers, each one's as above."""
        wanted = (
            select(packs)
            .where(packs.c.customer_id.in_(whose))
            .order_by(packs.c.expires_on, packs.c.id)
        )
        async with self._reading() as connection:
            return [_pack(row) for row in await connection.execute(wanted)]

    async def pack(self, number: int) -> PackRow | None:
        """One pack; None where there is none."""
        async with self._reading() as connection:
            found = await connection.execute(select(packs).where(packs.c.id == number))
            row = found.first()
            return None if row is None else _pack(row)

    async def take_tickets(
        self, number: int, tickets: int, *, note: str, by: str, now: datetime
    ) -> None:
        """Take tickets from a pack that is there; fewer than 0 are given back.

        Raises `NotEnough`; then nothing is changed.
        """
        left = packs.c.units - packs.c.session_units - packs.c.tickets_used
        enough = (left >= tickets, packs.c.tickets_used + tickets >= 0)
        taken = (
            update(packs)
            .where(packs.c.id == number, *enough)
            .values(tickets_used=packs.c.tickets_used + tickets)
            .returning(packs.c.customer_id)
        )
        kept = {"pack_id": number, "units": 0, "tickets": tickets, "note": note}
        async with self._writing() as connection:
            customer_id = (await connection.execute(taken)).scalar_one_or_none()
            if customer_id is None:
                raise NotEnough(str(number))
            new = insert(debits).values(**kept, by=by, at=now).returning(debits.c.id)
            debit = int((await connection.execute(new)).scalar_one())
            told = {"pack": number, "tickets": tickets, "note": note, "by": by}
            body = {"debit": debit, "customer": customer_id, **told}
            await self._note(connection, Happening.TICKETS_TAKEN, body, at=now)

    async def debits_of(self, customer_id: int) -> list[DebitRow]:
        """What was taken from a customer's packs, oldest first."""
        wanted = (
            select(debits, charges.c.period)
            .join(packs, packs.c.id == debits.c.pack_id)
            .outerjoin(charges, charges.c.id == debits.c.charge_id)
            .where(packs.c.customer_id == customer_id)
            .order_by(debits.c.id)
        )
        async with self._reading() as connection:
            return [
                DebitRow(row.pack_id, row.units, row.tickets, row.note, row.by, row.at, row.period)
                for row in await connection.execute(wanted)
            ]


def _pack(row: Row[tuple[object, ...]]) -> PackRow:
    return PackRow(
        row.id,
        row.customer_id,
        row.units,
        row.session_units,
        row.used,
        row.tickets_used,
        row.languages,
        row.signed_on,
        row.expires_on,
        row.by,
        row.at,
    )
