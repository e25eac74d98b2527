"""Sign-ins: each made with a proof that is used up, both or neither."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Select, delete, false, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.records import Account, AuditEntry, Method, SignInRow, Standing
from broker.store.audit import add_entry
from broker.store.tables import devices, passkeys, recovery_codes, sign_ins, technicians
from broker.store.technicians import Technicians, roles_in

KEPT_AFTER: Final = timedelta(days=1)
"""How long the row of a sign-in that is over stays, so that a session that runs is told from one
whose sign-in was revoked."""
_LISTED_MOST: Final = 1000
_DEVICES_MOST: Final = 50
"""Known devices of one account; the oldest makes room."""


@dataclass(frozen=True, slots=True)
class Step:
    """A TOTP time step, whose code was right."""

    number: int


@dataclass(frozen=True, slots=True)
class Code:
    """A recovery code, by its hash."""

    code_hash: str


@dataclass(frozen=True, slots=True)
class Touch:
    """A passkey that signed rightly, and the number of its signatures as it says itself."""

    passkey_id: int
    sign_count: int


Proof = Step | Code | Touch


@dataclass(frozen=True, slots=True)
class NewSignIn:
    """What is kept of a new sign-in; its token and its device's only as hashes."""

    id: str
    token_hash: str
    now: datetime
    expires_at: datetime
    address: str
    browser: str
    method: Method
    device_hash: str
    device_expires_at: datetime
    former_device_hash: str
    """The device's hash before, which is replaced; empty where it had none."""


class SignIns(Technicians):
    """Sign-ins by the hash of their token, or by their number."""

    async def sign_in(
        self, account: Account, proof: Proof, new: NewSignIn, *entries: AuditEntry
    ) -> bool:
        """Use up the proof, note the sign-in and add to the audit: all of it or nothing.

        False where the proof was used before, also by a request at the same moment, or where the
        account is no longer as it was when its secrets were checked.
        """
        async with self._writing() as connection:
            stands = await self._unchanged(connection, account)
            if not stands or not await _use_up(connection, account.id, proof, new.now):
                return False
            await _forget_old(connection, new.now)
            await _insert(connection, account.id, new)
            await _know_device(connection, account.id, new)
            for entry in entries:
                await add_entry(connection, entry)
            return True

    async def use_step(self, account: Account, step: int, now: datetime) -> bool:
        """Use up a TOTP step for something else than a sign-in; False as in `sign_in`."""
        async with self._writing() as connection:
            stands = await self._unchanged(connection, account)
            return stands and await _use_up(connection, account.id, Step(step), now)

    async def signed_in(self, token_hash: str, now: datetime) -> Standing | None:
        """Whose sign-in this is; None where it is unknown, over, or of a disabled account."""
        wanted = (
            select(
                sign_ins.c.id.label("sign_in"),
                sign_ins.c.seen_at,
                technicians.c.id.label("technician_id"),
                *technicians.c["name", "full_name", "roles"],
            )
            .join(sign_ins, sign_ins.c.technician_id == technicians.c.id)
            .where(
                sign_ins.c.token_hash == token_hash,
                sign_ins.c.expires_at > now,
                technicians.c.disabled == false(),
            )
        )
        async with self._reading() as connection:
            row = (await connection.execute(wanted)).first()
            if row is None:
                return None
            return Standing(**{**row._mapping, "roles": roles_in(row.roles)})

    async def still_valid(self, sign_in: str) -> bool:
        """Whether nobody ended this sign-in or closed its account; its hours do not matter."""
        wanted = (
            select(sign_ins.c.id)
            .join(technicians, technicians.c.id == sign_ins.c.technician_id)
            .where(sign_ins.c.id == sign_in, technicians.c.disabled == false())
        )
        async with self._reading() as connection:
            return (await connection.execute(wanted)).first() is not None

    async def seen(self, sign_in: str, now: datetime) -> None:
        """Note that the sign-in was used."""
        async with self._writing() as connection:
            await connection.execute(
                update(sign_ins).where(sign_ins.c.id == sign_in).values(seen_at=now)
            )

    async def sign_ins(self, technician_id: int | None, now: datetime) -> list[SignInRow]:
        """Those that stand, of one account or of all, last seen first."""
        wanted = _listed().where(sign_ins.c.expires_at > now, technicians.c.disabled == false())
        if technician_id is not None:
            wanted = wanted.where(sign_ins.c.technician_id == technician_id)
        async with self._reading() as connection:
            rows = await connection.execute(wanted)
            return [SignInRow(**{**row._mapping, "method": Method(row.method)}) for row in rows]

    async def sign_in_row(self, sign_in: str) -> SignInRow | None:
        """One of them, expired or not."""
        async with self._reading() as connection:
            row = (await connection.execute(_listed().where(sign_ins.c.id == sign_in))).first()
            if row is None:
                return None
            return SignInRow(**{**row._mapping, "method": Method(row.method)})

    async def revoke(self, sign_in: str, entry: AuditEntry) -> bool:
        """End a sign-in; False where there is none of that number."""
        async with self._writing() as connection:
            gone = await connection.execute(delete(sign_ins).where(sign_ins.c.id == sign_in))
            if gone.rowcount == 1:
                await add_entry(connection, entry)
            return bool(gone.rowcount == 1)

    async def device_of(self, token_hash: str, now: datetime) -> int | None:
        """The account on which this device signed in; None where it is not known, or no more."""
        wanted = select(devices.c.technician_id).where(
            devices.c.token_hash == token_hash, devices.c.expires_at > now
        )
        async with self._reading() as connection:
            return (await connection.execute(wanted)).scalar_one_or_none()

    async def _unchanged(self, connection: AsyncConnection, account: Account) -> bool:
        """Whether the account is open and its secrets are those that were checked."""
        wanted = select(technicians).where(technicians.c.id == account.id).with_for_update()
        row = (await connection.execute(wanted)).first()
        if row is None or row.disabled:
            return False
        found = self._account(row)
        secrets = (found.password_hash, found.totp_secret)
        return secrets == (account.password_hash, account.totp_secret)


async def _use_up(
    connection: AsyncConnection, technician_id: int, proof: Proof, now: datetime
) -> bool:
    """Compare and set: of two that use the same proof, one changes a row."""
    match proof:
        case Step(number):
            change = update(technicians).values(totp_step=number)
            change = change.where(technicians.c.id == technician_id)
            change = change.where(technicians.c.totp_step < number)
        case Code(code_hash):
            change = update(recovery_codes).values(used_at=now)
            change = change.where(recovery_codes.c.technician_id == technician_id)
            change = change.where(recovery_codes.c.code_hash == code_hash)
            change = change.where(recovery_codes.c.used_at.is_(None))
        case Touch(passkey_id, count):
            column = passkeys.c.sign_count
            goes_on = column <= count if count == 0 else column < count
            change = update(passkeys).values(sign_count=count, used_at=now)
            change = change.where(passkeys.c.technician_id == technician_id)
            change = change.where(passkeys.c.id == passkey_id, goes_on)
    return bool((await connection.execute(change)).rowcount == 1)


async def _forget_old(connection: AsyncConnection, now: datetime) -> None:
    await connection.execute(delete(sign_ins).where(sign_ins.c.expires_at <= now - KEPT_AFTER))
    await connection.execute(delete(devices).where(devices.c.expires_at <= now))


async def _insert(connection: AsyncConnection, technician_id: int, new: NewSignIn) -> None:
    await connection.execute(
        insert(sign_ins).values(
            token_hash=new.token_hash,
            id=new.id,
            technician_id=technician_id,
            created_at=new.now,
            expires_at=new.expires_at,
            seen_at=new.now,
            address=new.address,
            browser=new.browser,
            method=new.method.value,
        )
    )


async def _know_device(connection: AsyncConnection, technician_id: int, new: NewSignIn) -> None:
    """Remember the device, in place of what it was known by, among the newest of the account."""
    of_account = devices.c.technician_id == technician_id
    newest = (
        select(devices.c.token_hash)
        .where(of_account)
        .order_by(devices.c.expires_at.desc())
        .limit(_DEVICES_MOST - 1)
    )
    await connection.execute(
        delete(devices).where(of_account, devices.c.token_hash == new.former_device_hash)
    )
    await connection.execute(
        delete(devices).where(of_account, devices.c.token_hash.not_in(newest.scalar_subquery()))
    )
    await connection.execute(
        insert(devices).values(
            token_hash=new.device_hash,
            technician_id=technician_id,
            expires_at=new.device_expires_at,
        )
    )


def _listed() -> Select[tuple[object, ...]]:
    return (
        select(
            *sign_ins.c["id", "technician_id", "seen_at", "address", "browser", "method"],
            sign_ins.c.created_at.label("at"),
            technicians.c.full_name.label("technician"),
        )
        .join(technicians, technicians.c.id == sign_ins.c.technician_id)
        .order_by(sign_ins.c.seen_at.desc(), sign_ins.c.id)
        .limit(_LISTED_MOST)
    )
