"""Bills and receipts in memory, for tests of the rendezvous: real texts, a real key."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.receipt import build
from broker.receipt.begun import Begun
from broker.receipt.build import Head, Keys
from broker.records import Interval
from broker.records.receipts import Agreement
from broker.wire.messages import Cost, Countersign, Countersigned, ReceiptCame, Tally
from broker.wire.receipts import signed
from broker.wire.words import CostKind

ROME = ZoneInfo("Europe/Rome")
BROKER_KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
COST = Cost(
    kind=CostKind.HOURLY,
    tariff="Standard",
    cents=3000,
    minutes=15,
    quarter_cents=750,
    half_hour_cents=1500,
    hour_cents=3000,
    two_hours_cents=6000,
    four_hours_cents=12_000,
    base_cents=0,
    minimum_minutes=0,
    free_minutes=0,
    units=0,
    left=0,
    surcharge_percent=50,
    urgent_percent=0,
    outside=False,
    vat_percent=22,
    known_minutes=0,
)
TICKET = "receipt-ticket"


def head(entry: int = 1, **changed: Any) -> Head:
    """The head of a session of Anna's."""
    usual: dict[str, Any] = {
        "broker": "Prova",
        "organisation": "Aiuto SRL",
        "entry": entry,
        "session": "123456789",
        "technician": "Anna Rossi",
        "pc": "PC-CASSA",
        "customer": "Panificio Rossi",
        "mode": "password",
        "reason": "",
        "language": "it",
        "zone": "Europe/Rome",
        "joined_at": datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
        "tariff": "Standard",
        "tariff_version": 3,
        "vat_percent": 22,
    }
    return Head(**{**usual, **changed})


def broker_signs(text: str) -> tuple[str, str]:
    """The broker's key and signature."""
    return BROKER_KEY.public_key().public_bytes_raw().hex(), BROKER_KEY.sign(signed(text)).hex()


@dataclass
class FakeReceipts:
    """Every session is Anna's; a receipt is signed by whoever has the ticket."""

    book: Any = None
    agreements: list[Agreement] = field(default_factory=list)
    finals: list[ReceiptCame] = field(default_factory=list)
    countersigned: list[Countersign] = field(default_factory=list)
    broken: bool = False

    async def begin(self, entry: int) -> Begun:
        if self.broken:
            raise OSError("disk full")
        return Begun(COST, self._head(entry), lambda _intervals: build.Priced())

    def _head(self, entry: int) -> Head:
        row = self.book.rows[entry]
        names = ("session", "technician", "organisation", "pc", "reason", "joined_at")
        return head(entry, mode=row["mode"].value, **{name: row[name] for name in names})

    def tally(
        self,
        begun: Begun,
        number: int,
        intervals: Sequence[Interval],
        until: datetime,
        keys: Keys,
    ) -> Tally:
        priced = begun.priced(intervals)
        text = build.running(begun.head, intervals, until, priced, keys, ROME)
        return Tally(number, text, *broker_signs(text))

    async def agreed(self, agreement: Agreement) -> None:
        if self.broken:
            raise OSError("disk full")
        self.agreements.append(agreement)

    async def final(self, entry: int, keys: Keys) -> ReceiptCame | None:
        if self.broken:
            raise OSError("disk full")
        row = self.book.rows[entry]
        priced = build.Priced(cents=1500, lines=("15 minuti",), tariff="Standard", tariff_version=3)
        ended = (row["intervals"], row["ended_at"], row["outcome"].value)
        text = build.final(self._head(entry), *ended, priced, keys, ROME)
        self.finals.append(ReceiptCame(text, *broker_signs(text), TICKET))
        return self.finals[-1]

    async def countersign(self, said: Countersign) -> Countersigned | None:
        if said.ticket != TICKET:
            return None
        self.countersigned.append(said)
        return Countersigned("", "")
