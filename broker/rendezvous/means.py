"""What every session of a node works with."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from broker import ids
from broker.bus import Bus
from broker.ledger import Ledger
from broker.receipt.begun import Begun
from broker.receipt.build import Keys
from broker.records import Pc
from broker.records.receipts import Agreement
from broker.rendezvous.tallying import Writer
from broker.wire.bill import Countersign, Countersigned, ReceiptCame


class Quick(Protocol):
    """What is needed here of quick access; see `broker.quick`."""

    async def roster(self) -> str | None: ...

    async def present(self, key: str, signature: str, signed: bytes) -> bool: ...

    async def forget(self, key: str, signature: str, signed: bytes) -> bool: ...

    async def may_join(self, key: str) -> Pc | None: ...

    async def standing(self, keys: frozenset[str]) -> frozenset[str]: ...

    async def enrol(self, ticket: str, pc: str, key: str, signature: str, address: str) -> bool: ...


class Receipts(Writer, Protocol):
    """What is needed here of bills and receipts; see `broker.billing.receipts`."""

    async def begin(self, entry: int) -> Begun: ...

    async def agreed(self, agreement: Agreement) -> None: ...

    async def final(self, entry: int, keys: Keys) -> ReceiptCame | None: ...

    async def countersign(self, said: Countersign) -> Countersigned | None: ...


@dataclass(frozen=True, slots=True)
class Means:
    """Passed to every session. `ended` is told the ID of one that is over; `tasks` are waited for
    when the broker stops."""

    bus: Bus
    ledger: Ledger
    quick: Quick
    receipts: Receipts
    broker: str
    now: Callable[[], float]
    utcnow: Callable[[], datetime]
    random: ids.Random
    ended: Callable[[str], None]
    tasks: set[asyncio.Task[ReceiptCame | None]] = field(default_factory=set)
