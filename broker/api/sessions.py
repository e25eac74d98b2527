"""The ledger's pages, and to whom a session is assigned."""

from typing import Final

from broker.billing.settle import Settling
from broker.problems import Refusal, Why
from broker.records import LedgerRow
from broker.records.decisions import Undecided
from broker.routing import Answer, Asked
from broker.store import Store
from broker.wire.words import Problem

SESSIONS_MOST: Final = 100
_SESSIONS_USUAL: Final = 50


class Sessions:
    """Handlers of the ledger."""

    def __init__(self, store: Store, settling: Settling) -> None:
        self._store = store
        self._settling = settling

    async def page(self, asked: Asked) -> Answer:
        """Sessions, newest first: all, or one's own."""
        limit = asked.query.get("limit", _SESSIONS_USUAL)
        whose = None if asked.who.of_office else asked.who.technician.id
        rows = await self._store.sessions(whose, asked.query.get("before"), limit + 1)
        shown = [row.as_json() for row in rows[:limit]]
        return {"sessions": shown, "more": len(rows) > limit}

    async def assign(self, asked: Asked) -> Answer:
        """Assign a session to a customer, or to none; its price is then that one's."""
        entry = (await own_session(self._store, asked)).entry
        customer = asked.body["customer"]
        if customer and not await self._store.customer_exists(customer):
            raise Refusal(Problem.BAD_REQUEST, "customer")
        by = asked.who.technician.full_name
        try:
            await self._settling.assign(entry, customer or None, by, office=asked.who.of_office)
        except Undecided as error:
            why = Why("customer", error.why, {"item": str(error.item)})
            raise Refusal(Problem.CONFLICT, "customer", [why]) from error
        return (await own_session(self._store, asked)).as_json()


async def own_session(store: Store, asked: Asked) -> LedgerRow:
    """The session that the path names, where who asks may see it. Raises `Refusal` not_found."""
    row = await store.session(asked.number)
    if row is None or not asked.who.sees(row.technician_id):
        raise Refusal(Problem.NOT_FOUND)
    return row
