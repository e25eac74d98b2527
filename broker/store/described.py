"""The rows that events of the log describe, told in the words of those events."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.records import iso
from broker.records.watched import Watched
from broker.store.billing_tables import charges, debits
from broker.store.events import Events
from broker.store.telling import KINDS, Told

_Key = TypeVar("_Key", int, str)
_DANGLING_MOST: Final = 1000
_DANGLING: Final = text(
    'SELECT "table", rowid, parent FROM pragma_foreign_key_check() ORDER BY 1, 2, 3 LIMIT :most'
)


@dataclass(frozen=True, slots=True)
class Dangling:
    """A row that points at one that is not there."""

    table: str
    row: int | None
    parent: str
    """The table in which the other is missing."""


class Described(Events):
    """Reads rows of several tables for the comparison with the log.

    A row's key is its number; a closed month's, its `YYYY-MM`.
    """

    async def told_rows(self, kind: Watched, keys: Iterable[_Key]) -> dict[_Key, Told | None]:
        """The rows with these keys that are there; None for one that cannot be read."""
        wanted = sorted(set(keys))
        try:
            return await self._told(kind, wanted)
        except (DBAPIError, ValueError, TypeError, AttributeError):
            if len(wanted) == 1:
                return {wanted[0]: None}
        middle = len(wanted) // 2
        return {
            **await self.told_rows(kind, wanted[:middle]),
            **await self.told_rows(kind, wanted[middle:]),
        }

    async def told_keys(self, kind: Watched, after: _Key | None, limit: int) -> list[_Key]:
        """At most so many keys of rows that are to have an event, above `after`.

        None at all where the database cannot read them; then one is missing that an event tells
        of.
        """
        one = KINDS[kind]
        wanted = select(one.key).order_by(one.key).limit(limit)
        if after is not None:
            wanted = wanted.where(one.key > after)
        if one.logged is not None:
            wanted = wanted.where(one.logged)
        try:
            async with self._reading() as connection:
                return list((await connection.execute(wanted)).scalars())
        except DBAPIError:
            return []

    async def dangling(self) -> list[Dangling]:
        """At most 1000 rows that point at rows that are not there; only a SQLite file can come to
        that, in the hands of who goes past the program."""
        if self._engine.dialect.name != "sqlite":
            return []
        async with self._reading() as connection:
            found = await connection.execute(_DANGLING, {"most": _DANGLING_MOST})
            return [Dangling(*row) for row in found]

    async def _told(self, kind: Watched, keys: list[_Key]) -> dict[_Key, Told | None]:
        one = KINDS[kind]
        async with self._reading() as connection:
            rows = await connection.execute(select(one.table).where(one.key.in_(keys)))
            told = {row._mapping[one.key]: one.tell(row) for row in rows}
            if kind is Watched.CHARGE:
                taken = await _taken(connection, keys)
                for key, fields in told.items():
                    fields["debits"] = taken.get(key, [])
        return {**told}


async def _taken(connection: AsyncConnection, keys: Iterable[object]) -> dict[object, list[object]]:
    """What each of these charges took from packs: `[[pack, units], …]` in order; longer where a
    row says anything else that its charge does not."""
    wanted = (
        select(debits, charges.c.by.label("whose"), charges.c.at.label("moment"))
        .join(charges, charges.c.id == debits.c.charge_id)
        .where(debits.c.charge_id.in_(set(keys)))
        .order_by(debits.c.id)
    )
    found: dict[object, list[object]] = {}
    for row in await connection.execute(wanted):
        more = (row.tickets, row.note, row.by, row.at)
        odd = [] if more == (0, "", row.whose, row.moment) else [*more[:3], iso(row.at)]
        found.setdefault(row.charge_id, []).append([row.pack_id, row.units, *odd])
    return found
