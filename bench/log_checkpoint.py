"""What signing and checking a long log costs.

`python -m bench.log_checkpoint [EVENTS]` fills a log of its own with so many events, and says how
long the first checkpoint of a process takes, how long one takes that follows it after 100 more
events, and how long `ledger verify` reads.
"""

import asyncio
import secrets
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from broker.billing.log import LogKeeper
from broker.billing.verify import Verifying
from broker.ledgerkey import LedgerKey
from broker.merkle.leaves import SALT_SIZE, Leaf, hash_of, moment_text
from broker.records.happenings import Happening
from broker.store import Store
from broker.store.billing_tables import events
from broker.vault import Vault

AT_ONCE = 10_000
MORE = 100
NOW = datetime(2026, 3, 20, tzinfo=UTC)
BODY = '{"by":"Anna Rossi","entry":null,"item":null,"note":"%d","urgent":false}'


def row(number: int) -> dict[str, Any]:
    """An event of about the size of a common one."""
    salt, at = secrets.token_hex(SALT_SIZE), moment_text(NOW)
    leaf = Leaf(number, at, Happening.NOTE_SET.value, None, salt, BODY % number)
    return {
        "number": number,
        "at": leaf.at,
        "kind": leaf.kind,
        "entry": None,
        "salt": salt,
        "body": leaf.body,
        "leaf": hash_of(leaf).hex(),
    }


async def add(store: Store, count: int) -> None:
    """Add events at the end of the log."""
    begin = await store.log_size()
    for first in range(begin, begin + count, AT_ONCE):
        last = min(first + AT_ONCE, begin + count)
        async with store._writing() as connection:
            await connection.execute(insert(events), [row(one) for one in range(first, last)])


async def main(count: int) -> None:
    """Fill, and measure."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite+aiosqlite:///{folder}/log.sqlite3"
        store = await Store.open(url, Vault(Path(folder) / "secrets.key"))
        key = LedgerKey(Path(folder) / "ledger.key")
        keeper = LogKeeper(store, key, utcnow=lambda: NOW)
        await keeper.begin()
        await add(store, count)
        for what in ("first checkpoint", f"after {MORE} more", f"after {MORE} more"):
            begun = time.perf_counter()
            await keeper.checkpoint()
            print(f"{what}: {time.perf_counter() - begun:.4f} s")
            await add(store, MORE)
        begun = time.perf_counter()
        found = [one async for one in Verifying(store).findings()]
        print(f"verify: {time.perf_counter() - begun:.2f} s, {len(found)} findings")
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
