"""Quick access: what customers signed, and the PCs that technicians vouched for."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Row, Select, func, insert, select, update

from broker.records import Card, Customer, Enrolment, Pc
from broker.store.database import AlreadyThere, Database
from broker.store.tables import customers, enrolments, pcs, technicians


class QuickRows(Database):
    """Enrolments are only ever added, and the newest of a customer counts.

    A PC **stands** once its customer has opted in on it, until it is withdrawn, and only while the
    customer's enrolment is granted.
    """

    async def add_enrolment(
        self,
        customer_id: int,
        *,
        granted: bool,
        date: date,
        terms: str,
        entered_by: int | None,
        now: datetime,
    ) -> bool:
        """Enter what a customer signed; False where there is no such customer."""
        values = {
            "customer_id": customer_id,
            "granted": granted,
            "date": date,
            "terms": terms,
            "entered_by": entered_by,
            "at": now,
        }
        async with self._writing() as connection:
            known = select(customers.c.id).where(customers.c.id == customer_id)
            if (await connection.execute(known)).first() is None:
                return False
            await connection.execute(insert(enrolments).values(values))
            return True

    async def enrolments(self) -> dict[int, Enrolment]:
        """The newest of each customer that has one, by the customer's number."""
        wanted = (
            select(enrolments, technicians.c.full_name)
            .outerjoin(technicians, technicians.c.id == enrolments.c.entered_by)
            .where(enrolments.c.id.in_(_newest()))
        )
        async with self._reading() as connection:
            rows = await connection.execute(wanted)
            return {
                row.customer_id: Enrolment(row.granted, row.date, row.terms, row.full_name or "")
                for row in rows
            }

    async def vouch_for_pc(
        self,
        card: Card,
        *,
        entry: int,
        ticket_hash: str,
        ticket_until: datetime,
        now: datetime,
    ) -> None:
        """Keep a PC that a technician vouches for; said again in the same session, it is changed.

        Raises `AlreadyThere` for a key that came in another session or is enrolled already.
        """
        values = {
            "customer_id": card.customer.id,
            "customer_name": card.customer.name,
            "name": card.name,
            "signer": card.signer,
            "signature": card.signature,
            "ticket_hash": ticket_hash,
            "ticket_until": ticket_until,
            "vouched_at": now,
        }
        untouched = (
            pcs.c.entry == entry,
            pcs.c.opted_at.is_(None),
            pcs.c.withdrawn_at.is_(None),
        )
        async with self._writing() as connection:
            known = (
                await connection.execute(select(pcs.c.id).where(pcs.c.key == card.key))
            ).first()
            if known is None:
                await connection.execute(insert(pcs).values(key=card.key, entry=entry, **values))
                return
            changed = await connection.execute(
                update(pcs).where(pcs.c.id == known.id, *untouched).values(values)
            )
            if not changed.rowcount:
                raise AlreadyThere(card.key)

    async def take_enrol_ticket(self, ticket_hash: str, now: datetime) -> Pc | None:
        """Use a ticket up; the PC that it was for, where it was in time."""
        async with self._writing() as connection:
            found = (
                await connection.execute(_pcs().where(pcs.c.ticket_hash == ticket_hash))
            ).first()
            if found is None:
                return None
            await connection.execute(
                update(pcs).where(pcs.c.id == found.id).values(ticket_hash=None, ticket_until=None)
            )
            return _pc(found) if found.ticket_until > now else None

    async def opt_in(self, pc_id: int, now: datetime) -> bool:
        """Its customer allows quick access on this PC; False where that is withdrawn already."""
        async with self._writing() as connection:
            changed = await connection.execute(
                update(pcs)
                .where(
                    pcs.c.id == pc_id,
                    pcs.c.opted_at.is_(None),
                    pcs.c.withdrawn_at.is_(None),
                    pcs.c.customer_id.in_(_granted()),
                )
                .values(opted_at=now)
            )
            return bool(changed.rowcount)

    async def standing_pcs(self, keys: Collection[str] | None = None) -> list[Pc]:
        """The PCs that stand, all or those with these keys, by customer and name."""
        wanted = _pcs().where(
            pcs.c.opted_at.is_not(None),
            pcs.c.withdrawn_at.is_(None),
            pcs.c.customer_id.in_(_granted()),
        )
        if keys is not None:
            wanted = wanted.where(pcs.c.key.in_(keys))
        async with self._reading() as connection:
            ordered = wanted.order_by(pcs.c.customer_name, pcs.c.name, pcs.c.id)
            return [_pc(row) for row in await connection.execute(ordered)]

    async def opted_pcs(self, customer_id: int) -> list[Pc]:
        """The PCs of a customer that are opted in, whether or not the enrolment stands."""
        wanted = _pcs().where(
            pcs.c.customer_id == customer_id,
            pcs.c.opted_at.is_not(None),
            pcs.c.withdrawn_at.is_(None),
        )
        async with self._reading() as connection:
            return [_pc(row) for row in await connection.execute(wanted)]

    async def withdraw_pc(self, key: str, by: str, now: datetime) -> Pc | None:
        """Withdraw a PC for good; None where there is none of that key or it is withdrawn."""
        async with self._writing() as connection:
            changed = await connection.execute(
                update(pcs)
                .where(pcs.c.key == key, pcs.c.withdrawn_at.is_(None))
                .values(withdrawn_at=now, withdrawn_by=by, ticket_hash=None, ticket_until=None)
            )
            if not changed.rowcount:
                return None
            return _pc((await connection.execute(_pcs().where(pcs.c.key == key))).one())

    async def pc(self, pc_id: int) -> Pc | None:
        """The PC of that number."""
        async with self._reading() as connection:
            row = (await connection.execute(_pcs().where(pcs.c.id == pc_id))).first()
            return None if row is None else _pc(row)

    async def saw_pc(self, key: str, now: datetime) -> None:
        """A PC proved its key now."""
        async with self._writing() as connection:
            await connection.execute(update(pcs).where(pcs.c.key == key).values(seen_at=now))


def _newest() -> Select[tuple[int]]:
    return select(func.max(enrolments.c.id)).group_by(enrolments.c.customer_id)


def _granted() -> Select[tuple[int]]:
    """Customers whose enrolment stands."""
    newest = enrolments.c.id.in_(_newest())
    return select(enrolments.c.customer_id).where(newest, enrolments.c.granted.is_(True))


def _pcs() -> Select[tuple[object, ...]]:
    return select(pcs)


def _pc(row: Row[tuple[object, ...]]) -> Pc:
    found = row._mapping
    return Pc(
        id=found["id"],
        customer=Customer(found["customer_id"], found["customer_name"]),
        name=found["name"],
        key=found["key"],
        signer=found["signer"],
        signature=found["signature"],
        opted_at=found["opted_at"],
        withdrawn_at=found["withdrawn_at"],
        seen_at=found["seen_at"],
    )
