"""A person's own passkeys and recovery codes."""

from broker.accounts import (
    Accounts,
    PasskeyRefused,
    PasskeysUnavailable,
    SignInFailed,
    TooManyTries,
)
from broker.problems import Refusal
from broker.records import Passkey, iso
from broker.routing import Answer, Asked
from broker.wire.words import Problem


class Passkeys:
    """Handlers about what else one's own account can be opened with."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def own(self, asked: Asked) -> Answer:
        """One's own passkeys."""
        found = await self._accounts.passkeys(asked.who.technician)
        return {"passkeys": [_told(one) for one in found]}

    async def begin(self, asked: Asked) -> Answer:
        """What the browser is to ask of a new passkey; the code proves that it is its owner."""
        try:
            options = await self._accounts.passkey_registration(
                asked.who.technician, asked.body["code"], asked.address
            )
        except PasskeysUnavailable as error:
            raise Refusal(Problem.NOT_FOUND) from error
        except SignInFailed as error:
            raise Refusal(Problem.SIGN_IN_FAILED) from error
        except TooManyTries as error:
            raise Refusal(Problem.TOO_MANY_TRIES) from error
        return {"options": options}

    async def add(self, asked: Asked) -> Answer:
        """Keep a new passkey."""
        try:
            await self._accounts.add_passkey(
                asked.who.technician,
                asked.body["label"],
                asked.body["credential"],
                asked.address,
            )
        except (PasskeyRefused, PasskeysUnavailable) as error:
            raise Refusal(Problem.CONFLICT, "credential") from error
        return {}

    async def remove(self, asked: Asked) -> Answer:
        """Remove one of one's own passkeys."""
        if not await self._accounts.remove_passkey(
            asked.who.technician, asked.number, asked.address
        ):
            raise Refusal(Problem.NOT_FOUND)
        return {}

    async def recovery_left(self, asked: Asked) -> Answer:
        """How many of one's own recovery codes are unused."""
        rows = await self._accounts.accounts()
        own = asked.who.technician.id
        return {"left": sum(row.recovery_left for row in rows if row.id == own)}

    async def recovery_codes(self, asked: Asked) -> Answer:
        """New recovery codes in the place of all before."""
        try:
            codes = await self._accounts.new_recovery_codes(
                asked.who.technician, asked.body["code"], asked.address
            )
        except SignInFailed as error:
            raise Refusal(Problem.SIGN_IN_FAILED) from error
        except TooManyTries as error:
            raise Refusal(Problem.TOO_MANY_TRIES) from error
        return {"codes": list(codes)}


def _told(passkey: Passkey) -> dict[str, object]:
    return {
        "id": passkey.id,
        "label": passkey.label,
        "created_at": iso(passkey.created_at),
        "used_at": passkey.used_at and iso(passkey.used_at),
    }
