"""Where accounts, customers and the ledger are kept; the only package that knows SQLAlchemy.

SQLite in WAL mode beside the broker, or another database that SQLAlchemy reaches. Every change
of the tables is an Alembic migration inside this package, run when the store is opened.
"""

from broker.points import Points
from broker.store.agreements import Agreements
from broker.store.audit import Audit
from broker.store.customers import CustomerRow, Customers
from broker.store.database import AlreadyThere, Outdated, StoreFault, Trouble
from broker.store.decisions import Decisions
from broker.store.described import Dangling, Described
from broker.store.ledger_rows import LedgerRows
from broker.store.log import CheckpointRow, Log, LogRow
from broker.store.months import Months
from broker.store.opening import backup_sqlite, open_engine, sqlite_file
from broker.store.packs import NotEnough, Packs
from broker.store.passkeys import Passkeys
from broker.store.periods import Periods
from broker.store.quick import QuickRows
from broker.store.receipts import Receipts
from broker.store.recovery import Recovery
from broker.store.rosters import Rosters
from broker.store.sign_ins import Code, NewSignIn, Proof, SignIns, Step, Touch
from broker.store.telling import Told
from broker.store.work import HandWork
from broker.vault import Vault

__all__ = [
    "AlreadyThere",
    "CheckpointRow",
    "Code",
    "CustomerRow",
    "Dangling",
    "LogRow",
    "NewSignIn",
    "NotEnough",
    "Outdated",
    "Proof",
    "Step",
    "Store",
    "StoreFault",
    "Told",
    "Touch",
    "Trouble",
    "backup_sqlite",
    "sqlite_file",
]


class Store(
    SignIns,
    Recovery,
    Passkeys,
    Audit,
    Customers,
    Agreements,
    Packs,
    HandWork,
    LedgerRows,
    Months,
    Decisions,
    Periods,
    Log,
    Described,
    Receipts,
    QuickRows,
    Rosters,
):
    """Everything that outlives the process. Times in and out are aware and in UTC."""

    @classmethod
    async def open(
        cls,
        url: str,
        vault: Vault,
        *,
        checked: bool = True,
        whole: bool = True,
        points: Points | None = None,
    ) -> "Store":
        """Connect to the database at `url` (SQLAlchemy's form) and bring its tables up to date.

        Secrets of a database from before the vault are sealed. Raises `StoreFault` where the
        database cannot be used, `VaultFault` where the vault does not open its secrets, unless
        they are not `checked`: that is for replacing lost ones. Rows that point at rows that are
        not there are a fault too, unless it need not be `whole`: that is for finding them.
        """
        store = cls(await open_engine(url, whole=whole), vault, points)
        try:
            if checked:
                await store.seal_secrets()
        except BaseException:
            await store.close()
            raise
        return store
