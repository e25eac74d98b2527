"""Opening the store on SQLite: migrations, faults, backups, and what a kill leaves."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from broker.records import Customer
from broker.store import Dangling, Store, StoreFault, Trouble, backup_sqlite
from broker.store.tables import metadata
from broker.wire.words import Outcome
from tests.net.conftest import NOW, url, vault_of

HASH = "0" * 64


def private(file: Path) -> bool:
    return file.stat().st_mode & 0o077 == 0


def killed_after_checkpoint(file: Path) -> int:
    """The entry number of a row whose process was killed between checkpoint and close."""
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, url(file), str(vault_of(file).path)],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            return int(process.stdout.readline())
        finally:
            os.kill(process.pid, signal.SIGKILL)


def shape(file: Path) -> dict[str, object]:
    """Tables, columns, keys and indexes as the database has them."""
    engine = create_engine(f"sqlite:///{file}")
    try:
        seen = inspect(engine)
        return {
            table: (
                [(c["name"], str(c["type"]), c["nullable"]) for c in seen.get_columns(table)],
                seen.get_pk_constraint(table)["constrained_columns"],
                sorted(str(sorted(key.items())) for key in seen.get_foreign_keys(table)),
                sorted(str(index["column_names"]) for index in seen.get_indexes(table)),
                sorted(str(one["column_names"]) for one in seen.get_unique_constraints(table)),
            )
            for table in seen.get_table_names()
            if table != "alembic_version"
        }
    finally:
        engine.dispose()


async def test_migrations_from_nothing_make_the_tables_of_the_code(
    store: Store, file: Path, tmp_path: Path
) -> None:
    plain = tmp_path / "plain.sqlite3"
    engine = create_engine(f"sqlite:///{plain}")
    metadata.create_all(engine)
    engine.dispose()
    assert shape(file) == shape(plain)


async def test_opening_again_keeps_everything(file: Path) -> None:
    for expected in ([], [Customer(1, "Rossi")]):
        store = await Store.open(url(file), vault_of(file))
        try:
            assert await store.customers() == expected
            if not expected:
                await store.add_customer("Rossi", NOW)
        finally:
            await store.close()


async def test_sqlite_is_set_up_to_keep_what_was_committed(store: Store, file: Path) -> None:
    async with store._engine.connect() as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


async def test_the_file_is_its_owners_alone(store: Store, file: Path) -> None:
    assert private(file)


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b"SQLite format 3\x00"])
async def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.sqlite3"
    file.write_bytes(content)
    with pytest.raises(StoreFault) as caught:
        await Store.open(url(file), vault_of(file))
    assert caught.value.trouble in (Trouble.NOT_OURS, Trouble.UNREACHABLE)
    assert file.read_bytes() == content


async def test_a_database_of_another_program(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    with closing(sqlite3.connect(file)) as plain:
        plain.execute("CREATE TABLE technicians (id)")
    with pytest.raises(StoreFault) as caught:
        await Store.open(url(file), vault_of(file))
    assert caught.value.trouble == Trouble.NOT_OURS


async def test_a_database_of_a_newer_version(store: Store, file: Path) -> None:
    await store.close()
    with closing(sqlite3.connect(file)) as plain, plain:
        plain.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreFault) as caught:
        await Store.open(url(file), vault_of(file))
    assert caught.value.trouble == Trouble.NEWER


async def test_a_database_in_which_rows_are_missing(store: Store, file: Path) -> None:
    customer = await store.add_customer("Rossi", NOW)
    await store.add_pack(
        customer,
        units=2,
        session_units=1,
        languages="it",
        signed_on=NOW.date(),
        expires_on=NOW.date(),
        by="",
        now=NOW,
    )
    await store.close()
    with closing(sqlite3.connect(file)) as plain, plain:
        plain.execute("DELETE FROM customers")
    with pytest.raises(StoreFault) as caught:
        await Store.open(url(file), vault_of(file))
    assert (caught.value.trouble, caught.value.details) == (
        Trouble.DANGLING,
        "packs 1 → customers",
    )
    again = await Store.open(url(file), vault_of(file), whole=False)
    assert await again.dangling() == [Dangling("packs", 1, "customers")]
    await again.close()


async def test_databases_that_cannot_be_reached(tmp_path: Path) -> None:
    for address, trouble in (
        (url(tmp_path / "no" / "such.sqlite3"), Trouble.UNREACHABLE),
        ("postgresql+nodriver://x/y", Trouble.NO_DRIVER),
        ("postgresql+asyncpg://127.0.0.1:1/y", Trouble.NO_DRIVER),
    ):
        with pytest.raises(StoreFault) as caught:
            await Store.open(address, vault_of(tmp_path / "x"))
        assert caught.value.trouble == trouble


async def test_a_backup_while_the_store_is_open(store: Store, tmp_path: Path, file: Path) -> None:
    await store.add_customer("Rossi", NOW)
    copy = tmp_path / "copy.sqlite3"
    await asyncio.to_thread(backup_sqlite, file, copy)
    assert private(copy)
    again = await Store.open(url(copy), vault_of(file))
    try:
        assert await again.customers() == [Customer(1, "Rossi")]
    finally:
        await again.close()
    with pytest.raises(FileExistsError):
        backup_sqlite(file, copy)
    with pytest.raises(StoreFault):
        backup_sqlite(tmp_path / "none", tmp_path / "other")


KILLED = """
import asyncio, sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from broker.store import Store
from broker.vault import Vault

async def main():
    now = datetime(2026, 1, 5, 9, tzinfo=UTC)
    store = await Store.open(sys.argv[1], Vault(Path(sys.argv[2])))
    number = await store.add_technician(
        name="anna", full_name="Anna", password_hash="h", totp_secret="s", now=now)
    entry = await store.open_session(
        session="123456789", technician_id=number, technician="Anna", organisation="Org",
        customer_id=None, pc="PC", node="main", joined_at=now)
    await store.checkpoint(
        entry, active_at=now, billable_ms=4321, seen_at=now + timedelta(seconds=5))
    print(entry, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_what_was_checkpointed_outlives_a_kill(file: Path) -> None:
    entry = await asyncio.to_thread(killed_after_checkpoint, file)
    store = await Store.open(url(file), vault_of(file))
    try:
        assert await store.close_left_open("main") == 1
        found = await store.session(entry)
        assert found is not None
        assert (found.outcome, found.billable_ms) == (Outcome.LOST, 4321)
        assert found.ended_at == datetime(2026, 1, 5, 9, 0, 5, tzinfo=UTC)
    finally:
        await store.close()
