"""Looking after accounts: their sign-ins, recovery codes and roles, and the audit."""

from collections.abc import Iterable

from broker.accounts.base import OwnAccount
from broker.accounts.signing import Signing
from broker.proofs import recovery
from broker.records import AccountRow, AuditEntry, Role, SignInRow, Technician, Trace


class Keeping(Signing):
    """What people do once they are signed in; who may is for the edge to say."""

    async def sign_ins(self, technician: Technician | None) -> list[SignInRow]:
        """The sign-ins that stand, of one account or of all, last seen first."""
        number = technician.id if technician else None
        return await self._store.sign_ins(number, self._utcnow())

    async def sign_in_row(self, sign_in: str) -> SignInRow | None:
        """One sign-in, so that its owner can be asked for."""
        return await self._store.sign_in_row(sign_in)

    async def revoke(self, sign_in: str, by: Technician, address: str = "") -> bool:
        """End a sign-in, and what runs on it; False where there is none of that number."""
        row = await self._store.sign_in_row(sign_in)
        if row is None:
            return False
        detail = f"{row.technician}, {row.address}, {row.browser}"
        entry = self._by(Trace.SIGN_IN_REVOKED, by, address, detail)
        if not await self._store.revoke(sign_in, entry):
            return False
        self._revoked([sign_in])
        return True

    async def still_valid(self, sign_in: str) -> bool:
        """Whether nobody ended this sign-in or closed its account; its hours do not matter."""
        return await self._store.still_valid(sign_in)

    async def new_recovery_codes(
        self, technician: Technician, code: str, address: str = ""
    ) -> tuple[str, ...]:
        """New codes in place of the old, to be shown once. Raises as `prove` does."""
        await self.prove(technician, code, address)
        codes = recovery.new_codes(self._random)
        entry = self._by(Trace.RECOVERY_CODES_MADE, technician, address, "")
        await self._store.replace_recovery_codes(technician.id, recovery.hashes(codes), entry)
        return codes

    async def accounts(self) -> list[AccountRow]:
        """All accounts, by name."""
        return await self._store.account_rows()

    async def change_account(
        self,
        number: int,
        roles: Iterable[Role],
        disabled: bool,
        by: Technician,
        address: str = "",
    ) -> AccountRow | None:
        """Set an account's roles and whether it is closed; None where there is none.

        A change ends the account's sign-ins. Raises `OwnAccount`.
        """
        wanted = frozenset(roles)
        found = next((one for one in await self.accounts() if one.id == number), None)
        if found is None:
            return None
        if number == by.id and (disabled or Role.ADMIN in found.roles - wanted):
            raise OwnAccount
        if (found.roles, found.disabled) == (wanted, disabled):
            return found
        said = ", ".join(sorted(wanted)) or "-"
        detail = f"{found.name}: {said}{', closed' if disabled else ''}"
        entry = self._by(Trace.ACCOUNT_CHANGED, by, address, detail)
        self._revoked(await self._store.change_account(number, wanted, disabled, entry))
        return next((one for one in await self.accounts() if one.id == number), None)

    async def audit_page(self, before: int | None, limit: int) -> list[AuditEntry]:
        """At most `limit` rows of the audit, newest first, below number `before`."""
        return await self._store.audit_page(before, limit)
