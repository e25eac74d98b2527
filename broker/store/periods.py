"""Closing months. What is closed never changes: its items, its charges, its sums."""

import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from broker.points import Point
from broker.records import Customer, ItemState
from broker.records.decisions import NotClosed, Unclosed
from broker.records.happenings import Happening
from broker.records.months import ClosedPeriod, CustomerTotal, sum_of
from broker.store.billing_tables import items, periods
from broker.store.events import Events
from broker.store.months import totals_in
from broker.wire.documents import canonical

_NAMED_MOST: Final = 100
"""Undecided items that are named; the others are counted."""


class Periods(Events):
    """Closed months, and closing one."""

    async def closed_periods(self, first: str = "", last: str = "9999-99") -> list[ClosedPeriod]:
        """The closed months from one to another, in order."""
        asked = (
            select(periods)
            .where(periods.c.period >= first, periods.c.period <= last)
            .order_by(periods.c.period)
        )
        async with self._reading() as connection:
            return [_closed(row) for row in await connection.execute(asked)]

    async def closed_period(self, period: str) -> ClosedPeriod | None:
        """One month, where it is closed."""
        found = await self.closed_periods(period, period)
        return found[0] if found else None

    async def close_period(
        self, period: str, *, present: str, by: str, at: datetime
    ) -> ClosedPeriod:
        """Close a month for good, with its sums. `present`: the month that runs now.

        Raises `NotClosed`, and then nothing has changed.
        """
        async with self._writing() as connection:
            await _check(connection, period, present)
            totals = (await totals_in(connection, [period]))[period]
            text = _text(totals)
            await connection.execute(
                insert(periods).values(period=period, totals=text, by=by, at=at)
            )
            self._points.at(Point.PERIOD_ADDED)
            await connection.execute(
                update(items)
                .where(items.c.period == period)
                .values(state=ItemState.CLOSED.value, version=items.c.version + 1)
            )
            self._points.at(Point.PERIOD_ITEMS_CLOSED)
            whole = sum_of(totals)
            body = {
                "period": period,
                "items": whole.items,
                "ms": whole.ms,
                "units": whole.units,
                "cents": whole.cents,
                "totals": [_told(total) for total in totals],
                "totals_hash": sha256(text.encode()).hexdigest(),
                "by": by,
            }
            await self._note(connection, Happening.PERIOD_CLOSED, body, at=at)
            self._points.at(Point.PERIOD_NOTED)
        self._points.at(Point.PERIOD_COMMITTED)
        return ClosedPeriod(period, tuple(totals), by, at)


async def _check(connection: AsyncConnection, period: str, present: str) -> None:
    if period >= present:
        raise NotClosed(Unclosed.NOT_OVER)
    closed = select(periods.c.period)
    if (await connection.execute(closed.where(periods.c.period == period))).first() is not None:
        raise NotClosed(Unclosed.CLOSED)
    older = select(func.min(items.c.period)).where(
        items.c.period < period, items.c.period.not_in(closed)
    )
    found = (await connection.execute(older)).scalar_one()
    if found is not None:
        raise NotClosed(Unclosed.OLDER_OPEN, month=found)
    undecided = (
        items.c.period == period,
        items.c.state == ItemState.OPEN.value,
        items.c.excluded == "",
        items.c.merged_into.is_(None),
    )
    count = (await connection.execute(select(func.count()).where(*undecided))).scalar_one()
    if count:
        asked = select(items.c.id).where(*undecided).order_by(items.c.id).limit(_NAMED_MOST)
        named = tuple((await connection.execute(asked)).scalars())
        raise NotClosed(Unclosed.UNDECIDED, items=named, count=count)


def _text(totals: Sequence[CustomerTotal]) -> str:
    named = [{**_told(one), "name": one.customer.name if one.customer else ""} for one in totals]
    return canonical({"customers": named})


def _told(total: CustomerTotal) -> dict[str, Any]:
    return {
        "customer": total.customer.id if total.customer else None,
        "items": total.items,
        "ms": total.ms,
        "units": total.units,
        "cents": total.cents,
        "vat": [list(rate) for rate in total.vat],
    }


def _closed(row: Row[Any]) -> ClosedPeriod:
    totals = tuple(
        CustomerTotal(
            None if one["customer"] is None else Customer(one["customer"], one["name"]),
            one["items"],
            one["ms"],
            one["units"],
            one["cents"],
            tuple((percent, cents) for percent, cents in one["vat"]),
        )
        for one in json.loads(row.totals)["customers"]
    )
    return ClosedPeriod(row.period, totals, row.by, row.at)
