"""What billing decides about an item, and why a decision may not be taken."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Hindrance(StrEnum):
    """Why a decision is not taken, a closed list; docs/billing.md says what to do about each."""

    CLOSED = "closed"
    """The item's month is closed: only a correction is left."""
    NOT_CLOSED = "not_closed"
    """Its month is open: nothing needs correcting there, it can be decided anew."""
    STALE = "stale"
    """Somebody else changed the item meanwhile."""
    NOT_PRICED = "not_priced"
    EXCLUDED = "excluded"
    NOT_EXCLUDED = "not_excluded"
    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    PART = "part"
    """It is billed as a part of another item: split it first."""
    NOT_PART = "not_part"
    HAS_PARTS = "has_parts"
    """Other items are billed as parts of it: split them first."""
    NOT_SESSION = "not_session"
    OTHER_CUSTOMER = "other_customer"
    OTHER_MONTH = "other_month"
    ITSELF = "itself"
    HAND_WORK = "hand_work"
    """Work entered by hand stays with the customer for whom it was entered."""
    NO_CUSTOMER = "no_customer"
    """There is no customer of that number."""


class Undecided(Exception):
    """A decision that was not taken: about which item, and why."""

    def __init__(self, item: int, why: Hindrance) -> None:
        super().__init__(f"item {item}: {why}")
        self.item = item
        self.why = why


class NoItem(Exception):
    """There is no item of that number."""


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides on what version of an item, when, and in whose zone months are counted."""

    item: int
    version: int
    by: str
    """Full name; empty: the command line."""
    at: datetime
    zone: str


class Unclosed(StrEnum):
    """Why a month is not closed."""

    NOT_OVER = "not_over"
    CLOSED = "closed"
    OLDER_OPEN = "older_open"
    """An earlier month has items and is not closed."""
    UNDECIDED = "undecided"
    """Items are neither approved nor excluded."""


class NotClosed(Exception):
    """A month that was not closed. `month`: the earlier one that is open, if that is why;
    `items`: the first of those that are undecided, `count`: how many they are."""

    def __init__(
        self, why: Unclosed, *, month: str = "", items: tuple[int, ...] = (), count: int = 0
    ) -> None:
        super().__init__(why.value)
        self.why = why
        self.month = month
        self.items = items
        self.count = count
