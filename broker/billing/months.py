"""The month end: what there is to look at, what it comes to, and closing it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
    MonthRow,
    months_until,
)
from broker.store import Store
from broker.store.month_rows import Wanted

_ASKED_AT_ONCE: Final = 500
_PLAIN: Final = '"flags":[]'
"""What the JSON of a price without flags has in it."""


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
        return (await self._looked(period, customers))[1]

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
        rows, flags = await self._looked(period, None)
        counted = [flag for of_item in flags.values() for flag in of_item]
        open_ = [row.item for row in rows if row.state == ItemState.OPEN and row.billed]
        totals = closed.totals if closed else await self._store.month_totals(period)
        return Summary(
            period=period,
            closed=closed,
            counts=await self._store.month_counts(period),
            flags={flag: counted.count(flag) for flag in Flag if flag in counted},
            unflagged=len(unflagged(flags) & set(open_)),
            totals=totals,
            corrections=await self._store.month_corrections(period),
            packs=await self._packs(totals),
        )

    async def chart(self, last: str, count: int) -> dict[str, Sequence[CustomerTotal]]:
        """What so many months came to, until `last`; closed ones as they were stored."""
        months = months_until(last, count)
        closed = {one.period: one for one in await self._store.closed_periods(months[0], last)}
        return {
            month: closed[month].totals
            if month in closed
            else await self._store.month_totals(month)
            for month in months
        }

    async def close(self, period: str, by: str) -> ClosedPeriod:
        """Close a month and sign the log. Raises `NotClosed`."""
        done = await self._store.close_period(
            period, present=self.present(), by=by, at=self._utcnow()
        )
        await self._keeper.attempt()
        return done

    async def _looked(
        self, period: str, customers: frozenset[int] | None
    ) -> tuple[list[MonthRow], dict[int, tuple[Flag, ...]]]:
        rows = await self._store.month_rows(Wanted(period=period, customers=customers))
        return rows, flags_of(rows, await self._known(rows), self._thresholds)

    async def _packs(self, totals: Sequence[CustomerTotal]) -> list[PackNotice]:
        today = self._utcnow().astimezone(self._zone).date()
        found = []
        for total in totals:
            if total.customer is None:
                continue
            for pack in await self._store.packs_of(total.customer.id):
                warnings = pack.warnings(today)
                if warnings:
                    found.append(PackNotice(total.customer, pack, warnings))
        return found

    async def _known(self, rows: Sequence[MonthRow]) -> Known:
        said = {
            row.item: tuple(json.loads(row.charge.price)["flags"])
            for row in rows
            if row.charge is not None and _PLAIN not in row.charge.price
        }
        tariffs = {(row.charge.tariff, row.charge.tariff_version) for row in rows if row.charge}
        for tariff in tariffs - set(self._breaks):
            self._breaks[tariff] = await self._break(*tariff)
        breaks = {
            row.item: self._breaks[(row.charge.tariff, row.charge.tariff_version)]
            for row in rows
            if row.charge is not None
        }
        return Known(await self._uncovered(rows), said, breaks)

    async def _uncovered(self, rows: Sequence[MonthRow]) -> frozenset[int]:
        """Items without a price whose customer has no contract on their day."""
        covered: dict[tuple[int, object], bool] = {}
        found = set()
        for row in rows:
            if row.charge is not None or row.customer is None or not row.billed:
                continue
            day = row.began_at.astimezone(self._zone).date()
            key = (row.customer.id, day)
            if key not in covered:
                contract = await self._store.contract_on(row.customer.id, day)
                covered[key] = contract is not None
            if not covered[key]:
                found.add(row.item)
        return frozenset(found)

    async def _break(self, name: str, version: int) -> int:
        """The break for merging that a version of a tariff has; it never changes."""
        for kept in await self._store.tariff_versions(name) if name else ():
            if kept.version == version:
                return tariff_of(kept.document).session.merge_minutes
        return 0


def unflagged(flags: Mapping[int, Sequence[Flag]]) -> frozenset[int]:
    """Items about which there is nothing to be said."""
    return frozenset(item for item, of_item in flags.items() if not of_item)


def _customers(rows: Sequence[MonthRow], period: str) -> frozenset[int]:
    return frozenset(row.customer.id if row.customer else 0 for row in rows if row.period == period)
