"""What the store gives back: plain values, known to every level. Times are UTC and aware."""

from broker.records.customers import Card, Customer, Enrolment, Pc, Wish
from broker.records.moments import iso
from broker.records.people import (
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
from broker.records.sessions import LedgerRow, Mode

__all__ = [
    "Account",
    "AccountRow",
    "AuditEntry",
    "Card",
    "Customer",
    "Enrolment",
    "LedgerRow",
    "Method",
    "Mode",
    "Passkey",
    "Pc",
    "Role",
    "SignInRow",
    "SignedIn",
    "Standing",
    "Technician",
    "Trace",
    "Wish",
    "folded",
    "iso",
]
