"""Who is signed in where, and ending it."""

from typing import Final

from broker.accounts import Accounts
from broker.problems import Refusal
from broker.records import Role, SignInRow, iso
from broker.routing import Answer, Asked
from broker.wire.messages import is_hex
from broker.wire.words import Problem

_ID_BYTES: Final = 16


class SignIns:
    """Handlers of the list of sign-ins."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def page(self, asked: Asked) -> Answer:
        """One's own sign-ins, or, for an admin who asks so, everybody's."""
        everybody = "all" in asked.query
        if everybody and Role.ADMIN not in asked.who.roles:
            raise Refusal(Problem.NOT_ALLOWED)
        rows = await self._accounts.sign_ins(None if everybody else asked.who.technician)
        return {"sign_ins": [_told(row, asked.who.sign_in) for row in rows]}

    async def end(self, asked: Asked) -> Answer:
        """End a sign-in: one's own, or, by an admin, anybody's. Its open sessions end at once."""
        which, who = asked.request.match_info["id"], asked.who
        row = await self._accounts.sign_in_row(which) if is_hex(which, _ID_BYTES) else None
        if row is None or not (row.technician_id == who.technician.id or Role.ADMIN in who.roles):
            raise Refusal(Problem.NOT_FOUND)
        await self._accounts.revoke(which, who.technician, asked.address)
        return {}


def _told(row: SignInRow, own: str) -> dict[str, object]:
    return {
        "id": row.id,
        "technician": row.technician,
        "at": iso(row.at),
        "seen_at": iso(row.seen_at),
        "address": row.address,
        "browser": row.browser,
        "method": row.method,
        "current": row.id == own,
    }
