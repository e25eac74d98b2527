"""The ledger's pages, and to whom a session is assigned."""

from typing import Final

from broker.billing.settle import Settling
from broker.problems import Refusal, Why
from broker.records import LedgerRow, Role
from broker.records.decisions import Undecided
from broker.routing import Answer, Asked
from broker.store import Store
from broker.wire.words import Problem

SESSIONS_MOST: Final = 100
_SESSIONS_USUAL: Final = 50
_ALL: Final = frozenset({Role.BILLING, Role.ADMIN})
"""Whose office is all sessions; a technician's is their own."""


class Sessions:
    """Handlers of the ledger."""

    def __init__(self, store: Store, settling: Settling) -> None:
        self._store = store
        self._settling = settling

    async def page(self, asked: Asked) -> Answer:
        """Sessions, newest first: all, or one's own."""
        limit = asked.query.get("limit", _SESSIONS_USUAL)
        whose = None if asked.who.roles & _ALL else asked.who.technician.id
        rows = await self._store.sessions(whose, asked.query.get("before"), limit + 1)
        shown = [row.as_json() for row in rows[:limit]]
        return {"sessions": shown, "more": len(rows) > limit}

    async def assign(self, asked: Asked) -> Answer:
        """Assign a session to a customer, or to none; its price is then that one's."""
        entry = (await self._session(asked)).entry
        customer = asked.body["customer"]
        if customer and not await self._store.customer_exists(customer):
            raise Refusal(Problem.BAD_REQUEST, "customer")
        by = asked.who.technician.full_name
        try:
            office = bool(asked.who.roles & _ALL)
            await self._settling.assign(entry, customer or None, by, office=office)
        except Undecided as error:
            why = Why("customer", error.why, {"item": str(error.item)})
            raise Refusal(Problem.CONFLICT, "customer", [why]) from error
        return (await self._session(asked)).as_json()

    async def _session(self, asked: Asked) -> LedgerRow:
        row = await self._store.session(asked.number)
        seen = row is not None and (
            bool(asked.who.roles & _ALL) or row.technician_id == asked.who.technician.id
        )
        if row is None or not seen:
            raise Refusal(Problem.NOT_FOUND)
        return row
