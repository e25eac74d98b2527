"""The ledger's pages, and to whom a session is assigned."""

from typing import Final

from broker.problems import Refusal
from broker.records import LedgerRow, Role
from broker.routing import Answer, Asked
from broker.store import Store
from broker.wire.words import Problem

SESSIONS_MOST: Final = 100
_SESSIONS_USUAL: Final = 50
_ALL: Final = frozenset({Role.BILLING, Role.ADMIN})
"""Whose office is all sessions; a technician's is their own."""


class Sessions:
    """Handlers of the ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(self, asked: Asked) -> Answer:
        """Sessions, newest first: all, or one's own."""
        limit = asked.query.get("limit", _SESSIONS_USUAL)
        whose = None if asked.who.roles & _ALL else asked.who.technician.id
        rows = await self._store.sessions(whose, asked.query.get("before"), limit + 1)
        shown = [row.as_json() for row in rows[:limit]]
        return {"sessions": shown, "more": len(rows) > limit}

    async def assign(self, asked: Asked) -> Answer:
        """Assign a session to a customer, or to none."""
        entry = (await self._session(asked)).entry
        customer = asked.body["customer"]
        if customer and not await self._store.customer_exists(customer):
            raise Refusal(Problem.BAD_REQUEST, "customer")
        await self._store.set_customer(entry, customer or None)
        return (await self._session(asked)).as_json()

    async def _session(self, asked: Asked) -> LedgerRow:
        row = await self._store.session(asked.number)
        seen = row is not None and (
            bool(asked.who.roles & _ALL) or row.technician_id == asked.who.technician.id
        )
        if row is None or not seen:
            raise Refusal(Problem.NOT_FOUND)
        return row
