"""Customers, and their PCs with quick access."""

from dataclasses import dataclass
from datetime import date, datetime

from broker.records.moments import iso


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer record, to which a session can be assigned."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What a customer signed about quick access, as the office entered it last."""

    granted: bool
    date: date
    """Of the signed form."""
    terms: str
    """Which text was signed."""
    entered_by: str
    """Full name of who entered it; empty where it was entered on the command line."""


@dataclass(frozen=True, slots=True)
class Card:
    """What a technician's device signs of a PC. Keys and signatures in hexadecimal digits."""

    customer: Customer
    name: str
    key: str
    signer: str
    signature: str


@dataclass(frozen=True, slots=True)
class Pc:
    """A customer's PC that a technician vouched for; it counts from `opted_at` on."""

    id: int
    customer: Customer
    """With the name that the technician has signed."""
    name: str
    key: str
    """Its public key in hexadecimal digits, as all keys and signatures here."""
    signer: str
    signature: str
    opted_at: datetime | None
    """When the customer allowed quick access on this PC."""
    withdrawn_at: datetime | None
    seen_at: datetime | None

    def as_json(self, session: str | None) -> dict[str, object]:
        """A PC as docs/protocol.md describes it; `session` under which it waits now, if it does."""
        return {
            "pc": self.id,
            "name": self.name,
            "customer": {"id": self.customer.id, "name": self.customer.name},
            "key": self.key,
            "signer": self.signer,
            "signature": self.signature,
            "opted_at": self.opted_at and iso(self.opted_at),
            "seen_at": self.seen_at and iso(self.seen_at),
            "session": session,
        }


@dataclass(frozen=True, slots=True)
class Wish:
    """A device request that waits for the office."""

    id: int
    technician: str
    request: str
    at: datetime

    def as_json(self) -> dict[str, object]:
        """A device request as docs/protocol.md describes it."""
        return {
            "id": self.id,
            "technician": self.technician,
            "request": self.request,
            "at": iso(self.at),
        }
