"""What the ledger's rows are written with: the store, the clock, the pace, who prices."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from broker.points import Points
from broker.records import Charge, Interval, Mode
from broker.wire.words import Outcome


class Book(Protocol):
    """The part of the store that this module needs."""

    async def open_session(
        self,
        *,
        session: str,
        technician_id: int,
        technician: str,
        organisation: str,
        customer_id: int | None,
        pc: str,
        node: str,
        joined_at: datetime,
        mode: Mode,
        reason: str,
    ) -> int: ...

    async def checkpoint(
        self,
        entry: int,
        *,
        active_at: datetime | None,
        billable_ms: int,
        seen_at: datetime,
        intervals: tuple[Interval, ...],
    ) -> None: ...

    async def close_session(
        self,
        entry: int,
        *,
        outcome: Outcome,
        active_at: datetime | None,
        billable_ms: int,
        ended_at: datetime,
        intervals: tuple[Interval, ...],
        zone: str,
    ) -> None: ...

    async def customer_exists(self, customer_id: int) -> bool: ...


class Settler(Protocol):
    """Who prices a session whose row is closed; see `broker.billing.settle`."""

    async def settle_entry(self, entry: int) -> Charge | None: ...


class Nothing:
    """Prices nothing."""

    async def settle_entry(self, _entry: int) -> Charge | None:
        """No price."""
        return None


class LedgerFault(Exception):
    """The row of a new run could not be opened in time."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A run that starts. `customer` is the number of a customer record, 0 for unknown."""

    session: str
    technician_id: int
    technician: str
    organisation: str
    customer: int
    pc: str
    mode: Mode
    reason: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a run has come to: since when it was first active, milliseconds billed, and when."""

    active_at: datetime | None
    billable_ms: int
    intervals: tuple[Interval, ...] = ()


@dataclass(frozen=True, slots=True)
class Pace:
    """How often and how long the ledger tries, in seconds."""

    checkpoint_seconds: float = 4.0
    retry_seconds: float = 1.0
    open_seconds: float = 5.0
    close_seconds: float = 5.0
    settle_seconds: float = 1.0
    """How long those who wait for a closed row also wait for its price."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every row of a node is written with. `zone`: whose months are billed."""

    book: Book
    node: str
    utcnow: Callable[[], datetime]
    pace: Pace
    zone: str
    settler: Settler
    points: Points
