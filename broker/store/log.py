"""Reading the log, however long, in the memory of one page; and its checkpoints."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, Row, func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from broker.merkle.leaves import Leaf
from broker.records.happenings import Happening
from broker.store.billing_tables import checkpoints, events
from broker.store.database import AlreadyThere
from broker.store.events import Events

_PAGE: Final = 1000
_LEAF: Final = tuple(
    events.c[name] for name in ("number", "at", "kind", "entry", "salt", "body", "leaf")
)


@dataclass(frozen=True, slots=True)
class LogRow:
    """An event as it stands in the database, which may be damaged: fields may be of any type."""

    leaf: Leaf
    hash: str
    """What is written down as the leaf's hash, hexadecimal."""


@dataclass(frozen=True, slots=True)
class CheckpointRow:
    """A checkpoint as it stands in the database, which may be damaged."""

    size: int
    at: str
    note: str
    edge: str
    """The tree's edge at that size, see `broker.merkle.checkpoint.edge_text`."""


class Log(Events):
    """What is in the log. Nothing here changes an event."""

    async def log_size(self) -> int:
        """The number after the last event's."""
        async with self._reading() as connection:
            last = (await connection.execute(select(func.max(events.c.number)))).scalar_one()
            return 0 if last is None else int(last) + 1

    async def log_pages(self, below: int, *, page: int = _PAGE) -> AsyncIterator[list[LogRow]]:
        """All events with a number below this one, in order, a page at a time.

        An event that the database cannot give is left out, as one that is not there is.
        """
        async for rows in self._pages(_LEAF, None, below, page):
            yield [_row(one) for one in rows]

    async def falling_pages(self, below: int, *, page: int = _PAGE) -> AsyncIterator[list[LogRow]]:
        """The same, the last event first."""
        while True:
            keys = select(events.c.number).where(events.c.number < below)
            keys = keys.order_by(events.c.number.desc()).limit(page)
            async with self._reading() as connection:
                numbers = list((await connection.execute(keys)).scalars())
            if not numbers:
                return
            below = numbers[-1]
            rows = await self._rows(_LEAF, below, numbers[0])
            yield [_row(one) for one in reversed(rows)]

    async def hash_pages(
        self, below: int, *, begin: int | None = None, page: int = _PAGE
    ) -> AsyncIterator[list[tuple[int, str]]]:
        """The numbers and written hashes of all events below this number, in order; from `begin`
        on, where it is given."""
        after = None if begin is None else begin - 1
        async for rows in self._pages((events.c.number, events.c.leaf), after, below, page):
            yield [(one.number, one.leaf) for one in rows]

    async def events_of(self, entry: int) -> list[LogRow]:
        """The events about one session, in order."""
        wanted = select(*_LEAF).where(events.c.entry == entry).order_by(events.c.number)
        async with self._reading() as connection:
            return [_row(one) for one in await connection.execute(wanted)]

    async def events_of_kind(self, kind: Happening, begin: int = 0) -> list[LogRow]:
        """The events of a kind that is rare, in order; from the number `begin` on."""
        wanted = select(*_LEAF).where(events.c.kind == kind.value, events.c.number >= begin)
        wanted = wanted.order_by(events.c.number)
        async with self._reading() as connection:
            return [_row(one) for one in await connection.execute(wanted)]

    async def checkpoint_rows(self, *, page: int = _PAGE) -> AsyncIterator[CheckpointRow]:
        """Every checkpoint, the smallest first. One that the database cannot give is as one with
        an empty text."""
        after: int | None = None
        while True:
            wanted = select(checkpoints.c.size).order_by(checkpoints.c.size).limit(page)
            if after is not None:
                wanted = wanted.where(checkpoints.c.size > after)
            async with self._reading() as connection:
                sizes = list((await connection.execute(wanted)).scalars())
            for size in sizes:
                yield await self._checkpoint(size)
            if len(sizes) < page:
                return
            after = sizes[-1]

    async def last_checkpoint(self) -> CheckpointRow | None:
        """The checkpoint of the most events."""
        async with self._reading() as connection:
            size = (await connection.execute(select(func.max(checkpoints.c.size)))).scalar_one()
        return None if size is None else await self._checkpoint(size)

    async def add_checkpoint(self, row: CheckpointRow) -> None:
        """Keep a checkpoint. Raises `AlreadyThere` where there is one of that size."""
        values = {"size": row.size, "at": row.at, "note": row.note, "edge": row.edge}
        try:
            async with self._writing() as connection:
                await connection.execute(insert(checkpoints).values(values))
        except IntegrityError as error:
            raise AlreadyThere(str(row.size)) from error

    async def note_key(self, public: str, at: datetime) -> int:
        """Say in the log that its checkpoints are signed with this key from now on."""
        async with self._writing() as connection:
            return await self._note(connection, Happening.KEY_ENTERED, {"key": public}, at=at)

    async def _checkpoint(self, size: int) -> CheckpointRow:
        wanted = select(checkpoints).where(checkpoints.c.size == size)
        try:
            async with self._reading() as connection:
                row = (await connection.execute(wanted)).one()
        except DBAPIError:
            return CheckpointRow(size, "", "", "")
        return CheckpointRow(row.size, row.at, row.note, row.edge)

    async def _pages(
        self, columns: tuple[Column[Any], ...], after: int | None, below: int, page: int
    ) -> AsyncIterator[list[Row[Any]]]:
        """Rows of events by number. A page that cannot be read as a whole is read row by row."""
        while True:
            keys = select(events.c.number).where(events.c.number < below)
            if after is not None:
                keys = keys.where(events.c.number > after)
            keys = keys.order_by(events.c.number).limit(page)
            async with self._reading() as connection:
                numbers = list((await connection.execute(keys)).scalars())
            if not numbers:
                return
            yield await self._rows(columns, numbers[0], numbers[-1])
            after = numbers[-1]

    async def _rows(
        self, columns: tuple[Column[Any], ...], first: int, last: int
    ) -> list[Row[Any]]:
        wanted = select(*columns).where(events.c.number >= first, events.c.number <= last)
        try:
            async with self._reading() as connection:
                found = await connection.execute(wanted.order_by(events.c.number))
                return list(found.all())
        except DBAPIError:
            if first == last:
                return []
        middle = (first + last) // 2
        return [
            *await self._rows(columns, first, middle),
            *await self._rows(columns, middle + 1, last),
        ]


def _row(one: Row[Any]) -> LogRow:
    return LogRow(Leaf(one.number, one.at, one.kind, one.entry, one.salt, one.body), one.leaf)
