"""Signing in, staying signed in, and the tickets of the signed-in."""

import asyncio
import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from broker import passwords, totp
from broker.addresses import limit_key
from broker.config import Settings
from broker.records import Account, Technician, folded
from broker.store import Store
from broker.throttle import Throttle
from broker.tickets import Tickets

EACH_ACCOUNT_MOST: Final = 10
"""Failed sign-ins of one name in `WINDOW_SECONDS`."""
EACH_ADDRESS_MOST: Final = 20
"""Failed sign-ins from one address (IPv6: one /64) in `WINDOW_SECONDS`."""
WINDOW_SECONDS: Final = 60.0
HASHES_AT_ONCE: Final = 2
"""Argon2 takes 64 MiB and a core each."""
HASHES_WAITING_MOST: Final = 32
"""Sign-ins that wait for their hash; more are turned away, so that a flood cannot pile up."""


class SignInFailed(Exception):
    """Name, password or code is wrong: nobody is told which."""


class TooManyTries(Exception):
    """Wait a minute."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A new sign-in: `token` goes into the cookie and nowhere else."""

    token: str
    seconds: int
    technician: Technician


class Accounts:
    """Who may work here. Clocks and randomness are passed in."""

    def __init__(
        self,
        *,
        store: Store,
        settings: Settings,
        now: Callable[[], float],
        utcnow: Callable[[], datetime],
        random: Callable[[int], bytes],
    ) -> None:
        """`now`: monotonic seconds; `utcnow`: aware UTC time; `random`: secret random bytes."""
        self._store = store
        self._organisation = settings.organisation
        self._lifetime = timedelta(hours=settings.sign_in_hours)
        self._now = now
        self._utcnow = utcnow
        self._random = random
        self._tickets = Tickets()
        self._by_account = Throttle(most=EACH_ACCOUNT_MOST, seconds=WINDOW_SECONDS)
        self._by_address = Throttle(most=EACH_ADDRESS_MOST, seconds=WINDOW_SECONDS)
        self._hashing = asyncio.Semaphore(HASHES_AT_ONCE)
        self._hashes = 0
        self._nobodys_hash = passwords.hashed(self._token(), random(passwords.SALT_BYTES))
        self._nobodys_secret = totp.new_secret(random)

    async def sign_in(self, *, name: str, password: str, code: str, address: str) -> SignIn:
        """Sign in from `address`. Raises `SignInFailed` or `TooManyTries`.

        Each try counts before it is looked at, so that a hundred at once are a hundred tries;
        one that succeeds is given back.
        """
        account_key, address_key = folded(name), limit_key(address)
        now = self._now()
        if not self._by_address.take(address_key, now):
            raise TooManyTries
        if not self._by_account.take(account_key, now):
            raise TooManyTries
        account = await self._store.technician(account_key)
        sign_in = await self._checked(account, password, code)
        self._by_address.give_back(address_key)
        self._by_account.give_back(account_key)
        return sign_in

    async def sign_out(self, cookie_token: str) -> None:
        """End a sign-in."""
        await self._store.sign_out(_token_hash(cookie_token))

    async def signed_in(self, cookie_token: str) -> Technician | None:
        """Whose sign-in the cookie is; None where it is none, or over."""
        if not cookie_token or len(cookie_token) > 64:
            return None
        account = await self._store.signed_in(_token_hash(cookie_token), self._utcnow())
        return None if account is None else self._technician(account)

    def ticket(self, technician: Technician) -> str:
        """A new ticket: single use, 30 s."""
        ticket = self._token()
        self._tickets.issue(ticket, technician.id, self._now())
        return ticket

    def redeem(self, ticket: str, technician: Technician) -> bool:
        """Use a ticket up; whether it was this technician's, unused and in time."""
        return self._tickets.redeem(ticket, technician.id, self._now())

    async def _checked(self, account: Account | None, password: str, code: str) -> SignIn:
        """The same work for an unknown name, a wrong password and a wrong code."""
        usable = account is not None and not account.disabled
        password_hash = account.password_hash if account else self._nobodys_hash
        secret = account.totp_secret if account else self._nobodys_secret
        password_right = await self._password_right(password_hash, password)
        now = self._utcnow()
        step = totp.accepted_step(secret, code, now)
        if account is None or not usable or not password_right or step is None:
            raise SignInFailed
        token = self._token()
        if not await self._store.sign_in(
            account, step, _token_hash(token), now=now, expires_at=now + self._lifetime
        ):
            raise SignInFailed
        seconds = int(self._lifetime.total_seconds())
        return SignIn(token, seconds, self._technician(account))

    async def _password_right(self, password_hash: str, password: str) -> bool:
        if self._hashes >= HASHES_WAITING_MOST:
            raise TooManyTries
        self._hashes += 1
        try:
            async with self._hashing:
                return await asyncio.to_thread(passwords.matches, password_hash, password)
        finally:
            self._hashes -= 1

    def _technician(self, account: Account) -> Technician:
        return Technician(account.id, account.name, account.full_name, self._organisation)

    def _token(self) -> str:
        return base64.urlsafe_b64encode(self._random(32)).rstrip(b"=").decode("ascii")


def _token_hash(token: str) -> str:
    """What the database keeps of a sign-in: whoever reads it cannot sign in with it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
