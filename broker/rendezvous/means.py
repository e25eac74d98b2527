"""What every session of a node works with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from broker import ids
from broker.bus import Bus
from broker.ledger import Ledger
from broker.records import Pc


class Quick(Protocol):
    """What is needed here of quick access; see `broker.quick`."""

    async def roster(self) -> str | None: ...

    async def present(self, key: str, signature: str, signed: bytes) -> bool: ...

    async def forget(self, key: str, signature: str, signed: bytes) -> bool: ...

    async def may_join(self, key: str) -> Pc | None: ...

    async def standing(self, keys: frozenset[str]) -> frozenset[str]: ...

    async def enrol(self, ticket: str, pc: str, key: str, signature: str, address: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Means:
    """Passed to every session. `ended` is told the ID of one that is over."""

    bus: Bus
    ledger: Ledger
    quick: Quick
    broker: str
    now: Callable[[], float]
    utcnow: Callable[[], datetime]
    random: ids.Random
    ended: Callable[[str], None]
