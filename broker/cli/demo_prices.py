"""What the demo's customers have agreed to: one pays by the hour, one has a pack, one nothing."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from broker.billing.documents import tariff_of
from broker.records.agreed import last_day
from broker.store import Store
from broker.tariff.contract import contract_text, read_contract
from broker.tariff.document import tariff_text

_FROM: Final = date(2026, 1, 1)
_TARIFF: Final = """
name = "Demo"
version = 1
valid_from = 2026-01-01
hourly_cents = 60_00
[hours]
mon-fri = ["09:00-13:00", "14:30-18:30"]
[holidays]
country = "IT"
[outside]
percent = 50
[session]
round_minutes = 15
"""
_BY_THE_HOUR: Final = '[[rules]]\nkind = "tariff"\ntariff = "Demo"\n'
_BY_PACK: Final = '[[rules]]\nkind = "pack"\n' + _BY_THE_HOUR
_UNITS: Final = 50


async def agree(store: Store, customers: Sequence[int], now: datetime) -> None:
    """Enter the tariff, and contracts with the first two of these customers."""
    tariff = tariff_of(_TARIFF)
    await store.add_tariff(
        name=tariff.name,
        version=tariff.version,
        valid_from=tariff.valid_from,
        document=tariff_text(tariff),
        by="",
        now=now,
    )
    for customer, rules in zip(customers, (_BY_THE_HOUR, _BY_PACK), strict=False):
        contract = read_contract(f"valid_from = {_FROM}\n{rules}")
        await store.add_contract(
            customer,
            valid_from=contract.valid_from,
            valid_until=contract.valid_until,
            document=contract_text(contract),
            by="",
            now=now,
        )
    for customer in customers[1:2]:
        await _pack(store, customer, now)


async def _pack(store: Store, customer: int, now: datetime) -> None:
    today = now.date()
    await store.add_pack(
        customer,
        units=_UNITS,
        session_units=_UNITS // 2,
        languages="it",
        signed_on=today,
        expires_on=last_day(today),
        by="",
        now=now,
    )
