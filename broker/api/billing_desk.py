"""Billing's decisions: about items, and closing months."""

from collections.abc import Awaitable

from broker.api import billing_told as told
from broker.api.billing import item_answer, month_of, own_item
from broker.billing.decisions import Decisions
from broker.billing.months import MonthEnd
from broker.problems import Refusal, Why
from broker.records import ItemState
from broker.records.decisions import Hindrance, NoItem, NotClosed, Undecided
from broker.records.months import MonthRow, sum_of
from broker.routing import Answer, Asked
from broker.store import Store
from broker.wire.words import Problem


class BillingDesk:
    """Handlers that decide."""

    def __init__(self, store: Store, months: MonthEnd, decisions: Decisions) -> None:
        self._store = store
        self._months = months
        self._decisions = decisions

    async def edit(self, asked: Asked) -> Answer:
        """Set an item's customer, note and urgency as they should be: of any, or one's own."""
        row = await own_item(self._store, asked)
        return await self._done(asked, self._edited(asked, row))

    async def _edited(self, asked: Asked, row: MonthRow) -> None:
        """What the office has approved, only the office changes; the version tells of a race."""
        if row.state == ItemState.APPROVED and not asked.who.of_office:
            raise Undecided(row.item, Hindrance.APPROVED)
        body = asked.body
        await self._decisions.edit(
            row.item,
            body["version"],
            _by(asked),
            customer=body["customer"] or None,
            note=body["note"],
            urgent=body["urgent"],
        )

    async def exclude(self, asked: Asked) -> Answer:
        """Not to be billed, for a reason."""
        seen = (asked.number, asked.body["version"], _by(asked))
        return await self._done(asked, self._decisions.exclude(*seen, asked.body["reason"]))

    async def include(self, asked: Asked) -> Answer:
        """To be billed after all."""
        seen = (asked.number, asked.body["version"], _by(asked))
        return await self._done(asked, self._decisions.include(*seen))

    async def approve(self, asked: Asked) -> Answer:
        """Right as it is."""
        seen = (asked.number, asked.body["version"], _by(asked))
        return await self._done(asked, self._decisions.approve(*seen))

    async def reopen(self, asked: Asked) -> Answer:
        """To be looked at again."""
        seen = (asked.number, asked.body["version"], _by(asked))
        return await self._done(asked, self._decisions.reopen(*seen))

    async def merge(self, asked: Asked) -> Answer:
        """Bill a session as a part of another."""
        seen = (asked.number, asked.body["version"], _by(asked))
        into = (asked.body["into"], asked.body["into_version"])
        return await self._done(asked, self._decisions.merge(*seen, *into))

    async def split(self, asked: Asked) -> Answer:
        """Bill a part for itself again."""
        seen = (asked.number, asked.body["version"], _by(asked))
        return await self._done(asked, self._decisions.split(*seen))

    async def correct(self, asked: Asked) -> Answer:
        """Correct an item of a closed month in one that is open."""
        body = asked.body
        return await self._done(
            asked,
            self._decisions.correct(
                asked.number,
                body["version"],
                _by(asked),
                reason=body["reason"].strip(),
                customer=body["customer"] or None,
                billed=body["billed"],
            ),
        )

    async def approve_month(self, asked: Asked) -> Answer:
        """Approve all open items of a month that have no flag."""
        plain, others = await self._months.plain(month_of(asked))
        seen = [(mark.item, mark.version) for mark in plain]
        done = await self._decisions.approve_all(seen, _by(asked))
        return {"approved": done, "left": others + len(plain) - done}

    async def close(self, asked: Asked) -> Answer:
        """Close a month for good."""
        try:
            closed = await self._months.close(month_of(asked), _by(asked))
        except NotClosed as error:
            raise Refusal(Problem.CONFLICT, "month", why_open(error)) from error
        return {
            "month": closed.period,
            "totals": [told.total(one) for one in closed.totals],
            "total": told.total(sum_of(closed.totals)),
        }

    async def _done(self, asked: Asked, decision: Awaitable[None]) -> Answer:
        """The item after a decision. Raises `Refusal`: not_found, or conflict with the reason."""
        try:
            await decision
        except NoItem as error:
            raise Refusal(Problem.NOT_FOUND) from error
        except Undecided as error:
            field = "version" if error.why is Hindrance.STALE else "item"
            why = Why(field, error.why, {"item": str(error.item)})
            raise Refusal(Problem.CONFLICT, field, [why]) from error
        row = await self._store.month_row(asked.number)
        if row is None:
            raise Refusal(Problem.NOT_FOUND)
        return await item_answer(self._store, self._months, row)


def why_open(error: NotClosed) -> list[Why]:
    """Why a month was not closed; of undecided items one for each that is named."""
    values = {"month": error.month, "count": str(error.count)}
    reason = Why("month", error.why, {name: one for name, one in values.items() if one != "0"})
    return [reason, *(Why("item", error.why, {"item": str(item)}) for item in error.items)]


def _by(asked: Asked) -> str:
    return asked.who.technician.full_name
