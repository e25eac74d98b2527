"""What is billed: items, the charges that count for them, units taken from packs."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ItemState(StrEnum):
    """How far the office has come with an item."""

    OPEN = "open"
    APPROVED = "approved"
    CLOSED = "closed"
    """Its month is closed."""


class StaleItem(Exception):
    """Somebody else has changed the item meanwhile: what was seen is no longer so."""

    def __init__(self, item: int) -> None:
        super().__init__(f"item {item}")
        self.item = item


class Moved(Exception):
    """What a price rested on changed before it was written: price again."""


@dataclass(frozen=True, slots=True)
class Item:
    """What billing decides about a session, or about work entered by hand."""

    id: int
    entry: int | None
    """The session's number in the ledger; None where it is work by hand."""
    work_id: int | None
    period: str
    """YYYY-MM of the month in which it is billed, in the house's zone."""
    state: ItemState
    note: str
    urgent: bool
    excluded: str
    """Why it is not billed; empty where it is."""
    merged_into: int | None
    """The item with which it is billed as one."""
    version: int
    """Grows with each change."""
    receipt_state: str
    customer_id: int | None
    """The session's customer now, or the work's."""


@dataclass(frozen=True, slots=True)
class Debit:
    """Units taken from a pack; negative where they are given back."""

    pack: int
    units: int


@dataclass(frozen=True, slots=True)
class NewCharge:
    """A price that is to count, and what it rests on. Amounts in cents, without VAT."""

    item: int
    version: int
    """The item's, when it was priced."""
    customer: int
    """Whose the work was, when it was priced."""
    cents: int
    units: int
    vat_percent: int
    tariff: str
    """Empty where no tariff priced it; then the version is 0."""
    tariff_version: int
    price: str
    """The whole explanation as JSON (broker/tariff/kept.py)."""
    debits: tuple[Debit, ...]
    packs: tuple[tuple[int, int], ...]
    """(pack, units left) of every pack as it was when it was priced."""
    reason: str
    """Why there is a new price; empty for the first."""
    by: str
    """Full name of who asked for it; empty: the broker by itself."""
    at: datetime


@dataclass(frozen=True, slots=True)
class Charge:
    """A price that counts, or the row that `reverses` one, with the negative amounts."""

    id: int
    item: int
    customer: int
    period: str
    """The month on whose bill it stands; of a correction that came late: a later one."""
    reverses: int | None
    cents: int
    units: int
    vat_percent: int
    tariff: str
    tariff_version: int
    price: str
    reason: str
    by: str
    at: datetime
