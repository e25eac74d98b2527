"""What was agreed with customers, as kept: tariffs, contracts, packs, work entered by hand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

PACK_SIZES: Final = (500, 250, 100, 50)
"""Units of the packs that are sold."""
PACK_LANGUAGES: Final = ("it", "it+en")
LOW_PERCENT: Final = 20
"""So much of a pack is few."""
SOON_DAYS: Final = 30
_YEAR_MOST: Final = 9999


class PackState(StrEnum):
    """How a pack stands on a day."""

    FUTURE = "future"
    VALID = "valid"
    USED_UP = "used_up"
    EXPIRED = "expired"


class PackWarning(StrEnum):
    """What somebody should know about a pack before it ends."""

    FEW_UNITS = "few_units"
    FEW_TICKETS = "few_tickets"
    EXPIRES_SOON = "expires_soon"


@dataclass(frozen=True, slots=True)
class TariffRow:
    """One version of a price list, as it was entered."""

    id: int
    name: str
    version: int
    valid_from: date
    document: str
    by: str
    """Full name of who entered it; empty: the command line. Here and below."""
    at: datetime


@dataclass(frozen=True, slots=True)
class ContractRow:
    """What was agreed with a customer, as it was entered; both days inclusive."""

    id: int
    customer_id: int
    valid_from: date
    valid_until: date | None
    document: str
    by: str
    at: datetime

    def holds_on(self, day: date) -> bool:
        """Whether a day lies within its dates."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class PackRow:
    """Prepaid units of a customer: some for sessions and calls, the others for tickets."""

    id: int
    customer_id: int
    units: int
    session_units: int
    used: int
    """Of `session_units`."""
    tickets_used: int
    languages: str
    signed_on: date
    expires_on: date
    """The last day on which it can be used."""
    by: str
    at: datetime

    def warnings(self, day: date) -> tuple[PackWarning, ...]:
        """What somebody should know about it on a local day."""
        state = self.state(day)
        if state is PackState.EXPIRED:
            return ()
        few = (
            (PackWarning.FEW_UNITS, self.left, self.session_units),
            (PackWarning.FEW_TICKETS, self.tickets_left, self.tickets),
        )
        found = [word for word, left, all_ in few if left * 100 <= all_ * LOW_PERCENT]
        soon = self.expires_on - day < timedelta(days=SOON_DAYS)
        return (*found, *((PackWarning.EXPIRES_SOON,) if soon else ()))

    def state(self, day: date) -> PackState:
        """How it stands on a local day."""
        if day > self.expires_on:
            return PackState.EXPIRED
        if self.left == 0 and self.tickets_left == 0:
            return PackState.USED_UP
        return PackState.FUTURE if day < self.signed_on else PackState.VALID

    @property
    def left(self) -> int:
        """Units for sessions and calls that are left."""
        return self.session_units - self.used

    @property
    def tickets(self) -> int:
        """Units for tickets, used and not."""
        return self.units - self.session_units

    @property
    def tickets_left(self) -> int:
        """Units for tickets that are left."""
        return self.tickets - self.tickets_used


@dataclass(frozen=True, slots=True)
class DebitRow:
    """Units taken from a pack (negative: given back): by a charge, or tickets by hand."""

    pack_id: int
    units: int
    tickets: int
    note: str
    by: str
    at: datetime
    period: str | None
    """The month that a charge is billed in, `YYYY-MM`; None for tickets by hand."""


@dataclass(frozen=True, slots=True)
class NewWork:
    """Work done without a session, to be entered. `kind` is a word of broker/tariff/words.py."""

    customer_id: int
    technician_id: int | None
    technician: str
    kind: str
    began_at: datetime
    ms: int
    count: int
    """E-mail messages."""
    urgent: bool
    note: str
    session_entry: int | None
    """The session that this call became: then only the session is billed."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Work entered by hand, as it is kept."""

    id: int
    work: NewWork
    by: str
    at: datetime


def in_force(contracts: list[ContractRow], day: date) -> ContractRow | None:
    """The contract that counts on a day: of those that hold, the one entered last."""
    holding = [one for one in contracts if one.holds_on(day)]
    return max(holding, key=lambda one: one.id, default=None)


def last_day(signed_on: date) -> date:
    """The last day of twelve months from a signing on: the day before its anniversary.

    Signed on 29 February, whose anniversary the next year lacks: 28 February is the last day.
    """
    try:
        again = signed_on.replace(year=signed_on.year + 1)
    except ValueError:
        return date(min(signed_on.year + 1, _YEAR_MOST), 2, 28)
    return again - timedelta(days=1)
