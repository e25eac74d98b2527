"""Customer records."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from broker.records import Customer
from broker.store.database import AlreadyThere, Database
from broker.store.tables import customers


class Customers(Database):
    """Who a session can be assigned to. A customer, once in, stays: the ledger names it."""

    async def add_customer(self, name: str, now: datetime) -> int:
        """Its number, from 1; `AlreadyThere` where a customer has that name."""
        try:
            async with self._writing() as connection:
                found = await connection.execute(
                    insert(customers).values(name=name, created_at=now).returning(customers.c.id)
                )
                return int(found.scalar_one())
        except IntegrityError as error:
            raise AlreadyThere(name) from error

    async def customers(self) -> list[Customer]:
        """All, by name."""
        async with self._reading() as connection:
            rows = await connection.execute(
                select(customers.c.id, customers.c.name).order_by(customers.c.name)
            )
            return [Customer(row.id, row.name) for row in rows]

    async def customer_exists(self, customer_id: int) -> bool:
        """Whether there is a customer of that number."""
        async with self._reading() as connection:
            found = await connection.execute(
                select(customers.c.id).where(customers.c.id == customer_id)
            )
            return found.first() is not None
