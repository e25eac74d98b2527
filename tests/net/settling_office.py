"""A store with one technician, a tariff at 30 euros an hour, and what tests of settling need."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from broker.billing.settle import Settling
from broker.points import Point
from broker.records import Charge, Item, epoch_ms
from broker.records.agreed import NewWork
from broker.store import Store
from broker.tariff.contract import contract_text, read_contract
from broker.wire.words import Outcome

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Ten o'clock in Rome, inside the tariff's hours."""
TARIFF = """
name = "Ore"
version = 1
valid_from = 2026-01-01
hourly_cents = 30_00
[hours]
mon-fri = ["09:00-12:00", "15:00-18:00"]
[holidays]
country = "IT"
"""
BY_TARIFF = '[[rules]]\nkind = "tariff"\ntariff = "Ore"\n'
BY_PACK = '[[rules]]\nkind = "pack"\n' + BY_TARIFF


@dataclass
class Seen:
    """Points that were passed, in order; at `stop`, the call fails as a fault would."""

    passed: list[Point] = field(default_factory=list)
    stop: Point | None = None

    def at(self, point: Point) -> None:
        self.passed.append(point)
        if point is self.stop:
            raise OSError(point)


@dataclass
class Office:
    store: Store
    technician: int
    now: datetime = MONDAY + timedelta(days=1)
    points: Seen = field(default_factory=Seen)

    def __post_init__(self) -> None:
        self.settling = self.another()

    def another(self) -> Settling:
        """What another process on the same database would settle with."""
        return Settling(self.store, zone="Europe/Rome", utcnow=lambda: self.now, points=self.points)

    async def customer(self, rules: str = "", name: str = "Rossi") -> int:
        """A customer, with a contract where there are rules."""
        number = await self.store.add_customer(name, MONDAY)
        if rules:
            await self.contract(number, rules)
        return number

    async def contract(self, customer: int, rules: str) -> None:
        await self.store.add_contract(
            customer,
            valid_from=date(2026, 1, 1),
            valid_until=None,
            document=contract_text(read_contract("valid_from = 2026-01-01\n" + rules)),
            by="Carla",
            now=MONDAY,
        )

    async def tariff(self, document: str = TARIFF, version: int = 1) -> None:
        await self.store.add_tariff(
            name="Ore",
            version=version,
            valid_from=date(2026, 1, 1),
            document=document,
            by="Carla",
            now=MONDAY,
        )

    async def pack(self, customer: int, units: int, expires_on: date = date(2026, 12, 31)) -> int:
        """A pack with so many units for sessions."""
        return await self.store.add_pack(
            customer,
            units=units * 2,
            session_units=units,
            languages="it",
            signed_on=date(2026, 1, 1),
            expires_on=expires_on,
            by="Carla",
            now=MONDAY,
        )

    async def session(
        self, customer: int | None, *, minutes: int = 30, began: datetime = MONDAY
    ) -> int:
        """A session that has ended, active from `began` on; its entry."""
        entry = await self.store.open_session(
            session="123456789",
            technician_id=self.technician,
            technician="Anna Rossi",
            organisation="Org",
            customer_id=customer,
            pc="PC",
            node="main",
            joined_at=began,
        )
        ms = minutes * 60_000
        await self.store.close_session(
            entry,
            outcome=Outcome.COMPLETED,
            active_at=began if ms else None,
            billable_ms=ms,
            ended_at=began + timedelta(milliseconds=ms),
            intervals=((epoch_ms(began), ms),) if ms else (),
            zone="Europe/Rome",
        )
        return entry

    async def call(self, customer: int, minutes: int, session_entry: int | None = None) -> int:
        """A phone call entered by hand; its number."""
        new = NewWork(
            customer_id=customer,
            technician_id=self.technician,
            technician="Anna Rossi",
            kind="phone",
            began_at=MONDAY,
            ms=minutes * 60_000,
            count=0,
            urgent=False,
            note="Chiamata",
            session_entry=session_entry,
        )
        return await self.store.add_work(
            new, period="2026-03", present="2026-03", by="Carla", now=MONDAY
        )

    async def item(self, entry: int) -> Item:
        """The item of a session that has one."""
        found = await self.store.item_of(entry)
        assert found is not None
        return found

    async def charges(self, entry: int) -> list[Charge]:
        """All charges of a session, reversals among them."""
        return await self.store.charges_of((await self.item(entry)).id)

    async def used(self, customer: int) -> list[int]:
        """Units used of each pack of a customer, the first to expire first."""
        return [pack.used for pack in await self.store.packs_of(customer)]


async def office(store: Store) -> Office:
    """An office with a tariff named Ore."""
    technician = await store.add_technician(
        name="anna", full_name="Anna Rossi", password_hash="h", totp_secret="s", now=MONDAY
    )
    opened = Office(store, technician)
    await opened.tariff()
    return opened
