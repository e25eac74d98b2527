"""The audit's rows. They are added and read; nothing changes or removes one."""

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.records import AuditEntry, Trace
from broker.store.database import Database
from broker.store.tables import audit


class Audit(Database):
    """Who did what with accounts and quick access, and who tried."""

    async def note(self, entry: AuditEntry) -> None:
        """Add a row."""
        async with self._writing() as connection:
            await add_entry(connection, entry)

    async def audit_page(self, before: int | None, limit: int) -> list[AuditEntry]:
        """At most `limit` rows, newest first, below number `before`."""
        wanted = select(audit).order_by(audit.c.id.desc()).limit(limit)
        if before is not None:
            wanted = wanted.where(audit.c.id < before)
        async with self._reading() as connection:
            rows = await connection.execute(wanted)
            return [AuditEntry(**{**row._mapping, "kind": Trace(row.kind)}) for row in rows]


async def add_entry(connection: AsyncConnection, entry: AuditEntry) -> None:
    """Add a row as part of the change that it tells of."""
    await connection.execute(
        insert(audit).values(
            at=entry.at,
            kind=entry.kind.value,
            technician_id=entry.technician_id,
            name=entry.name,
            address=entry.address,
            detail=entry.detail,
        )
    )
