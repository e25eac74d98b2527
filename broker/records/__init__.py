"""What the store gives back: plain values, known to every level. Times are UTC and aware."""

from broker.records.billing import Charge, Debit, Item, ItemState, Moved, NewCharge, StaleItem
from broker.records.customers import Card, Customer, Enrolment, Pc, Wish
from broker.records.moments import HOUSE_ZONE, epoch_ms, iso, moment_at, next_period, period_of
from broker.records.people import (
    OFFICE,
    Account,
    AccountRow,
    AuditEntry,
    Method,
    Passkey,
    Role,
    SignedIn,
    SignInRow,
    Standing,
    Technician,
    Trace,
    folded,
)
from broker.records.sessions import Interval, LedgerRow, Mode

__all__ = [
    "HOUSE_ZONE",
    "OFFICE",
    "Account",
    "AccountRow",
    "AuditEntry",
    "Card",
    "Charge",
    "Customer",
    "Debit",
    "Enrolment",
    "Interval",
    "Item",
    "ItemState",
    "LedgerRow",
    "Method",
    "Mode",
    "Moved",
    "NewCharge",
    "Passkey",
    "Pc",
    "Role",
    "SignInRow",
    "SignedIn",
    "StaleItem",
    "Standing",
    "Technician",
    "Trace",
    "Wish",
    "epoch_ms",
    "folded",
    "iso",
    "moment_at",
    "next_period",
    "period_of",
]
