"""An office with a database: a technician with a signed-in browser, a customer who has signed."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.bus import LocalBus
from broker.organisation.rosters import signed_roster
from broker.parcels import ToPc, Vouched, Withdrawn, pc_subject, session_subject
from broker.quick import QuickAccess
from broker.records import Mode, Technician, Trace
from broker.store import Store
from broker.vault import Vault
from broker.wire import signing
from broker.wire.roster import Entry, Roster, Standing
from broker.wire.words import Outcome

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
BROKER, ORGANISATION, BAKERY = "Prova", "Aiuto SRL", "Panificio Rossi"
SESSION = "123456789"


def private(number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)


def public(number: int) -> bytes:
    return private(number).public_key().public_bytes_raw()


ROOT, DEVICE, PC = 1, 2, 3
"""Numbers of the office's root, Anna's browser and the bakery's till."""
KEY = public(PC).hex()


def roster(version: int = 1, *, root: int = ROOT, name: str = "Anna Rossi", **other: Any) -> str:
    """A roster with one browser in it."""
    entry = Entry(public(DEVICE), name, None, other.pop("state", Standing.ACTIVE))
    values = {"organisation": ORGANISATION, "made": NOW, "expires": NOW + timedelta(days=90)}
    handovers = other.pop("handovers", ())
    made = Roster(version=version, technicians=(entry,), **{**values, **other})
    return signed_roster(made, private(root), handovers)


@dataclass
class Office:
    """The service and everything around it."""

    store: Store
    bus: LocalBus
    anna: Technician
    bakery: int
    now: datetime = NOW
    traces: list[tuple[Trace, str]] = field(default_factory=list)
    tickets: list[str] = field(default_factory=list)
    told: list[ToPc] = field(default_factory=list)
    quick: QuickAccess = field(init=False)

    def __post_init__(self) -> None:
        self.quick = QuickAccess(
            store=self.store,
            bus=self.bus,
            broker=BROKER,
            organisation=ORGANISATION,
            utcnow=lambda: self.now,
            random=random.Random(5).randbytes,
            audit=self.trace,
        )
        self.bus.attach(session_subject(SESSION), self.session)
        self.bus.attach(pc_subject(KEY), self.pc)

    async def trace(
        self, kind: Trace, technician: Technician | None, address: str, detail: str = ""
    ) -> None:
        self.traces.append((kind, detail))

    async def session(self, parcel: Vouched) -> None:
        self.tickets.append(parcel.ticket)

    async def pc(self, parcel: ToPc) -> None:
        self.told.append(parcel)

    async def sign(self, granted: bool = True) -> None:
        """The customer signs, or takes it back."""
        await self.quick.enrolment(
            self.bakery,
            granted=granted,
            date=date(2026, 11, 20),
            terms="2026-1",
            by=self.anna,
            address="10.0.0.9",
        )

    async def row(self, *, customer: bool = True, mode: Mode = Mode.PASSWORD) -> int:
        """A session of Anna's with the bakery."""
        return await self.store.open_session(
            session=SESSION,
            technician_id=self.anna.id,
            technician=self.anna.full_name,
            organisation=ORGANISATION,
            customer_id=self.bakery if customer else None,
            pc="PC-7",
            node="main",
            joined_at=self.now,
            mode=mode,
        )

    async def end(self, entry: int) -> None:
        await self.store.close_session(
            entry,
            outcome=Outcome.COMPLETED,
            active_at=self.now,
            billable_ms=0,
            ended_at=self.now,
        )

    def card(self, **changes: Any) -> dict[str, Any]:
        """What Anna's browser signs of the till."""
        values = {"customer_name": BAKERY, "key": KEY, "name": "Cassa", **changes}
        signed = signing.pc_card(
            BROKER, self.bakery, values["customer_name"], values["name"], public(PC)
        )
        return {
            "signature": private(DEVICE).sign(signed).hex(),
            "signer": public(DEVICE).hex(),
            "by": self.anna,
            "address": "10.0.0.9",
            **values,
        }

    async def vouched(self) -> str:
        """Everything up to the ticket that the till's agent gets."""
        await self.sign()
        if await self.quick.roster() is None:
            await self.quick.put_roster(roster(), by=self.anna, address="")
        assert await self.quick.vouch(await self.row(), **self.card())
        return self.tickets[-1]

    async def enrol(self, ticket: str, *, key: int = PC, pc: str = "PC-7") -> bool:
        """The till's agent enrols it."""
        signature = private(key).sign(signing.enrol(BROKER, ticket, pc)).hex()
        return await self.quick.enrol(ticket, pc, public(key).hex(), signature, "10.0.0.1")

    async def enrolled(self) -> int:
        """The till, enrolled; its number."""
        assert await self.enrol(await self.vouched())
        (pc,) = await self.quick.pcs()
        return pc.id

    @property
    def withdrawn(self) -> bool:
        return self.told == [Withdrawn()]


@asynccontextmanager
async def office(folder: Path) -> AsyncIterator[Office]:
    """An office in this folder."""
    url = f"sqlite+aiosqlite:///{folder / 'office.sqlite3'}"
    store = await Store.open(url, Vault(folder / "secrets.key"))
    try:
        number = await store.add_technician(
            name="anna", full_name="Anna Rossi", password_hash="x", totp_secret="y", now=NOW
        )
        anna = Technician(number, "anna", "Anna Rossi", ORGANISATION)
        yield Office(store, LocalBus(), anna, await store.add_customer(BAKERY, NOW))
    finally:
        await store.close()
