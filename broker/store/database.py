"""What every part of the store stands on: reading, writing, and what may go wrong."""

import asyncio
import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from enum import StrEnum
from typing import Self

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from broker.points import Points, Unwatched

WRITES = "affianco_writes"
"""Execution option of a transaction that will write: SQLite then begins it as the one writer."""


class Trouble(StrEnum):
    """Why a database cannot be used."""

    UNREACHABLE = "unreachable"
    NOT_OURS = "not_ours"
    NEWER = "newer"
    NO_DRIVER = "no_driver"
    DANGLING = "dangling"


class StoreFault(Exception):
    """The database cannot be used; `trouble` says why, `details` what its driver says of it."""

    def __init__(self, trouble: Trouble, error: BaseException) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble
        lines = str(getattr(error, "orig", None) or error).splitlines()
        self.details = lines[0] if lines else type(error).__name__


class AlreadyThere(Exception):
    """A record of that name exists."""


class Outdated(Exception):
    """What was to be changed is no longer as whoever asks has seen it."""


class Database:
    """One engine. Readers run side by side; SQLite has one writer, so writers queue here."""

    def __init__(self, engine: AsyncEngine, points: Points | None = None) -> None:
        """`points` is told where the store is; nobody is, unless a test wants to know."""
        self._engine = engine
        self._points = points or Unwatched()
        self._writer = engine.execution_options(**{WRITES: True})
        self._held: AsyncConnection | None = None
        sqlite = engine.dialect.name == "sqlite"
        self._turn: asyncio.Lock | nullcontext[None] = asyncio.Lock() if sqlite else nullcontext()

    async def close(self) -> None:
        """Close every connection; the store cannot be used after."""
        await self._engine.dispose()

    async def answers(self) -> bool:
        """True once the database has answered; raises where it does not."""
        async with self._reading() as connection:
            return bool((await connection.execute(text("SELECT 1"))).scalar_one() == 1)

    @asynccontextmanager
    async def still(self) -> AsyncIterator[Self]:
        """The same database as it is at this moment, for one reader and for as long as it takes:
        what others write meanwhile is not seen."""
        engine = self._engine
        if engine.dialect.name != "sqlite":
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        async with engine.connect() as connection:
            other = copy.copy(self)
            other._held = connection
            yield other

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        if self._held is not None:
            yield self._held
            return
        async with self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, self._writer.begin() as connection:
            yield connection
