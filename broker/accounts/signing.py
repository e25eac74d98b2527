"""Signing in with name, password and code, staying signed in, and the tickets of the signed-in."""

from datetime import timedelta
from typing import Final

from broker.accounts.base import (
    TOKEN_MOST,
    Base,
    Seat,
    SignIn,
    SignInFailed,
    TooManyTries,
    token_hash,
)
from broker.accounts.hashing import HASHES_AT_ONCE, HASHES_WAITING_MOST, HashesFull, Hashing
from broker.addresses import limit_key
from broker.config import Settings
from broker.proofs import passwords, recovery, totp
from broker.records import Account, Method, SignedIn, Technician, Trace, folded
from broker.sources import Sources
from broker.store import Code, Step, Store
from broker.tickets import Tickets

_SEEN_EACH: Final = timedelta(minutes=1)
_DEVICE_HASHES_WAITING: Final = 8


class Signing(Base):
    """Sign-ins by what is typed."""

    def __init__(self, *, store: Store, settings: Settings, sources: Sources) -> None:
        """See `Base`."""
        super().__init__(store=store, settings=settings, sources=sources)
        self._tickets = Tickets()
        self._hashing = Hashing(at_once=HASHES_AT_ONCE, waiting=HASHES_WAITING_MOST)
        self._device_hashing = Hashing(at_once=1, waiting=_DEVICE_HASHES_WAITING)
        self._nobodys_hash = passwords.hashed(self._token(), self._random(passwords.SALT_BYTES))
        self._nobodys_secret = totp.new_secret(self._random)

    async def sign_in(
        self,
        *,
        name: str,
        password: str,
        code: str,
        address: str,
        browser: str = "",
        device: str = "",
    ) -> SignIn:
        """Sign in from `address`. Raises `SignInFailed` or `TooManyTries`.

        `code`: of the authenticator app, or a recovery code; `browser`: what it says of itself;
        `device`: the device cookie that it brought, or nothing. A try that succeeds is given back.
        """
        key = folded(name)
        known = await self._known_device(device, key)
        places = (("address", limit_key(address)), ("account", key))
        counted = await self._take(name, address, *((("device", known),) if known else places))
        account = await self._store.technician(key)
        hashing = self._device_hashing if known else self._hashing
        checked = await self._checked(account, password, code, hashing)
        if account is None or isinstance(checked, str):
            await self._failed(account, name, address, str(checked))
            raise SignInFailed
        method = Method.TOTP if isinstance(checked, Step) else Method.RECOVERY
        given = await self._signed(account, checked, method, Seat(address, browser, device))
        self._gate.give_back(counted)
        return given

    async def sign_out(self, cookie_token: str, address: str = "") -> None:
        """End a sign-in that stands; one whose hours have passed is not ended, but over."""
        standing = await self._store.signed_in(token_hash(cookie_token), self._utcnow())
        if standing is not None:
            entry = self._by(Trace.SIGN_OUT, self._technician(standing), address, "")
            if await self._store.revoke(standing.sign_in, entry):
                self._revoked([standing.sign_in])

    async def signed_in(self, cookie_token: str) -> SignedIn | None:
        """Whose sign-in the cookie is; None where it is none, or over."""
        if not cookie_token or len(cookie_token) > TOKEN_MOST:
            return None
        now = self._utcnow()
        standing = await self._store.signed_in(token_hash(cookie_token), now)
        if standing is None:
            return None
        if now - standing.seen_at >= _SEEN_EACH:
            await self._store.seen(standing.sign_in, now)
        return SignedIn(self._technician(standing), standing.roles, standing.sign_in)

    def ticket(self, technician: Technician) -> str:
        """A new ticket: single use, 30 s."""
        ticket = self._token()
        self._tickets.issue(ticket, technician.id, self._now())
        return ticket

    def redeem(self, ticket: str, technician: Technician) -> bool:
        """Use a ticket up; whether it was this technician's, unused and in time."""
        return self._tickets.redeem(ticket, technician.id, self._now())

    async def prove(self, technician: Technician, code: str, address: str = "") -> None:
        """Use up the present TOTP code of a signed-in technician, to change a way in.

        Raises `SignInFailed` or `TooManyTries`: whoever holds only a cookie cannot guess on.
        """
        counted = await self._take(technician.name, address, ("proof", str(technician.id)))
        account = await self._store.technician(technician.name)
        now = self._utcnow()
        step = totp.accepted_step(account.totp_secret, code, now) if account else None
        if account is None or step is None or not await self._store.use_step(account, step, now):
            await self._failed(account, technician.name, address, "proof")
            raise SignInFailed
        self._gate.give_back(counted)

    async def _known_device(self, device: str, key: str) -> str:
        """The hash of a device that signed in this account before; empty where it did not."""
        if not device or len(device) > TOKEN_MOST:
            return ""
        owner = await self._store.device_of(token_hash(device), self._utcnow())
        account = None if owner is None else await self._store.technician(key)
        return token_hash(device) if account is not None and account.id == owner else ""

    async def _checked(
        self, account: Account | None, password: str, code: str, hashing: Hashing
    ) -> Step | Code | str:
        """What the code proves, or, as text for the audit, what was wrong. The same work for an
        unknown name, a wrong password and a wrong code. Raises `TooManyTries`."""
        password_hash = account.password_hash if account else self._nobodys_hash
        secret = account.totp_secret if account else self._nobodys_secret
        try:
            right = await hashing.matches(password_hash, password)
        except HashesFull as full:
            raise TooManyTries from full
        step = totp.accepted_step(secret, code, self._utcnow())
        typed = recovery.normal(code)
        if account is None or not right:
            return "password"
        if account.disabled:
            return "closed"
        if step is not None:
            return Step(step)
        return "code" if typed is None else Code(recovery.code_hash(typed))
