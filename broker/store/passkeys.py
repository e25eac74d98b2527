"""Passkeys: public keys only, so there is nothing to steal."""

from datetime import datetime
from typing import Final

from sqlalchemy import Row, delete, func, insert, select
from sqlalchemy.exc import IntegrityError

from broker.records import AuditEntry, Passkey
from broker.store.audit import add_entry
from broker.store.database import AlreadyThere, Database
from broker.store.tables import passkeys

PASSKEYS_MOST: Final = 20
"""Passkeys of one account."""


class Passkeys(Database):
    """Passkeys of accounts, by number or by credential ID (hex)."""

    async def add_passkey(
        self,
        technician_id: int,
        *,
        credential_id: str,
        public_key: str,
        sign_count: int,
        label: str,
        now: datetime,
        entry: AuditEntry,
    ) -> int | None:
        """Its number; None where the account has `PASSKEYS_MOST`.

        `AlreadyThere` where the credential is registered, for whomever.
        """
        mine = passkeys.c.technician_id == technician_id
        try:
            async with self._writing() as connection:
                count = select(func.count()).select_from(passkeys).where(mine)
                if (await connection.execute(count)).scalar_one() >= PASSKEYS_MOST:
                    return None
                found = await connection.execute(
                    insert(passkeys)
                    .values(
                        technician_id=technician_id,
                        credential_id=credential_id,
                        public_key=public_key,
                        sign_count=sign_count,
                        label=label,
                        created_at=now,
                    )
                    .returning(passkeys.c.id)
                )
                await add_entry(connection, entry)
                return int(found.scalar_one())
        except IntegrityError as error:
            raise AlreadyThere(label) from error

    async def passkeys(self, technician_id: int) -> list[Passkey]:
        """Those of an account, oldest first."""
        wanted = select(passkeys).where(passkeys.c.technician_id == technician_id)
        async with self._reading() as connection:
            rows = await connection.execute(wanted.order_by(passkeys.c.id))
            return [_passkey(row) for row in rows]

    async def passkey(self, credential_id: str) -> Passkey | None:
        """The one of that credential ID."""
        wanted = select(passkeys).where(passkeys.c.credential_id == credential_id)
        async with self._reading() as connection:
            row = (await connection.execute(wanted)).first()
            return None if row is None else _passkey(row)

    async def remove_passkey(self, technician_id: int, passkey_id: int, entry: AuditEntry) -> bool:
        """Remove one; False where the account has none of that number."""
        async with self._writing() as connection:
            gone = await connection.execute(
                delete(passkeys).where(
                    passkeys.c.id == passkey_id, passkeys.c.technician_id == technician_id
                )
            )
            if gone.rowcount == 1:
                await add_entry(connection, entry)
            return bool(gone.rowcount == 1)


def _passkey(row: Row[tuple[object, ...]]) -> Passkey:
    return Passkey(**row._mapping)
