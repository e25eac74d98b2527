"""The audit's pages."""

from typing import Final

from broker.accounts import Accounts
from broker.records import AuditEntry, iso
from broker.routing import Answer, Asked

AUDIT_MOST: Final = 100
_AUDIT_USUAL: Final = 50


class AuditPages:
    """The handler of the audit: what happened, who did it and from where."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts

    async def page(self, asked: Asked) -> Answer:
        """Rows of the audit, newest first."""
        limit = asked.query.get("limit", _AUDIT_USUAL)
        rows = await self._accounts.audit_page(asked.query.get("before"), limit + 1)
        return {"entries": [_told(row) for row in rows[:limit]], "more": len(rows) > limit}


def _told(row: AuditEntry) -> dict[str, object]:
    return {
        "id": row.id,
        "at": iso(row.at),
        "kind": row.kind,
        "name": row.name,
        "address": row.address,
        "detail": row.detail,
    }
