"""Sessions as the ledger has them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from broker.records.customers import Customer
from broker.records.moments import iso
from broker.wire.words import Outcome

Interval: TypeAlias = tuple[int, int]
"""Billable time: its start in milliseconds since 1970 (UTC), and its length in milliseconds."""


class Mode(StrEnum):
    """How the technician of a session proved to be the right one."""

    PASSWORD = "password"
    QUICK = "quick"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One session in the ledger, from `joined` on."""

    entry: int
    session: str
    technician_id: int
    technician: str
    organisation: str
    customer: Customer | None
    pc: str
    node: str
    joined_at: datetime
    active_at: datetime | None
    seen_at: datetime
    ended_at: datetime | None
    billable_ms: int
    outcome: Outcome | None
    mode: Mode
    reason: str
    """Why the technician came, as the customer read it; empty where nothing was said."""
    intervals: tuple[Interval, ...] = ()
    """The billable time, in order and apart; the lengths add up to `billable_ms`."""

    @property
    def billable_seconds(self) -> int:
        """Whole seconds, rounded down: nobody is billed for time that was not."""
        return self.billable_ms // 1000

    def as_json(self) -> dict[str, object]:
        """A session as docs/protocol.md describes it."""
        customer = self.customer and {"id": self.customer.id, "name": self.customer.name}
        return {
            "entry": self.entry,
            "session": self.session,
            "technician": self.technician,
            "organisation": self.organisation,
            "customer": customer,
            "pc": self.pc,
            "joined_at": iso(self.joined_at),
            "active_at": self.active_at and iso(self.active_at),
            "ended_at": self.ended_at and iso(self.ended_at),
            "billable_seconds": self.billable_seconds,
            "outcome": self.outcome,
            "mode": self.mode,
            "reason": self.reason,
        }
