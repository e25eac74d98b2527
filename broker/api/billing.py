"""Billing's items and months: what there is to look at."""

import asyncio
from collections.abc import Sequence
from operator import attrgetter
from typing import Final

from broker.api import billing_told as told
from broker.billing.documents import tariff_of
from broker.billing.flags import Flag
from broker.billing.months import MonthEnd
from broker.billing.simulate import Side, Simulation, compared
from broker.problems import Refusal, Why
from broker.records import ItemState, iso
from broker.records.months import MonthRow, is_period, sum_of
from broker.routing import Answer, Asked
from broker.store import Store
from broker.store.month_rows import Wanted
from broker.tariff.reading import TariffError
from broker.wire.words import Problem

ITEMS_MOST: Final = 200
_ITEMS_USUAL: Final = 50
_SIDES_MOST: Final = 500
_CHART_MONTHS: Final = 12
STATES: Final = (*sorted(ItemState), "excluded", "merged")
"""What a list of items can be narrowed to, each by its name in the query."""


class BillingPages:
    """Handlers that read items and months."""

    def __init__(self, store: Store, months: MonthEnd, simulation: Simulation) -> None:
        self._store = store
        self._months = months
        self._simulation = simulation

    async def items(self, asked: Asked) -> Answer:
        """Items, newest first, narrowed as the query says: all, or one's own."""
        return await self._page(asked, "")

    async def month_items(self, asked: Asked) -> Answer:
        """A month's items, newest first, narrowed as the query says: all, or one's own."""
        return await self._page(asked, month_of(asked))

    async def item(self, asked: Asked) -> Answer:
        """One item with its intervals, events, charges and their explanation."""
        return await item_answer(self._store, self._months, await own_item(self._store, asked))

    async def technicians(self, _asked: Asked) -> Answer:
        """Whose items there can be, by name, those whose account is closed too."""
        everybody = sorted(await self._store.technicians(), key=attrgetter("full_name"))
        return {"technicians": [{"id": one.id, "name": one.full_name} for one in everybody]}

    async def months(self, _asked: Asked) -> Answer:
        """The last twelve months: time and amounts by customer."""
        present = self._months.present()
        chart = await self._months.chart(present, _CHART_MONTHS)
        closed = {one.period for one in await self._store.closed_periods()}
        return {
            "months": [
                {**told.month_bar(month, sum_of(totals), totals), "closed": month in closed}
                for month, totals in chart.items()
            ],
            "present": present,
        }

    async def month(self, asked: Asked) -> Answer:
        """A month at a glance: how far it is, its flags, its sums."""
        found = await self._months.summary(month_of(asked))
        counts = dict.fromkeys(STATES, 0) | dict(found.counts)
        corrections = await asyncio.to_thread(
            lambda: [told.correction(line) for line in found.corrections]
        )
        closed = found.closed
        return {
            "month": found.period,
            "present": self._months.present(),
            "closed": closed and {"by": closed.by, "at": iso(closed.at)},
            "counts": {**counts, "unflagged": found.unflagged},
            "flags": [{"flag": flag, "items": items} for flag, items in found.flags.items()],
            "totals": [told.total(one) for one in found.totals],
            "total": told.total(sum_of(found.totals)),
            "corrections": corrections,
            "packs": [
                {
                    "customer": told.named(one.customer),
                    "pack": one.pack.id,
                    "left": one.pack.left,
                    "expires_on": one.pack.expires_on.isoformat(),
                    "warnings": list(one.warnings),
                }
                for one in found.packs
            ],
        }

    async def simulate(self, asked: Asked) -> Answer:
        """A month with another tariff, side by side; nothing is written."""
        month = month_of(asked)
        try:
            tariff = tariff_of(asked.body["tariff"])
        except TariffError as error:
            values = {name: str(one) for name, one in error.values.items()}
            why = Why(error.field, error.why, values)
            raise Refusal(Problem.BAD_REQUEST, "tariff", [why]) from error
        customer = asked.body["customer"] or None
        sides = await self._simulation.run(month, tariff, customer)
        whole = {"month": month, "tariff": tariff.name, "tariff_version": tariff.version}
        return {**whole, **await asyncio.to_thread(_told_sides, sides)}

    async def _page(self, asked: Asked, period: str) -> Answer:
        query, all_ = asked.query, asked.who.of_office
        limit = query.get("limit", _ITEMS_USUAL)
        wanted = Wanted(
            period=period,
            customer=0 if "nobody" in query else query.get("customer"),
            technician=query.get("technician") if all_ else asked.who.technician.id,
            states=frozenset(state for state in STATES if state in query),
            before=query.get("before"),
            since=query.get("since"),
            until=query.get("until"),
        )
        raised = frozenset(Flag) if "flagged" in query else frozenset(Flag) & set(query)
        if raised:
            rows, flags = await self._months.flagged(wanted, raised, limit + 1)
        else:
            rows = await self._store.month_rows(wanted, limit + 1)
            flags = await self._months.flags(rows[:limit])
        shown = [told.item_head(row, flags.get(row.item, ())) for row in rows[:limit]]
        return {"items": shown, "more": len(rows) > limit}


def _told_sides(sides: Sequence[Side]) -> told.Json:
    return {
        "items": [told.side(one) for one in sides[:_SIDES_MOST]],
        "more": len(sides) > _SIDES_MOST,
        "totals": [told.compared(one) for one in compared(sides)],
    }


async def item_answer(store: Store, months: MonthEnd, row: MonthRow) -> Answer:
    """One item with all that is known of it."""
    parts = [one.id for one in await store.merged_items(row.item)]
    events = [] if row.entry is None else await store.events_of(row.entry)
    return told.item_whole(
        row,
        (await months.flags([row]))[row.item],
        parts=parts,
        charges=await store.item_charges(row.item),
        events=[told.event(one) for one in events],
    )


async def own_item(store: Store, asked: Asked) -> MonthRow:
    """The item that the path names, where whoever asks may see it. Raises `Refusal` not_found."""
    row = await store.month_row(asked.number)
    if row is None or not asked.who.sees(row.technician_id):
        raise Refusal(Problem.NOT_FOUND)
    return row


def month_of(asked: Asked) -> str:
    """The month that the path names. Raises `Refusal` not_found."""
    month = asked.request.match_info["month"]
    if not is_period(month):
        raise Refusal(Problem.NOT_FOUND)
    return month
