"""Named points on the way from a session to its bill, at which a test may end the process. Pure.

The program does the same whether or not it is looked at: what stands behind `Points` only ever
returns, or never does.
"""

from enum import StrEnum
from typing import Protocol


class Point(StrEnum):
    """Where a `kill -9` must lose nothing, in the order of the way. A closed list."""

    RUN_ENDED = "run_ended"
    """The run is over, and nothing of that is written."""
    CLOSE_BEGUN = "close_begun"
    """From here to `session_closed` one transaction."""
    ROW_CLOSED = "row_closed"
    END_NOTED = "end_noted"
    ITEM_ADDED = "item_added"
    SESSION_CLOSED = "session_closed"
    """Committed."""
    SETTLE_BEGUN = "settle_begun"
    PRICED = "priced"
    CHARGE_BEGUN = "charge_begun"
    """From here to `charge_committed` one transaction."""
    CHARGE_ADDED = "charge_added"
    PACK_DEBITED = "pack_debited"
    """Units are taken, and not committed."""
    CHARGE_NOTED = "charge_noted"
    CHARGE_COMMITTED = "charge_committed"
    VOID_BEGUN = "void_begun"
    """From here to `void_committed` one transaction: a charge is reversed."""
    UNITS_GIVEN_BACK = "units_given_back"
    VOID_COMMITTED = "void_committed"
    RECEIPT_WRITTEN = "receipt_written"
    """Its text is made and signed, and nothing of that is kept."""
    RECEIPT_BEGUN = "receipt_begun"
    """From here to `receipt_committed` one transaction."""
    RECEIPT_ADDED = "receipt_added"
    RECEIPT_NOTED = "receipt_noted"
    RECEIPT_COMMITTED = "receipt_committed"
    RECEIPT_SIGNED = "receipt_signed"
    """A side's signature is written, and not committed."""
    VERDICT_ADDED = "verdict_added"
    """The customer's verdict is written, and not committed."""
    DECISION_BEGUN = "decision_begun"
    """From here to `decision_committed` one transaction: billing decides about an item."""
    DECISION_NOTED = "decision_noted"
    DECISION_WRITTEN = "decision_written"
    """All of it, and it is not committed."""
    DECISION_COMMITTED = "decision_committed"
    """What is to be priced anew is not."""
    PERIOD_ADDED = "period_added"
    """The sums of a month are written; from before here to `period_committed` one transaction."""
    PERIOD_ITEMS_CLOSED = "period_items_closed"
    PERIOD_NOTED = "period_noted"
    PERIOD_COMMITTED = "period_committed"
    """A month is closed, and the log is not signed."""


class Points(Protocol):
    """Who is told where the program is."""

    def at(self, point: Point) -> None: ...


class Unwatched:
    """The real program's: nobody is told."""

    def at(self, point: Point) -> None:
        """Go on."""
