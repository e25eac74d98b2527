"""The ledger's writer: opens a row when a run starts, keeps it up to date, closes it once.

A database fault neither ends a session nor loses its row: what was to be written is written again
until it is. What is billed is fixed when a run ends, however long the writing takes. While a row
is open, what the run has come to is written every `checkpoint_seconds`; after a `kill -9` the
store closes the row as `lost` with what was written last: at most five seconds less, never more.

A closed row is then settled: it gets its price. That neither holds up the legs for long nor can
undo the closing; what is not settled here is settled at the next start.
"""

from broker.ledger.desk import Book, LedgerFault, Opening, Pace, Settler, Standing
from broker.ledger.ledger import Ledger
from broker.ledger.row import Row

__all__ = ["Book", "Ledger", "LedgerFault", "Opening", "Pace", "Row", "Settler", "Standing"]
