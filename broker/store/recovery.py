"""Recovery codes, as hashes."""

from collections.abc import Iterable

from sqlalchemy import delete, insert

from broker.records import AuditEntry
from broker.store.audit import add_entry
from broker.store.database import Database
from broker.store.tables import recovery_codes


class Recovery(Database):
    """What of an account's recovery codes is kept."""

    async def replace_recovery_codes(
        self, technician_id: int, hashes: Iterable[str], entry: AuditEntry
    ) -> None:
        """Put new codes in place of all that the account had."""
        rows = [{"technician_id": technician_id, "code_hash": one} for one in hashes]
        async with self._writing() as connection:
            await connection.execute(
                delete(recovery_codes).where(recovery_codes.c.technician_id == technician_id)
            )
            await connection.execute(insert(recovery_codes), rows)
            await add_entry(connection, entry)
