"""Accounts, for admins: who is one, what they may do, and closing one."""

from broker.accounts import Accounts, OwnAccount
from broker.problems import Refusal
from broker.records import AccountRow, Role
from broker.routing import Answer, Asked
from broker.wire.words import Problem


class AccountsOffice:
    """Handlers of the list of accounts. None makes one: that is done on the command line."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def page(self, _asked: Asked) -> Answer:
        """Every account, closed ones too."""
        return {"accounts": [_told(row) for row in await self._accounts.accounts()]}

    async def change(self, asked: Asked) -> Answer:
        """What an account may do, and whether it is closed; an admin stays one, and in."""
        roles = frozenset(Role(word) for word in asked.body["roles"])
        try:
            row = await self._accounts.change_account(
                asked.number, roles, asked.body["disabled"], asked.who.technician, asked.address
            )
        except OwnAccount as error:
            raise Refusal(Problem.CONFLICT) from error
        if row is None:
            raise Refusal(Problem.NOT_FOUND)
        return _told(row)


def _told(row: AccountRow) -> dict[str, object]:
    return {
        "id": row.id,
        "name": row.name,
        "full_name": row.full_name,
        "roles": sorted(row.roles),
        "disabled": row.disabled,
        "passkeys": row.passkeys,
        "recovery_left": row.recovery_left,
    }
