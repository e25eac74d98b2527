"""What every part of the accounts stands on: the values it gives, its faults, and its trace."""

import base64
import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from broker.accounts.gate import Counted, Full, Gate
from broker.browsers import label, printable
from broker.config import Settings
from broker.records import Account, AuditEntry, Method, Standing, Technician, Trace
from broker.sources import Sources
from broker.store import NewSignIn, Proof, Store
from broker.wire.limits import NAME_MAX

_LOG: Final = logging.getLogger("affianco.accounts")
DEVICE_DAYS: Final = 90
"""How long a browser is known after its last sign-in."""
DETAIL_MOST: Final = 200
TOKEN_MOST: Final = 64
"""Characters of a cookie that are looked at."""
_ADDRESS_MOST: Final = 64


class SignInFailed(Exception):
    """Name, password, code or passkey is wrong: nobody is told which."""


class TooManyTries(Exception):
    """Wait a minute."""


class PasskeysUnavailable(Exception):
    """Browsers keep passkeys for names of the DNS; this broker's address is none."""


class PasskeyRefused(Exception):
    """A passkey that is not added: not made for this, late, there already, or one too many."""


class OwnAccount(Exception):
    """Nobody takes the role of an admin from their own account, or closes it."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A new sign-in: `token` and `device` go into cookies and nowhere else."""

    id: str
    token: str
    seconds: int
    device: str
    """By which this browser is known at its next sign-in."""
    device_seconds: int
    technician: Technician

    def __repr__(self) -> str:
        """Without the tokens."""
        return f"SignIn(id={self.id!r})"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody signs in: address, what the browser says of itself, its device cookie."""

    address: str
    browser: str
    device: str


class Base:
    """What the parts share."""

    def __init__(self, *, store: Store, settings: Settings, sources: Sources) -> None:
        self._store = store
        self._settings = settings
        self._now = sources.now
        self._utcnow = sources.utcnow
        self._random = sources.random
        self._gate = Gate()
        self._listeners: list[Callable[[str], None]] = []

    def on_revoked(self, callback: Callable[[str], None]) -> None:
        """Have `callback` called with the number of each sign-in that somebody ends here.

        Another process may revoke too (the command line does): ask `still_valid` now and then.
        """
        self._listeners.append(callback)

    async def audit(
        self, kind: Trace, technician: Technician | None, address: str, detail: str = ""
    ) -> None:
        """Add a row to the audit."""
        number, name = (technician.id, technician.name) if technician else (None, "")
        await self._store.note(self._entry(kind, number, name, address, detail))

    def _revoked(self, sign_ins: list[str]) -> None:
        for sign_in in sign_ins:
            for callback in self._listeners:
                callback(sign_in)

    def _entry(
        self, kind: Trace, technician_id: int | None, name: str, address: str, detail: str = ""
    ) -> AuditEntry:
        return AuditEntry(
            at=self._utcnow(),
            kind=kind,
            technician_id=technician_id,
            name=printable(name, NAME_MAX),
            address=printable(address, _ADDRESS_MOST),
            detail=printable(detail, DETAIL_MOST),
        )

    def _by(self, kind: Trace, technician: Technician, address: str, detail: str) -> AuditEntry:
        return self._entry(kind, technician.id, technician.name, address, detail)

    async def _take(self, name: str, address: str, *places: tuple[str, str]) -> Counted:
        """Count a try; one that is turned away leaves at most one row in a window."""
        now = self._now()
        try:
            return self._gate.take(now, *places)
        except Full as full:
            if self._gate.tells(full.what, full.key, now):
                entry = self._entry(Trace.SIGN_IN_THROTTLED, None, name, address, full.what)
                await self._store.note(entry)
            raise TooManyTries from full

    async def _failed(self, account: Account | None, name: str, address: str, why: str) -> None:
        """Trace a failed try, as long as such rows are few; the log has the others."""
        number = account.id if account else None
        entry = self._entry(Trace.SIGN_IN_FAILED, number, name, address, why)
        if self._gate.may_note(self._now()):
            await self._store.note(entry)
        else:
            _LOG.info("failed sign-in (%s) from %s", why, entry.address)

    async def _signed(self, account: Account, proof: Proof, method: Method, seat: Seat) -> SignIn:
        """Sign in with a proof that was right. Raises `SignInFailed` where it was used before."""
        technician = self._technician(account)
        given, new = self._new_sign_in(technician, method, seat)
        entries = [self._by(Trace.SIGN_IN, technician, seat.address, method.value)]
        if method is Method.RECOVERY:
            entries.append(self._by(Trace.RECOVERY_CODE_USED, technician, seat.address, ""))
        if not await self._store.sign_in(account, proof, new, *entries):
            await self._failed(account, account.name, seat.address, f"{method.value} used")
            raise SignInFailed
        return given

    def _new_sign_in(
        self, technician: Technician, method: Method, seat: Seat
    ) -> tuple[SignIn, NewSignIn]:
        """A sign-in to give, and what is to be kept of it."""
        now, hours = self._utcnow(), timedelta(hours=self._settings.sign_in_hours)
        days = timedelta(days=DEVICE_DAYS)
        given = SignIn(
            id=self._random(16).hex(),
            token=self._token(),
            seconds=int(hours.total_seconds()),
            device=self._token(),
            device_seconds=int(days.total_seconds()),
            technician=technician,
        )
        return given, NewSignIn(
            id=given.id,
            token_hash=token_hash(given.token),
            now=now,
            expires_at=now + hours,
            address=printable(seat.address, _ADDRESS_MOST),
            browser=label(seat.browser),
            method=method,
            device_hash=token_hash(given.device),
            device_expires_at=now + days,
            former_device_hash=token_hash(seat.device) if seat.device else "",
        )

    def _technician(self, account: Account | Standing) -> Technician:
        number = account.id if isinstance(account, Account) else account.technician_id
        organisation = self._settings.organisation
        return Technician(number, account.name, account.full_name, organisation, account.roles)

    def _token(self) -> str:
        return base64.urlsafe_b64encode(self._random(32)).rstrip(b"=").decode("ascii")


def token_hash(token: str) -> str:
    """What the database keeps of a token: whoever reads it cannot use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
