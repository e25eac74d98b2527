"""Customers' details, tariffs and contracts."""

from broker.billing.agreements import Agreements
from broker.records import iso
from broker.records.agreed import ContractRow, TariffRow, in_force
from broker.records.agreements import lacking
from broker.routing import Answer, Asked
from broker.store import CustomerRow


class AgreementsOffice:
    """Handlers of what was agreed with customers."""

    def __init__(self, agreements: Agreements) -> None:
        self._agreements = agreements

    async def details(self, asked: Asked) -> Answer:
        """One customer's record with the details for the invoice."""
        return _customer(await self._agreements.customer(asked.number))

    async def set_details(self, asked: Asked) -> Answer:
        """Keep other details of a customer, all of them at once."""
        said = {name: value for name, value in asked.body.items() if name != "version"}
        by = asked.who.technician.full_name
        version = asked.body["version"]
        return _customer(
            await self._agreements.set_details(asked.number, said, version=version, by=by)
        )

    async def tariffs(self, _asked: Asked) -> Answer:
        """Every version of every tariff, without their documents."""
        return {"tariffs": [_head(row) for row in await self._agreements.tariffs()]}

    async def tariff(self, asked: Asked) -> Answer:
        """One version of a tariff with its document."""
        return _tariff(await self._agreements.tariff(asked.number))

    async def add_tariff(self, asked: Asked) -> Answer:
        """A new version of a tariff, from its document."""
        by = asked.who.technician.full_name
        return _tariff(await self._agreements.add_tariff(asked.body["document"], by=by))

    async def contracts(self, asked: Asked) -> Answer:
        """A customer's contracts, newest entered first."""
        return self._contracts(await self._agreements.contracts(asked.number))

    async def add_contract(self, asked: Asked) -> Answer:
        """A new contract with a customer, from its document."""
        by = asked.who.technician.full_name
        document = asked.body["document"]
        return self._contracts(await self._agreements.add_contract(asked.number, document, by=by))

    def _contracts(self, rows: list[ContractRow]) -> Answer:
        today = self._agreements.today()
        holding = in_force(rows, today)
        return {
            "contracts": [_contract(row) for row in reversed(rows)],
            "in_force": holding and holding.id,
            "today": today.isoformat(),
        }


def _customer(row: CustomerRow) -> dict[str, object]:
    return {
        "customer": {"id": row.customer.id, "name": row.customer.name},
        "version": row.version,
        "details": row.details.as_json(),
        "lacking": list(lacking(row.details)),
    }


def _head(row: TariffRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "version": row.version,
        "valid_from": row.valid_from.isoformat(),
        "by": row.by,
        "at": iso(row.at),
    }


def _tariff(row: TariffRow) -> dict[str, object]:
    return {**_head(row), "document": row.document}


def _contract(row: ContractRow) -> dict[str, object]:
    return {
        "id": row.id,
        "valid_from": row.valid_from.isoformat(),
        "valid_until": row.valid_until and row.valid_until.isoformat(),
        "document": row.document,
        "by": row.by,
        "at": iso(row.at),
    }
