"""Signing in with a passkey: no password and no code, but a key and who may use it."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from broker.accounts.base import (
    PasskeyRefused,
    PasskeysUnavailable,
    Seat,
    SignIn,
    SignInFailed,
    TooManyTries,
)
from broker.accounts.signing import Signing
from broker.addresses import limit_key
from broker.config import Settings
from broker.proofs.challenges import RANDOM_BYTES, SECONDS, Challenges
from broker.proofs.webauthn import NewKey, RelyingParty, Unproved, rp_id_of
from broker.records import Account, Method, Passkey, Technician, Trace
from broker.sources import Sources
from broker.store import AlreadyThere, Store, Touch

_SIGN_IN: Final = "sign in"


class PasskeySigning(Signing):
    """Sign-ins by passkey, and an account's passkeys."""

    def __init__(self, *, store: Store, settings: Settings, sources: Sources) -> None:
        """See `Base`."""
        super().__init__(store=store, settings=settings, sources=sources)
        self._challenges = Challenges(self._random(32))
        rp_id = rp_id_of(urlsplit(settings.own_url).hostname or "")
        self._relying = RelyingParty(rp_id, settings.name, settings.origins) if rp_id else None

    def passkey_options(self) -> dict[str, Any]:
        """What the browser needs to sign in. Raises `PasskeysUnavailable`."""
        return self._party().request(self._challenge(_SIGN_IN), SECONDS)

    async def passkey_sign_in(
        self, credential: Mapping[str, Any], *, address: str, browser: str = "", device: str = ""
    ) -> SignIn:
        """Sign in with what the browser answered, in the JSON form of WebAuthn.

        Raises `SignInFailed`, `TooManyTries` or `PasskeysUnavailable`.
        """
        party = self._party()
        counted = await self._take("", address, ("address", limit_key(address)))
        try:
            account, touch, challenge = await self._asserted(party, credential)
        except Unproved as error:
            await self._failed(None, "", address, "passkey")
            raise SignInFailed from error
        if account.disabled:
            await self._failed(account, account.name, address, "closed")
            raise SignInFailed
        if not self._challenges.use(challenge, self._now()):
            raise TooManyTries
        given = await self._signed(account, touch, Method.PASSKEY, Seat(address, browser, device))
        self._gate.give_back(counted)
        return given

    async def passkey_registration(
        self, technician: Technician, code: str, address: str = ""
    ) -> dict[str, Any]:
        """What the browser needs to make a passkey.

        Raises `PasskeysUnavailable`, or as `prove` does.
        """
        party = self._party()
        await self.prove(technician, code, address)
        return party.registration(
            user_handle=_handle(technician.id),
            name=technician.name,
            full_name=technician.full_name,
            known=[one.credential_id for one in await self.passkeys(technician)],
            challenge=self._challenge(_adding(technician)),
            seconds=SECONDS,
        )

    async def add_passkey(
        self, technician: Technician, label: str, credential: Mapping[str, Any], address: str = ""
    ) -> int:
        """Keep a passkey that was made for it; its number.

        Raises `PasskeyRefused` or `PasskeysUnavailable`.
        """
        made = self._made(technician, credential)
        try:
            number = await self._store.add_passkey(
                technician.id,
                credential_id=made.credential_id,
                public_key=made.public_key,
                sign_count=made.sign_count,
                label=label,
                now=self._utcnow(),
                entry=self._by(Trace.PASSKEY_ADDED, technician, address, label),
            )
        except AlreadyThere as error:
            raise PasskeyRefused from error
        if number is None:
            raise PasskeyRefused
        return number

    async def passkeys(self, technician: Technician) -> list[Passkey]:
        """The account's passkeys, oldest first."""
        return await self._store.passkeys(technician.id)

    async def remove_passkey(self, technician: Technician, number: int, address: str = "") -> bool:
        """Remove one of the account's passkeys; False where it has none of that number."""
        entry = self._by(Trace.PASSKEY_REMOVED, technician, address, str(number))
        return await self._store.remove_passkey(technician.id, number, entry)

    def _made(self, technician: Technician, credential: Mapping[str, Any]) -> NewKey:
        try:
            made = self._party().registered(credential)
        except Unproved as error:
            raise PasskeyRefused from error
        now = self._now()
        stands = self._challenges.stands(made.challenge, _adding(technician), now)
        if not stands or not self._challenges.use(made.challenge, now):
            raise PasskeyRefused
        return made

    async def _asserted(
        self, party: RelyingParty, credential: Mapping[str, Any]
    ) -> tuple[Account, Touch, bytes]:
        """Whose passkey answered rightly, what that uses up, and the challenge. `Unproved`."""
        assertion = party.read(credential)
        if not self._challenges.stands(assertion.challenge, _SIGN_IN, self._now()):
            raise Unproved
        passkey = await self._store.passkey(assertion.credential_id)
        if passkey is None or assertion.user_handle != _handle(passkey.technician_id):
            raise Unproved
        count = party.asserted(assertion, passkey.public_key)
        account = await self._store.technician_numbered(passkey.technician_id)
        if account is None:
            raise Unproved
        return account, Touch(passkey.id, count), assertion.challenge

    def _party(self) -> RelyingParty:
        if self._relying is None:
            raise PasskeysUnavailable
        return self._relying

    def _challenge(self, purpose: str) -> bytes:
        return self._challenges.new(purpose, self._random(RANDOM_BYTES), self._now())


def _adding(technician: Technician) -> str:
    return f"add {technician.id}"


def _handle(technician_id: int) -> bytes:
    """The user handle in the passkey: names the account to the broker, and nobody to others."""
    return technician_id.to_bytes(8, "big")
