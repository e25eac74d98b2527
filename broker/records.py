"""What the store gives back: plain values, known to every level. Times are UTC and aware."""

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from broker.wire.words import Outcome


def folded(name: str) -> str:
    """A technician's name in the one form in which it is kept and compared (Unicode, 3.13.5)."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


@dataclass(frozen=True, slots=True)
class Technician:
    """A signed-in technician, as the rest of the broker knows one."""

    id: int
    name: str
    """What is typed to sign in, case-folded."""
    full_name: str
    """What the customer reads."""
    organisation: str


@dataclass(frozen=True, slots=True)
class Account:
    """A technician's account as kept; the secrets are here because signing in needs them."""

    id: int
    name: str
    full_name: str
    password_hash: str
    totp_secret: str
    totp_step: int
    """The last TOTP time step that was accepted; a step is accepted once."""
    disabled: bool
    created_at: datetime

    def __repr__(self) -> str:
        """Without the secrets: an account may end up in a log."""
        return f"Account(id={self.id}, name={self.name!r})"


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer record, to which a session can be assigned."""

    id: int
    name: str


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
            "joined_at": _iso(self.joined_at),
            "active_at": self.active_at and _iso(self.active_at),
            "ended_at": self.ended_at and _iso(self.ended_at),
            "billable_seconds": self.billable_seconds,
            "outcome": self.outcome,
        }


def _iso(moment: datetime) -> str:
    """A moment in UTC as ISO 8601 with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
