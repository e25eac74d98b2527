"""Where accounts, customers and the ledger are kept; the only package that knows SQLAlchemy.

SQLite in WAL mode beside the broker, or another database that SQLAlchemy reaches. Every change
of the tables is an Alembic migration inside this package, run when the store is opened.
"""

from broker.store.audit import Audit
from broker.store.customers import Customers
from broker.store.database import AlreadyThere, StoreFault, Trouble
from broker.store.ledger_rows import LedgerRows
from broker.store.opening import backup_sqlite, open_engine, sqlite_file
from broker.store.passkeys import Passkeys
from broker.store.quick import QuickRows
from broker.store.recovery import Recovery
from broker.store.rosters import Rosters
from broker.store.sign_ins import Code, NewSignIn, Proof, SignIns, Step, Touch
from broker.vault import Vault

__all__ = [
    "AlreadyThere",
    "Code",
    "NewSignIn",
    "Proof",
    "Step",
    "Store",
    "StoreFault",
    "Touch",
    "Trouble",
    "backup_sqlite",
    "sqlite_file",
]


class Store(SignIns, Recovery, Passkeys, Audit, Customers, LedgerRows, QuickRows, Rosters):
    """Everything that outlives the process. Times in and out are aware and in UTC."""

    @classmethod
    async def open(cls, url: str, vault: Vault, *, checked: bool = True) -> "Store":
        """Connect to the database at `url` (SQLAlchemy's form) and bring its tables up to date.

        Secrets of a database from before the vault are sealed. Raises `StoreFault` where the
        database cannot be used, `VaultFault` where the vault does not open its secrets, unless
        they are not `checked`: that is for replacing lost ones.
        """
        store = cls(await open_engine(url), vault)
        try:
            if checked:
                await store.seal_secrets()
        except BaseException:
            await store.close()
            raise
        return store
