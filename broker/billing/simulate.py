"""What a month would have cost with another tariff; nothing is written.

Everything else stays as it was agreed: annual contracts, packs (which give the same units in the
same order, from what they had before the month), holidays. Customers without a contract are priced
by the tariff alone.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Final
from zoneinfo import ZoneInfo

from broker.billing.agreement import Agreement, Remembered
from broker.billing.holidays import holidays_for
from broker.calendar_ import Calendars
from broker.records import Customer, moment_at
from broker.records.months import MonthRow
from broker.store import Store
from broker.store.month_rows import Wanted
from broker.tariff.kept import price_of
from broker.tariff.merge import joined
from broker.tariff.price import price
from broker.tariff.terms import Tariff
from broker.tariff.words import RuleKind, WorkKind
from broker.tariff.work import Pack, Price, Span, Terms, Work

_AT_ONCE: Final = 20
"""Jobs that are prepared before others have their turn."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work to be priced again, with the rules and holidays that would count for it."""

    row: MonthRow
    work: Work
    rules: tuple[Terms, ...]
    holidays: frozenset[date]


@dataclass(frozen=True, slots=True)
class Side:
    """An item as it was priced (None: it was not) and as it would be."""

    row: MonthRow
    before: Price | None
    after: Price


@dataclass(frozen=True, slots=True)
class Compared:
    """A customer's sums, in cents and units of packs."""

    customer: Customer
    items: int
    cents_before: int
    cents_after: int
    units_before: int
    units_after: int


class Simulation:
    """Replays months. `zone` is the house's."""

    def __init__(self, store: Store, zone: str) -> None:
        self._store = store
        self._zone = zone

    async def run(self, period: str, tariff: Tariff, customer: int | None = None) -> list[Side]:
        """Each item of a month, of one customer or all, in order of time."""
        rows = await self._store.month_rows(Wanted(period=period, customer=customer))
        known = [row for row in rows if row.customer is not None]
        packs = await self._packs({row.customer.id for row in known if row.customer})
        book, parts = Remembered(self._store), _parts(rows)
        agreement = Agreement(book, self._zone)
        jobs: list[Job] = []
        for row in sorted(known, key=attrgetter("began_at", "item")):
            if row.billed:
                jobs.append(await self._job(row, parts.get(row.item, []), tariff, agreement, book))
            if len(jobs) % _AT_ONCE == 0:
                await asyncio.sleep(0)  # what is remembered is not waited for
        return await asyncio.to_thread(replay, jobs, packs, self._zone)

    async def _packs(self, whose: Collection[int]) -> dict[int, list[Pack]]:
        found: dict[int, list[Pack]] = {customer: [] for customer in whose}
        for row in await self._store.packs_of_any(whose):
            pack = Pack(row.id, row.left, row.signed_on, row.expires_on)
            found[row.customer_id].append(pack)
        return found

    async def _job(
        self,
        row: MonthRow,
        parts: Sequence[MonthRow],
        tariff: Tariff,
        agreement: Agreement,
        book: Remembered,
    ) -> Job:
        number = row.customer.id if row.customer else 0
        work = work_of(row, parts)
        deal = await agreement.on(number, work.at)
        details = await book.details_of(number)
        local = work.at.astimezone(ZoneInfo(self._zone))
        rules = deal.rules if deal else (Terms(RuleKind.TARIFF),)
        instead = tuple(_with(rule, tariff) for rule in rules)
        return Job(row, work, instead, holidays_for(tariff.week, details.patron, local))


def replay(jobs: Sequence[Job], packs: Mapping[int, Sequence[Pack]], zone: str) -> list[Side]:
    """Price jobs in order, each taking from the packs what the ones before it left.

    `packs`: by customer, as they are now; what the jobs took of them is given back first.
    """
    left = {pack.id: pack.left for of_one in packs.values() for pack in of_one}
    before = [_price_before(job.row) for job in jobs]
    for made in before:
        for pack, units in made.debits if made else ():
            left[pack] = left.get(pack, 0) + units
    calendars, found = Calendars(), []
    for job, made in zip(jobs, before, strict=True):
        customer = job.row.customer
        own = packs.get(customer.id, ()) if customer else ()
        rules = [_having(rule, own, left) for rule in job.rules]
        after = price(job.work, rules, holidays=job.holidays, calendars=calendars, zone=zone)
        for pack, units in after.debits:
            left[pack] -= units
        found.append(Side(job.row, made, after))
    return found


def compared(sides: Iterable[Side]) -> list[Compared]:
    """The sums by customer, by name."""
    sums: dict[int, Compared] = {}
    for side in sides:
        customer = side.row.customer
        if customer is None:
            continue
        so_far = sums.get(customer.id) or Compared(customer, 0, 0, 0, 0, 0)
        sums[customer.id] = Compared(
            customer,
            so_far.items + 1,
            so_far.cents_before + (side.before.cents if side.before else 0),
            so_far.cents_after + side.after.cents,
            so_far.units_before + (side.before.units if side.before else 0),
            so_far.units_after + side.after.units,
        )
    return sorted(sums.values(), key=lambda one: one.customer.name)


def work_of(row: MonthRow, parts: Sequence[MonthRow]) -> Work:
    """What an item bills, with what is billed as a part of it."""
    together = (row, *parts)
    spans = [Span(moment_at(at), ms) for one in together for at, ms in one.intervals]
    if row.entry is None and row.ms:
        spans = [Span(row.began_at, row.ms)]
    return Work(
        kind=WorkKind(row.kind),
        at=min([span.start for span in spans] or [row.began_at]),
        spans=joined(spans),
        count=row.count,
        urgent=row.urgent,
        part_of_session=row.part_of_session,
    )


def _parts(rows: Iterable[MonthRow]) -> dict[int, list[MonthRow]]:
    """The items that are billed as parts of others, by the others' numbers."""
    found: dict[int, list[MonthRow]] = {}
    for row in rows:
        if row.merged_into is not None:
            found.setdefault(row.merged_into, []).append(row)
    return found


def _price_before(row: MonthRow) -> Price | None:
    return None if row.charge is None else price_of(row.charge.price)


def _with(rule: Terms, tariff: Tariff) -> Terms:
    return replace(rule, tariff=tariff) if rule.kind is RuleKind.TARIFF else rule


def _having(rule: Terms, packs: Sequence[Pack], left: Mapping[int, int]) -> Terms:
    if rule.kind is not RuleKind.PACK:
        return rule
    own = tuple(replace(pack, left=left[pack.id]) for pack in packs if left[pack.id] > 0)
    return replace(rule, packs=own)
