"""A log with something of every kind in it, and the ways of who changes the database's file."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from broker.billing.flaws import Finding, Flaw
from broker.billing.log import LogKeeper
from broker.billing.verify import Kept, Verifying
from broker.ledgerkey import LedgerKey
from broker.merkle.leaves import Leaf, hash_of
from broker.records.happenings import Happening
from broker.store import Store
from tests.net.settling_office import BY_PACK, MONDAY, Office

NOW = MONDAY
Event = tuple[Any, ...]
"""The columns of an event but its hash."""


def keeper_of(store: Store, key: Path, pace_seconds: float = 3600.0) -> LogKeeper:
    return LogKeeper(store, LedgerKey(key), utcnow=lambda: NOW, pace_seconds=pace_seconds)


async def filled(store: Store, key: Path) -> LogKeeper:
    """Two customers, a pack, two sessions of which one changes hands; two checkpoints."""
    keeper = keeper_of(store, key)
    await keeper.begin()
    technician = await store.add_technician(
        name="anna", full_name="Anna Rossi", password_hash="h", totp_secret="s", now=NOW
    )
    office = Office(store, technician)
    await office.tariff()
    rossi = await office.customer(BY_PACK)
    bianchi = await office.customer(BY_PACK, "Bianchi")
    await office.pack(rossi, 1)
    first = await office.session(rossi)
    await keeper.checkpoint()
    await office.session(None, minutes=0)
    await office.settling.settle_left()
    await store.set_customer(first, bianchi, by="Carla", at=MONDAY)
    await office.settling.settle_left()
    await keeper.checkpoint()
    return keeper


async def checked(
    store: Store,
    *,
    trusted: Sequence[bytes] | None = None,
    own: bytes | None = None,
    kept: Sequence[Kept] = (),
) -> list[Finding]:
    return [one async for one in Verifying(store, trusted=trusted, own=own, kept=kept).findings()]


async def flaws(store: Store) -> list[tuple[Flaw, int]]:
    """What is wrong, and with which event or checkpoint."""
    return [(one.flaw, one.number) for one in await checked(store)]


@contextmanager
def by_hand(file: Path) -> Iterator[sqlite3.Connection]:
    """The database as somebody has it who goes past the program: without triggers or keys."""
    with closing(sqlite3.connect(file, isolation_level=None)) as plain:
        for (name,) in plain.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            plain.execute(f"DROP TRIGGER {name}")
        yield plain


def set_column(plain: sqlite3.Connection, table: str, column: str, row: int, value: object) -> None:
    """Bytes are stored as the text that they are, or are not; a memoryview as a blob."""
    place = "CAST(? AS TEXT)" if isinstance(value, bytes) else "?"
    plain.execute(f"UPDATE {table} SET {column} = {place} WHERE rowid = ?", (value, row))


def events_in(plain: sqlite3.Connection) -> list[Event]:
    wanted = "SELECT number, at, kind, entry, salt, body FROM events ORDER BY number"
    return plain.execute(wanted).fetchall()


def rewrite(plain: sqlite3.Connection, rows: list[Event]) -> None:
    """Put these events in the place of all, numbered anew and with hashes that fit."""
    plain.execute("DELETE FROM events")
    for number, (_, *fields) in enumerate(rows):
        leaf = hash_of(Leaf(number, *fields)).hex()
        plain.execute("INSERT INTO events VALUES (?,?,?,?,?,?,?)", (number, *fields, leaf))


async def note(store: Store, body: Mapping[str, Any], at: datetime = NOW) -> int:
    """An event of little meaning; its number."""
    async with store._writing() as connection:
        return await store._note(connection, Happening.NOTE_SET, body, at=at)
