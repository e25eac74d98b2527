"""Customer records."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from broker.records import Customer
from broker.records.agreements import FIELDS, Details
from broker.records.happenings import Happening
from broker.store.database import AlreadyThere, Outdated
from broker.store.events import Events
from broker.store.tables import customers

_VERSION = "version"
_SALT = "salt"
_SALT_SIZE = 16


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer with all that the record holds."""

    customer: Customer
    details: Details
    version: int
    """Grows by one with each change of the details, so that two edits at once meet."""


class Customers(Events):
    """Who a session can be assigned to. A customer, once in, stays: the ledger names it."""

    async def add_customer(self, name: str, now: datetime, by: str = "") -> int:
        """Its number, from 1; `AlreadyThere` where a customer has that name.

        `by`: full name of who enters it; empty for the command line.
        """
        try:
            async with self._writing() as connection:
                found = await connection.execute(
                    insert(customers).values(name=name, created_at=now).returning(customers.c.id)
                )
                number = int(found.scalar_one())
                body = _told(number, name, Details(), FIELDS, "{}", by)
                await self._note(connection, Happening.CUSTOMER_ENTERED, body, at=now)
                return number
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

    async def customer(self, customer_id: int) -> CustomerRow | None:
        """One record; None where there is no customer of that number."""
        async with self._reading() as connection:
            found = await connection.execute(select(customers).where(customers.c.id == customer_id))
            row = found.first()
        if row is None:
            return None
        details, version = _read(row.details)
        return CustomerRow(Customer(row.id, row.name), details, version)

    async def details_of(self, customer_id: int) -> Details:
        """A customer's details; empty ones where there is no customer of that number."""
        row = await self.customer(customer_id)
        return Details() if row is None else row.details

    async def set_details(
        self, customer_id: int, details: Details, *, version: int, by: str, now: datetime
    ) -> None:
        """Keep other details, of a customer that is there.

        Raises `Outdated` where `version` is not the present one. The log gets the names of the
        fields that changed, and what prices rest on; the rest stays out of what can never be
        removed, for tax codes and addresses are personal data. A hash stands for it, over a salt
        that goes with them.
        """
        async with self._writing() as connection:
            found = await connection.execute(select(customers).where(customers.c.id == customer_id))
            row = found.first()
            before, present = _read("{}" if row is None else row.details)
            if row is None or present != version:
                raise Outdated(str(customer_id))
            salt = secrets.token_hex(_SALT_SIZE)
            values = {_VERSION: version + 1, _SALT: salt, **details.as_json()}
            kept = json.dumps(values, ensure_ascii=False)
            changed = await connection.execute(
                update(customers)
                .where(customers.c.id == customer_id, customers.c.details == row.details)
                .values(details=kept)
            )
            if changed.rowcount != 1:
                raise Outdated(str(customer_id))
            fields = tuple(one for one in FIELDS if getattr(before, one) != getattr(details, one))
            body = _told(customer_id, row.name, details, fields, kept, by)
            await self._note(connection, Happening.CUSTOMER_ENTERED, body, at=now)


def _read(text: str) -> tuple[Details, int]:
    kept: Mapping[str, Any] = json.loads(text)
    details = Details(**{name: kept[name] for name in FIELDS if name in kept})
    return details, int(kept.get(_VERSION, 0))


def _told(
    number: int, name: str, details: Details, fields: tuple[str, ...], kept: str, by: str
) -> dict[str, Any]:
    return {
        "customer": number,
        "name": name,
        "fields": fields,
        "language": details.language,
        "patron": details.patron,
        "details_hash": sha256(kept.encode()).hexdigest(),
        "by": by,
    }
