"""Technicians' accounts and sign-ins."""

from datetime import datetime

from sqlalchemy import Row, delete, false, insert, select, update
from sqlalchemy.exc import IntegrityError

from broker.records import Account
from broker.store.database import AlreadyThere, Database
from broker.store.tables import sign_ins, technicians


class Technicians(Database):
    """Accounts by their case-folded name. A changed secret ends the account's sign-ins."""

    async def add_technician(
        self, *, name: str, full_name: str, password_hash: str, totp_secret: str, now: datetime
    ) -> int:
        """Its number; `AlreadyThere` where a technician has that name."""
        values = {
            "name": name,
            "full_name": full_name,
            "password_hash": password_hash,
            "totp_secret": totp_secret,
            "totp_step": 0,
            "disabled": False,
            "created_at": now,
        }
        try:
            async with self._writing() as connection:
                found = await connection.execute(
                    insert(technicians).values(values).returning(technicians.c.id)
                )
                return int(found.scalar_one())
        except IntegrityError as error:
            raise AlreadyThere(name) from error

    async def technicians(self) -> list[Account]:
        """All, disabled ones too, by name."""
        async with self._reading() as connection:
            rows = await connection.execute(select(technicians).order_by(technicians.c.name))
            return [_account(row) for row in rows]

    async def technician(self, name: str) -> Account | None:
        """The account of that case-folded name, disabled or not."""
        async with self._reading() as connection:
            rows = await connection.execute(select(technicians).where(technicians.c.name == name))
            row = rows.first()
            return None if row is None else _account(row)

    async def set_disabled(self, technician_id: int, disabled: bool) -> None:
        """Close an account, or open it again."""
        await self._change(technician_id, disabled=disabled)

    async def set_password(self, technician_id: int, password_hash: str) -> None:
        """Replace the password."""
        await self._change(technician_id, password_hash=password_hash)

    async def set_totp(self, technician_id: int, totp_secret: str) -> None:
        """Replace the TOTP secret; the new one's steps are all unused."""
        await self._change(technician_id, totp_secret=totp_secret, totp_step=0)

    async def sign_in(
        self, account: Account, step: int, token_hash: str, *, now: datetime, expires_at: datetime
    ) -> bool:
        """Use up TOTP `step` and note the sign-in, both or neither.

        False where the step, or a later one, was used before, also by a request at the same
        moment, or where the account is no longer as it was when its secrets were checked.
        """
        async with self._writing() as connection:
            used = await connection.execute(
                update(technicians)
                .where(
                    technicians.c.id == account.id,
                    technicians.c.totp_step < step,
                    technicians.c.disabled == false(),
                    technicians.c.password_hash == account.password_hash,
                    technicians.c.totp_secret == account.totp_secret,
                )
                .values(totp_step=step)
            )
            if used.rowcount != 1:
                return False
            await connection.execute(delete(sign_ins).where(sign_ins.c.expires_at <= now))
            await connection.execute(
                insert(sign_ins).values(
                    token_hash=token_hash,
                    technician_id=account.id,
                    created_at=now,
                    expires_at=expires_at,
                )
            )
            return True

    async def signed_in(self, token_hash: str, now: datetime) -> Account | None:
        """Whose sign-in this is; None where it is unknown, over, or of a disabled account."""
        async with self._reading() as connection:
            rows = await connection.execute(
                select(technicians)
                .join(sign_ins, sign_ins.c.technician_id == technicians.c.id)
                .where(
                    sign_ins.c.token_hash == token_hash,
                    sign_ins.c.expires_at > now,
                    technicians.c.disabled == false(),
                )
            )
            row = rows.first()
            return None if row is None else _account(row)

    async def sign_out(self, token_hash: str) -> None:
        """End a sign-in; no matter whether there was one."""
        async with self._writing() as connection:
            await connection.execute(delete(sign_ins).where(sign_ins.c.token_hash == token_hash))

    async def _change(self, technician_id: int, **values: str | int | bool) -> None:
        async with self._writing() as connection:
            await connection.execute(
                update(technicians).where(technicians.c.id == technician_id).values(values)
            )
            await connection.execute(
                delete(sign_ins).where(sign_ins.c.technician_id == technician_id)
            )


def _account(row: Row[tuple[object, ...]]) -> Account:
    return Account(**row._mapping)
