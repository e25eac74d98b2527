"""Rows that the log tells of."""

from enum import StrEnum


class Watched(StrEnum):
    """Kinds of rows that decide a bill, a closed list; each is compared with the log."""

    SESSION = "session"
    ITEM = "item"
    CHARGE = "charge"
    TARIFF = "tariff"
    CONTRACT = "contract"
    PACK = "pack"
    WORK = "work"
    TICKETS = "tickets"
    """Tickets that were taken from a pack by hand."""
    RECEIPT = "receipt"
    CUSTOMER = "customer"
    MONTH = "month"
    """Closed months; the others have no row."""
