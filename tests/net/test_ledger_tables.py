"""Every row of every table that decides a bill, changed, taken out or put in past the program."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Column, Date, Integer, Table

from broker.billing.flaws import Finding, Flaw
from broker.store import Store
from broker.store.billing_tables import (
    charges,
    contracts,
    debits,
    items,
    packs,
    periods,
    receipts,
    tariffs,
    work,
)
from broker.store.tables import UtcDateTime, customers, sessions
from tests.net.billed_log import billed
from tests.net.conftest import url, vault_of
from tests.net.ledger_log import by_hand, checked

TABLES: Final = {
    "sessions": (sessions, "session"),
    "customers": (customers, "customer"),
    "tariffs": (tariffs, "tariff"),
    "contracts": (contracts, "contract"),
    "packs": (packs, "pack"),
    "work": (work, "work"),
    "items": (items, "item"),
    "charges": (charges, "charge"),
    "debits": (debits, "tickets"),
    "periods": (periods, "month"),
    "receipts": (receipts, "receipt"),
}
NO_BILL: Final = {
    "sessions.technician_id": "the name stands beside it",
    "sessions.organisation": "the receipt's text holds it",
    "sessions.node": "which process it ran in",
    "sessions.seen_at": "when it was last heard of",
    "sessions.reason": "why it was asked for",
    "customers.created_at": "nothing rests on it",
    "items.version": "counts edits, for two at once",
    "receipts.ticket_hash": "who may sign: the text names their key",
}
"""Columns that may change without a word of the log, and why no bill changes with them."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database whose log has everything in it."""
    folder = tmp_path_factory.mktemp("billed")

    async def make() -> None:
        store = await Store.open(url(folder / "log.sqlite3"), vault_of(folder / "log.sqlite3"))
        await billed(store, folder / "ledger.key")
        assert await checked(store) == []
        await store.close()

    asyncio.run(make())
    return folder / "log.sqlite3"


@pytest.fixture
def file(made: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copy(vault_of(made).path, tmp_path)
    return Path(shutil.copy(made, tmp_path))


@pytest.fixture
def whole(store: Store, file: Path) -> Iterator[sqlite3.Connection]:
    """The file, past the program."""
    with by_hand(file) as plain:
        plain.execute("PRAGMA ignore_check_constraints = ON")
        yield plain


def key_of(table: Table) -> Column[object]:
    (key,) = table.primary_key.columns
    return key


def other(column: Column[object], value: object) -> object:
    """Another value of the same kind."""
    if isinstance(value, int):
        return value + 1000
    if isinstance(column.type, UtcDateTime):
        return "2020-01-01 09:00:00.000000"
    if isinstance(column.type, Date):
        return "2020-01-01"
    if isinstance(column.type, Integer):
        return 999
    if column.name == "intervals":
        return "[[0, 1]]"
    return f"{value}x"


def names(found: list[Finding], table: str, row: object) -> bool:
    """Whether a finding says which row it is; units of a charge are named with the charge."""
    if table == "debits":
        return any(one.values.get("what") in ("tickets", "charge") for one in found)
    what = TABLES[table][1]
    return any((one.values.get("what"), one.values.get("row")) == (what, row) for one in found)


def test_the_tables_are_those_of_the_bill() -> None:
    columns = {f"{name}.{one.name}" for name, (table, _) in TABLES.items() for one in table.c}
    assert set(NO_BILL) < columns


@pytest.mark.parametrize("name", TABLES)
async def test_no_column_of_a_row_may_change(
    store: Store, whole: sqlite3.Connection, name: str
) -> None:
    table = TABLES[name][0]
    key = key_of(table).name
    tried = 0
    for column in table.c:
        for row, place, value in rows_of(whole, name, key, column.name):
            if f"{name}.{column.name}" not in NO_BILL:
                change = f"UPDATE {name} SET {column.name} = ? WHERE rowid = ?"
                wrong = other(column, value)
                whole.execute(change, (wrong, place))
                place = wrong if column.name == key and isinstance(wrong, int) else place
                assert names(await checked(store), name, row), (column.name, row, value)
                whole.execute(change, (value, place))
                tried += 1
    assert tried > 3 and await checked(store) == []


def rows_of(
    plain: sqlite3.Connection, table: str, key: str, column: str
) -> list[tuple[object, object, object]]:
    """Of the rows with another value each the first and the last: key, place, value.

    Units of a charge have no number in the log: only that of tickets taken by hand counts.
    """
    some = "WHERE charge_id IS NULL" if (table, column) == ("debits", "id") else ""
    asked = f"SELECT {key}, rowid, {column} FROM {table} {some} GROUP BY {column} ORDER BY rowid"
    found = plain.execute(asked).fetchall()
    return found[:1] + found[1:][-1:]


@pytest.mark.parametrize("name", TABLES)
async def test_a_row_that_is_taken_out(store: Store, whole: sqlite3.Connection, name: str) -> None:
    key = key_of(TABLES[name][0]).name
    for row in whole.execute(f"SELECT * FROM {name}").fetchall():
        number = row[[one.name for one in TABLES[name][0].c].index(key)]
        whole.execute(f"DELETE FROM {name} WHERE {key} = ?", (number,))
        assert names(await checked(store), name, number), row
        whole.execute(f"INSERT INTO {name} VALUES ({','.join('?' * len(row))})", row)
    assert await checked(store) == []


@pytest.mark.parametrize("name", [name for name in TABLES if name != "customers"])
async def test_a_row_that_is_put_in(store: Store, whole: sqlite3.Connection, name: str) -> None:
    """A customer more is on no bill: sessions that are theirs are told of."""
    table = TABLES[name][0]
    columns = [one.name for one in table.c]
    unique = {key_of(table).name, "version", "entry", "work_id", "reverses"} & {*columns}
    row = dict(zip(columns, whole.execute(f"SELECT * FROM {name}").fetchone(), strict=True))
    row |= {one: other(table.c[one], row[one]) for one in unique if row[one] is not None}
    whole.execute(f"INSERT INTO {name} VALUES ({','.join('?' * len(row))})", tuple(row.values()))
    found = await checked(store)
    if name != "debits":
        assert Flaw.ROW_UNLOGGED in {one.flaw for one in found}
    assert names(found, name, row[key_of(table).name])
