"""Versions of tariffs, and the contracts of customers. Neither ever changes: a new one is added."""

from datetime import date, datetime

from sqlalchemy import Row, insert, select
from sqlalchemy.exc import IntegrityError

from broker.records.agreed import ContractRow, TariffRow, in_force
from broker.records.happenings import Happening
from broker.store.billing_tables import contracts, tariffs
from broker.store.database import AlreadyThere
from broker.store.events import Events


class Agreements(Events):
    """Documents are kept as they were entered; whoever reads them, reads them checked."""

    async def add_tariff(
        self,
        *,
        name: str,
        version: int,
        valid_from: date,
        document: str,
        by: str,
        now: datetime,
    ) -> int:
        """Keep a version of a tariff; its number.

        `by` here and below: full name of who enters it, empty for the command line. Raises
        `AlreadyThere` where that version of that tariff is kept.
        """
        values = {"name": name, "version": version, "valid_from": valid_from}
        kept = insert(tariffs).values(**values, document=document, by=by, at=now)
        try:
            async with self._writing() as connection:
                found = await connection.execute(kept.returning(tariffs.c.id))
                number = int(found.scalar_one())
                body = {
                    "tariff": number,
                    "name": name,
                    "version": version,
                    "valid_from": valid_from.isoformat(),
                    "document": document,
                    "by": by,
                }
                await self._note(connection, Happening.TARIFF_ENTERED, body, at=now)
                return number
        except IntegrityError as error:
            raise AlreadyThere(f"{name} {version}") from error

    async def tariffs(self) -> list[TariffRow]:
        """Every version of every tariff, by name, newest version first."""
        wanted = select(tariffs).order_by(tariffs.c.name, tariffs.c.version.desc())
        async with self._reading() as connection:
            return [_tariff(row) for row in await connection.execute(wanted)]

    async def tariff(self, number: int) -> TariffRow | None:
        """One version by its number; None where there is none."""
        async with self._reading() as connection:
            found = await connection.execute(select(tariffs).where(tariffs.c.id == number))
            row = found.first()
            return None if row is None else _tariff(row)

    async def tariff_versions(self, name: str) -> list[TariffRow]:
        """The versions of one tariff, lowest first; empty where there is no tariff of that name."""
        wanted = select(tariffs).where(tariffs.c.name == name).order_by(tariffs.c.version)
        async with self._reading() as connection:
            return [_tariff(row) for row in await connection.execute(wanted)]

    async def add_contract(
        self,
        customer_id: int,
        *,
        valid_from: date,
        valid_until: date | None,
        document: str,
        by: str,
        now: datetime,
    ) -> int:
        """Keep what was agreed with a customer that is there; its number."""
        kept = insert(contracts).values(
            customer_id=customer_id,
            valid_from=valid_from,
            valid_until=valid_until,
            document=document,
            by=by,
            at=now,
        )
        async with self._writing() as connection:
            found = await connection.execute(kept.returning(contracts.c.id))
            number = int(found.scalar_one())
            body = {
                "contract": number,
                "customer": customer_id,
                "valid_from": valid_from.isoformat(),
                "valid_until": valid_until and valid_until.isoformat(),
                "document": document,
                "by": by,
            }
            await self._note(connection, Happening.CONTRACT_ENTERED, body, at=now)
            return number

    async def contracts_of(self, customer_id: int) -> list[ContractRow]:
        """A customer's contracts, oldest entered first."""
        wanted = (
            select(contracts).where(contracts.c.customer_id == customer_id).order_by(contracts.c.id)
        )
        async with self._reading() as connection:
            return [_contract(row) for row in await connection.execute(wanted)]

    async def contract_on(self, customer_id: int, day: date) -> ContractRow | None:
        """The contract that counts on a local day; None where none holds."""
        return in_force(await self.contracts_of(customer_id), day)


def _tariff(row: Row[tuple[object, ...]]) -> TariffRow:
    return TariffRow(row.id, row.name, row.version, row.valid_from, row.document, row.by, row.at)


def _contract(row: Row[tuple[object, ...]]) -> ContractRow:
    return ContractRow(
        row.id, row.customer_id, row.valid_from, row.valid_until, row.document, row.by, row.at
    )
