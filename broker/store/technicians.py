"""Technicians' accounts. TOTP secrets are sealed: the file alone gives none away."""

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from broker.points import Points
from broker.records import Account, AccountRow, AuditEntry, Role
from broker.store.audit import add_entry
from broker.store.database import AlreadyThere, Database
from broker.store.opening import leave_no_trace
from broker.store.tables import devices, passkeys, recovery_codes, sign_ins, technicians
from broker.vault import Vault, VaultFault, VaultTrouble, is_sealed

_PURPOSE = "totp"


class Technicians(Database):
    """Accounts by their case-folded name. A changed secret or role ends the account's sign-ins."""

    def __init__(self, engine: AsyncEngine, vault: Vault, points: Points | None = None) -> None:
        super().__init__(engine, points)
        self._vault = vault

    async def add_technician(
        self,
        *,
        name: str,
        full_name: str,
        password_hash: str,
        totp_secret: str,
        now: datetime,
        roles: Iterable[Role] = (Role.TECHNICIAN,),
    ) -> int:
        """Its number; `AlreadyThere` where a technician has that name."""
        values = {
            "name": name,
            "full_name": full_name,
            "password_hash": password_hash,
            "totp_step": 0,
            "disabled": False,
            "created_at": now,
            "roles": written(roles),
        }
        try:
            async with self._writing() as connection:
                sealed = self._vault.seal(_PURPOSE, name, totp_secret)
                found = await connection.execute(
                    insert(technicians)
                    .values(**values, totp_secret=sealed)
                    .returning(technicians.c.id)
                )
                return int(found.scalar_one())
        except IntegrityError as error:
            raise AlreadyThere(name) from error

    async def technicians(self) -> list[Account]:
        """All, disabled ones too, by name."""
        async with self._reading() as connection:
            rows = await connection.execute(select(technicians).order_by(technicians.c.name))
            return [self._account(row) for row in rows]

    async def technician(self, name: str) -> Account | None:
        """The account of that case-folded name, disabled or not."""
        return await self._one(technicians.c.name == name)

    async def technician_numbered(self, technician_id: int) -> Account | None:
        """The account of that number, disabled or not."""
        return await self._one(technicians.c.id == technician_id)

    async def account_rows(self) -> list[AccountRow]:
        """What lists show of all accounts, by name."""
        keys = select(func.count()).where(passkeys.c.technician_id == technicians.c.id)
        codes = select(func.count()).where(
            recovery_codes.c.technician_id == technicians.c.id, recovery_codes.c.used_at.is_(None)
        )
        wanted = select(
            *technicians.c["id", "name", "full_name", "roles", "disabled"],
            keys.scalar_subquery().label("passkeys"),
            codes.scalar_subquery().label("recovery_left"),
        ).order_by(technicians.c.name)
        async with self._reading() as connection:
            rows = await connection.execute(wanted)
            return [AccountRow(**{**row._mapping, "roles": roles_in(row.roles)}) for row in rows]

    async def set_disabled(self, technician_id: int, disabled: bool) -> None:
        """Close an account, or open it again."""
        await self._change(technician_id, None, disabled=disabled)

    async def set_password(self, technician_id: int, password_hash: str) -> None:
        """Replace the password."""
        await self._change(technician_id, None, password_hash=password_hash)

    async def set_roles(self, technician_id: int, roles: Iterable[Role]) -> None:
        """Replace the roles."""
        await self._change(technician_id, None, roles=written(roles))

    async def change_account(
        self, technician_id: int, roles: Iterable[Role], disabled: bool, entry: AuditEntry
    ) -> list[str]:
        """Set roles and whether it is closed, with a row of the audit; the sign-ins it ended."""
        return await self._change(technician_id, entry, roles=written(roles), disabled=disabled)

    async def set_totp(self, technician_id: int, totp_secret: str) -> None:
        """Replace the TOTP secret; the new one's steps are all unused."""
        async with self._writing() as connection:
            name = (
                await connection.execute(
                    select(technicians.c.name).where(technicians.c.id == technician_id)
                )
            ).scalar_one()
            sealed = self._vault.seal(_PURPOSE, name, totp_secret)
            await _set(connection, technician_id, totp_secret=sealed, totp_step=0)

    async def forget_ways_in(self, technician_id: int) -> None:
        """Take from an account its passkeys, recovery codes and known devices."""
        async with self._writing() as connection:
            for table in (passkeys, recovery_codes, devices):
                await connection.execute(
                    delete(table).where(table.c.technician_id == technician_id)
                )

    async def seal_secrets(self) -> None:
        """See that every secret is sealed and opens. Raises `VaultFault`.

        A key file is made only where nothing is sealed yet: one that is missing is never replaced.
        """
        async with self._reading() as connection:
            rows = (await connection.execute(select(technicians))).all()
        if not any(is_sealed(row.totp_secret) for row in rows):
            self._vault.make()
        if all(is_sealed(row.totp_secret) for row in rows):
            for row in rows:
                self._account(row)
            return
        await self._seal_anew()
        await leave_no_trace(self._engine)

    async def rotate_secrets(self, entry: AuditEntry) -> None:
        """Seal everything under a new key, then drop the old ones.

        Wherever this is cut off, the key file opens everything: until all is sealed under the new
        key, and that is on the disk, it holds both. The file changes while the database is locked
        for writing, so that two at once take turns. A broker that runs notices by itself.
        """
        await self._seal_anew(self._vault.add_key, entry)
        await leave_no_trace(self._engine)
        async with self._writing() as connection:
            await connection.execute(select(technicians).with_for_update())
            self._vault.drop_old_keys()

    async def renew_lost_secrets(
        self, new_secret: Callable[[], str], entry: AuditEntry
    ) -> list[str]:
        """Put new secrets in place of those that do not open; the names of their accounts.

        Nobody knows the new ones: each of these accounts needs `set_totp`.
        """
        self._vault.make()
        lost = []
        async with self._writing() as connection:
            for row in (await connection.execute(select(technicians))).all():
                try:
                    self._account(row)
                except VaultFault as fault:
                    if fault.trouble is not VaultTrouble.WRONG:
                        raise
                    sealed = self._vault.seal(_PURPOSE, row.name, new_secret())
                    await _set(connection, row.id, totp_secret=sealed)
                    lost.append(row.name)
            if lost:
                await add_entry(connection, entry)
        return lost

    async def _seal_anew(
        self, first: Callable[[], None] | None = None, entry: AuditEntry | None = None
    ) -> None:
        """Seal every secret under the vault's newest key, all or none; before it, do `first`."""
        async with self._writing() as connection:
            rows = (await connection.execute(select(technicians).with_for_update())).all()
            if first is not None:
                first()
            if entry is not None:
                await add_entry(connection, entry)
            for row in rows:
                plain = row.totp_secret
                if is_sealed(plain):
                    plain = self._vault.open(_PURPOSE, row.name, plain)
                await connection.execute(
                    update(technicians)
                    .where(technicians.c.id == row.id)
                    .values(totp_secret=self._vault.seal(_PURPOSE, row.name, plain))
                )

    async def _change(
        self, technician_id: int, entry: AuditEntry | None, **values: str | bool
    ) -> list[str]:
        async with self._writing() as connection:
            if entry is not None:
                await add_entry(connection, entry)
            return await _set(connection, technician_id, **values)

    async def _one(self, wanted: ColumnElement[bool]) -> Account | None:
        async with self._reading() as connection:
            row = (await connection.execute(select(technicians).where(wanted))).first()
            return None if row is None else self._account(row)

    def _account(self, row: Row[tuple[object, ...]]) -> Account:
        secret = self._vault.open(_PURPOSE, row.name, row.totp_secret)
        roles = roles_in(row.roles)
        return Account(**{**row._mapping, "totp_secret": secret, "roles": roles})


def written(roles: Iterable[Role]) -> str:
    """Roles as the database has them."""
    return ",".join(sorted({role.value for role in roles}))


def roles_in(text: str) -> frozenset[Role]:
    """The roles of an account; what is no role gives none."""
    known = {role.value: role for role in Role}
    return frozenset(known[word] for word in text.split(",") if word in known)


async def _set(
    connection: AsyncConnection, technician_id: int, **values: str | int | bool
) -> list[str]:
    """Change an account and end its sign-ins; gives their numbers."""
    await connection.execute(
        update(technicians).where(technicians.c.id == technician_id).values(values)
    )
    ended = await connection.execute(
        delete(sign_ins).where(sign_ins.c.technician_id == technician_id).returning(sign_ins.c.id)
    )
    return list(ended.scalars())
