"""Opening a database: connections set up, tables brought up to date, a backup taken."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from broker.store.database import WRITES, StoreFault, Trouble

_MIGRATIONS: Final = Path(__file__).parent / "migrations"
_BUSY_MS: Final = 10_000
_BARE: Final = "affianco_bare"
"""Execution option of statements that SQLite runs outside a transaction only."""
_PRAGMAS: Final = (
    f"busy_timeout = {_BUSY_MS}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
)
"""`synchronous = FULL`: a commit is on the disk when it returns. In WAL mode NORMAL would survive
a kill of the process too, but a power cut could take every session since the last WAL checkpoint,
which in a quiet broker is hours ago; one fsync for each commit is a low price for bills.
`secure_delete`: what was deleted or replaced does not stay in the file (sign-ins, old secrets)."""


class _Dangling(Exception):
    """A row points at one that is not there; the argument says which."""


async def open_engine(url: str, *, whole: bool = True) -> AsyncEngine:
    """An engine whose database is reachable and up to date; `StoreFault` where there is none.

    To be `whole`, no row may point at one that is not there.
    """
    migrating = _engine(url, foreign_keys=False)
    try:
        async with migrating.execution_options(**{WRITES: True}).begin() as connection:
            await connection.run_sync(_upgrade)
            if whole:
                await connection.run_sync(_check_references)
    except BaseException as error:
        trouble = _trouble_of(error)
        if trouble is None:
            raise
        raise StoreFault(trouble, error) from error
    finally:
        await migrating.dispose()
    return _engine(url, foreign_keys=True)


async def leave_no_trace(engine: AsyncEngine) -> None:
    """Rewrite a SQLite database, so that nothing that was replaced is left in any file of it."""
    if engine.dialect.name != "sqlite":
        return
    async with engine.execution_options(**{_BARE: True}).connect() as connection:
        for statement in ("VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"):
            await connection.exec_driver_sql(statement)


def _engine(url: str, *, foreign_keys: bool) -> AsyncEngine:
    """Migrations run without foreign keys: SQLite changes a column by making the table anew."""
    try:
        engine = create_async_engine(url, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ImportError) as error:
        raise StoreFault(Trouble.NO_DRIVER, error) from error
    if engine.dialect.name == "sqlite":
        _make_private(url)
        prepare = partial(_prepare_sqlite, foreign_keys)
        event.listen(engine.sync_engine, "connect", prepare)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None where the database is another."""
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database
    return Path(parsed.database) if is_file and parsed.database else None


def backup_sqlite(source: Path, target: Path) -> None:
    """A consistent copy of a SQLite database in use, by SQLite's online backup.

    Raises `StoreFault` where `source` cannot be read or `target` not be written, and
    FileExistsError where `target` is there already.
    """
    if target.exists():
        raise FileExistsError(target)
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live,
            closing(_private_copy(target)) as copy,
        ):
            live.backup(copy)
    except (sqlite3.Error, OSError) as error:
        raise StoreFault(Trouble.UNREACHABLE, error) from error


def _private_copy(target: Path) -> sqlite3.Connection:
    target.touch(mode=0o600)
    return sqlite3.connect(target)


def _make_private(url: str) -> None:
    """Make the file before SQLite does, for its owner only; the WAL takes the same mode."""
    file = sqlite_file(url)
    if file is None:
        return
    try:
        file.touch(mode=0o600)
    except OSError as error:
        raise StoreFault(Trouble.UNREACHABLE, error) from error


def _prepare_sqlite(foreign_keys: bool, connection: Any, _record: object) -> None:
    """No implicit BEGIN of Python's sqlite3: `_begin_sqlite` says when and how."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (*_PRAGMAS, f"foreign_keys = {int(foreign_keys)}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes its lock at once: one that starts as a reader could not wait for it."""
    options = connection.get_execution_options()
    if not options.get(_BARE, False):
        writes = options.get(WRITES, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _check_references(connection: Connection) -> None:
    """SQLite watches references while it runs with them, and not what was done without."""
    if connection.dialect.name != "sqlite":
        return
    first = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if first is not None:
        raise _Dangling(f"{first[0]} {first[1]} → {first[2]}")


def _trouble_of(error: BaseException) -> Trouble | None:
    if isinstance(error, _Dangling):
        return Trouble.DANGLING
    if isinstance(error, CommandError):
        return Trouble.NEWER
    if isinstance(error, DBAPIError):
        if isinstance(error.orig, sqlite3.OperationalError) and "already exists" in str(error.orig):
            return Trouble.NOT_OURS
        file_is_no_database = (
            isinstance(error.orig, sqlite3.DatabaseError)
            and getattr(error.orig, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB
        )
        return Trouble.NOT_OURS if file_is_no_database else Trouble.UNREACHABLE
    return Trouble.UNREACHABLE if isinstance(error, OSError) else None
