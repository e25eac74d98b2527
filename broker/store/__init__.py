"""Where accounts, customers and the ledger are kept; the only package that knows SQLAlchemy.

SQLite in WAL mode beside the broker, or another database that SQLAlchemy reaches. Every change
of the tables is an Alembic migration inside this package, run when the store is opened.
"""

from broker.store.customers import Customers
from broker.store.database import AlreadyThere, StoreFault, Trouble
from broker.store.ledger_rows import LedgerRows
from broker.store.opening import backup_sqlite, open_engine, sqlite_file
from broker.store.technicians import Technicians

__all__ = ["AlreadyThere", "Store", "StoreFault", "Trouble", "backup_sqlite", "sqlite_file"]


class Store(Technicians, Customers, LedgerRows):
    """Everything that outlives the process. Times in and out are aware and in UTC."""

    @classmethod
    async def open(cls, url: str) -> "Store":
        """Connect to the database at `url` (SQLAlchemy's form) and bring its tables up to date.

        Raises `StoreFault` where the database cannot be used.
        """
        return cls(await open_engine(url))
