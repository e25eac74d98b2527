"""The month end: what there is to look at, what it comes to, and closing it."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from broker.billing.documents import tariff_of
from broker.billing.flags import USUAL, Flag, Known, Thresholds, flags_of
from broker.records import Customer, ItemState, period_of
from broker.records.agreed import PackRow, PackWarning
from broker.records.months import (
    BillLine,
    ClosedPeriod,
    CustomerTotal,
    Mark,
    MonthRow,
    months_until,
)
from broker.store import Store
from broker.store.month_rows import Wanted

_ASKED_AT_ONCE: Final = 500

Days = Mapping[int, Sequence[tuple[date, date | None]]]
"""From when until when contracts hold, by customer."""


class Keeps(Protocol):
    """Who signs the log when a month is closed."""

    async def attempt(self) -> None:
        """Sign the log as it stands now, or say loudly why not."""
        ...


@dataclass(frozen=True, slots=True)
class PackNotice:
    """A pack that its customer should hear of."""

    customer: Customer
    pack: PackRow
    warnings: tuple[PackWarning, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A month at a glance. `flags`: how many items have each; `corrections`: charges of the month
    that correct items of closed ones."""

    period: str
    closed: ClosedPeriod | None
    counts: Mapping[str, int]
    flags: Mapping[Flag, int]
    unflagged: int
    """Open items about which there is nothing to be said."""
    totals: Sequence[CustomerTotal]
    corrections: Sequence[BillLine]
    packs: Sequence[PackNotice]


class MonthEnd:
    """Reads months for the pages and closes them."""

    def __init__(
        self,
        store: Store,
        keeper: Keeps,
        *,
        utcnow: Callable[[], datetime],
        zone: str,
        thresholds: Thresholds = USUAL,
    ) -> None:
        """`utcnow`: aware UTC time; `zone`: whose months these are (an IANA name)."""
        self._store = store
        self._keeper = keeper
        self._utcnow = utcnow
        self._zone = ZoneInfo(zone)
        self._thresholds = thresholds
        self._breaks: dict[tuple[str, int], int] = {}

    def present(self) -> str:
        """The month that runs now."""
        return period_of(self._utcnow(), self._zone.key)

    async def flags(self, rows: Sequence[MonthRow]) -> dict[int, tuple[Flag, ...]]:
        """The flags of some items, each looked at beside all others of its month and customer."""
        months = {row.period for row in rows}
        found: dict[int, tuple[Flag, ...]] = {}
        for period in months:
            found |= await self.month_flags(period, _customers(rows, period))
        return {row.item: found.get(row.item, ()) for row in rows}

    async def month_flags(
        self, period: str, customers: frozenset[int] | None = None
    ) -> dict[int, tuple[Flag, ...]]:
        """The flags of a month's items: of all, or of those of some customers (0: of nobody)."""
        return (await self._looked(Wanted(period=period, customers=customers)))[1]

    async def plain(self, period: str) -> tuple[list[Mark], int]:
        """The open items of a month about which there is nothing to be said, and how many items
        are open besides."""
        marks, flags = await self._looked(Wanted(period=period))
        return await asyncio.to_thread(_plain, marks, flags)

    async def flagged(
        self, wanted: Wanted, raised: frozenset[Flag], limit: int
    ) -> tuple[list[MonthRow], dict[int, tuple[Flag, ...]]]:
        """Items of one month with any of some flags, newest first, and the month's flags."""
        flags = await self.month_flags(wanted.period)
        numbers = [item for item, of_item in flags.items() if raised & set(of_item)]
        numbers.sort(reverse=True)
        found: list[MonthRow] = []
        for first in range(0, len(numbers), _ASKED_AT_ONCE):
            some = frozenset(numbers[first : first + _ASKED_AT_ONCE])
            found += await self._store.month_rows(replace(wanted, numbers=some), limit)
            if len(found) >= limit:
                break
        return found[:limit], flags

    async def summary(self, period: str) -> Summary:
        """A month at a glance."""
        closed = await self._store.closed_period(period)
        marks, flags = await self._looked(Wanted(period=period))
        counted, plain = await asyncio.to_thread(_counted, marks, flags)
        totals = closed.totals if closed else await self._store.month_totals(period)
        return Summary(
            period=period,
            closed=closed,
            counts=await self._store.month_counts(period),
            flags=counted,
            unflagged=plain,
            totals=totals,
            corrections=await self._store.month_corrections(period),
            packs=await self._packs(totals),
        )

    async def chart(self, last: str, count: int) -> dict[str, Sequence[CustomerTotal]]:
        """What so many months came to, until `last`; closed ones as they were stored."""
        months = months_until(last, count)
        closed = {one.period: one for one in await self._store.closed_periods(months[0], last)}
        open_ = await self._store.months_totals([one for one in months if one not in closed])
        return {
            month: closed[month].totals if month in closed else open_[month] for month in months
        }

    async def close(self, period: str, by: str) -> ClosedPeriod:
        """Close a month and sign the log. Raises `NotClosed`."""
        done = await self._store.close_period(
            period, present=self.present(), by=by, at=self._utcnow()
        )
        await self._keeper.attempt()
        return done

    async def _looked(self, wanted: Wanted) -> tuple[list[Mark], dict[int, tuple[Flag, ...]]]:
        marks = await self._store.month_marks(wanted)
        bare, tariffs = await asyncio.to_thread(_asked_of, marks)
        days = await self._store.contract_days(bare) if bare else {}
        for tariff in tariffs - set(self._breaks):
            self._breaks[tariff] = await self._break(*tariff)
        return marks, await asyncio.to_thread(self._judged, marks, days)

    def _judged(self, marks: Sequence[Mark], days: Days) -> dict[int, tuple[Flag, ...]]:
        breaks = {mark.item: self._breaks[mark.tariff] for mark in marks if mark.charged}
        said = {mark.item: json.loads(mark.price)["flags"] for mark in marks if mark.price}
        known = Known(_uncovered(marks, days, self._zone), said, breaks)
        return flags_of(marks, known, self._thresholds)

    async def _packs(self, totals: Sequence[CustomerTotal]) -> list[PackNotice]:
        today = self._utcnow().astimezone(self._zone).date()
        whose = [total.customer for total in totals if total.customer is not None]
        packs: dict[int, list[PackRow]] = {}
        for pack in await self._store.packs_of_any([one.id for one in whose]):
            packs.setdefault(pack.customer_id, []).append(pack)
        return [
            PackNotice(one, pack, warnings)
            for one in whose
            for pack in packs.get(one.id, ())
            if (warnings := pack.warnings(today))
        ]

    async def _break(self, name: str, version: int) -> int:
        """The break for merging that a version of a tariff has; it never changes."""
        for kept in await self._store.tariff_versions(name) if name else ():
            if kept.version == version:
                return tariff_of(kept.document).session.merge_minutes
        return 0


def _asked_of(marks: Sequence[Mark]) -> tuple[set[int], set[tuple[str, int]]]:
    """The customers of items without a charge, and the versions of tariffs of the others."""
    bare = (mark.customer for mark in marks if not mark.charged and mark.billed)
    return {one for one in bare if one is not None}, {mark.tariff for mark in marks if mark.charged}


def _uncovered(marks: Sequence[Mark], days: Days, zone: ZoneInfo) -> frozenset[int]:
    """Items without a price whose customer has no contract on their day."""
    found = set()
    for mark in marks:
        if mark.began_at is None or mark.customer is None or not mark.billed:
            continue
        day = mark.began_at.astimezone(zone).date()
        of_one = days.get(mark.customer, ())
        if not any(first <= day and (last is None or day <= last) for first, last in of_one):
            found.add(mark.item)
    return frozenset(found)


def _plain(marks: Sequence[Mark], flags: Mapping[int, Sequence[Flag]]) -> tuple[list[Mark], int]:
    """See `MonthEnd.plain`."""
    open_ = [mark for mark in marks if mark.state == ItemState.OPEN and mark.billed]
    found = [mark for mark in open_ if not flags[mark.item]]
    return found, len(open_) - len(found)


def _counted(
    marks: Sequence[Mark], flags: Mapping[int, Sequence[Flag]]
) -> tuple[dict[Flag, int], int]:
    """How many items have each flag, and how many open ones have none."""
    counted = Counter(flag for of_item in flags.values() for flag in of_item)
    return {flag: counted[flag] for flag in Flag if flag in counted}, len(_plain(marks, flags)[0])


def _customers(rows: Sequence[MonthRow], period: str) -> frozenset[int]:
    return frozenset(row.customer.id if row.customer else 0 for row in rows if row.period == period)
