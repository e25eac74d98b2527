"""From an ended session, or work entered by hand, to the charge that counts for it.

Each step is one transaction and leaves what the next start can go on from: an item without a
charge is priced again, and a charge that is there is found and left alone. So whoever settles, how
often and however it is cut off, an item has at most one charge that counts.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from broker.billing.agreement import Agreement, Deal, Remembered
from broker.calendar_ import Calendars
from broker.points import Point, Points, Unwatched
from broker.records import Charge, Debit, Item, LedgerRow, Moved, NewCharge, moment_at
from broker.store import Store
from broker.tariff.kept import price_text
from broker.tariff.merge import joined
from broker.tariff.price import price
from broker.tariff.words import WorkKind
from broker.tariff.work import Price, Span, Work

_log = logging.getLogger(__name__)

TRIES: Final = 8
"""How often work is priced anew because what the price rests on changed meanwhile."""

LOOK_SECONDS: Final = 600.0
"""How often it is looked for what could not be priced before, and perhaps can now."""


class Settling:
    """Prices what is to be billed. `by` below: full name of who asks, empty for the broker."""

    def __init__(
        self,
        store: Store,
        *,
        zone: str,
        utcnow: Callable[[], datetime],
        points: Points | None = None,
    ) -> None:
        self._store = store
        self._zone = zone
        self._utcnow = utcnow
        self._points = points or Unwatched()
        self._agreement = Agreement(store, zone)
        self._calendars = Calendars()
        self._turn = asyncio.Lock()
        self._wanted = asyncio.Event()

    async def settle_entry(self, entry: int) -> Charge | None:
        """Price a session that has ended; None where it has no price, whatever the reason.

        A fault is in the log and nowhere else: the session stays, and month end shows it.
        """
        try:
            item = await self._store.item_of(entry)
            return None if item is None else await self.settle(item.id)
        # Whatever a document, a database or a rule may raise: the session must outlive it.
        except Exception:  # noqa: BLE001
            _log.exception("session %d has no price yet", entry)
            return None

    async def settle(self, item_id: int, *, reason: str = "", by: str = "") -> Charge | None:
        """The charge that counts for an item: the one that is there, else a new one.

        None where there is nothing to charge: it is excluded or billed with another, its customer
        is not known or has no contract on that day. Raises `Moved` where what the price rests on
        would not stand still, and what pricing raises (see `Agreement.on`).
        """
        return await self._settle(item_id, self._agreement, reason, by)

    async def unsettle(self, item_id: int, reason: str, by: str) -> bool:
        """Reverse the charge that counts for an item; whether one did.

        What is neither excluded nor billed with another is priced again in time.
        """
        return await self._store.void(item_id, reason, by, self._utcnow(), self._zone)

    async def reprice(self, item_id: int, reason: str, by: str) -> Charge | None:
        """Reverse the charge of an item and make a new one; answers and raises as `settle`."""
        await self.unsettle(item_id, reason, by)
        return await self.settle(item_id, reason=reason, by=by)

    async def assign(
        self, entry: int, customer_id: int | None, by: str, *, office: bool = False
    ) -> None:
        """Give a session to a customer, or to none, and price it under that one's contract.

        `office`: whether what was approved may change, too. Raises `Undecided` where it stays with
        the one it has; see `set_customer`.
        """
        now = self._utcnow()
        await self._store.set_customer(
            entry, customer_id, by=by, at=now, zone=self._zone, office=office
        )
        await self.settle_entry(entry)

    async def settle_left(self, customer_id: int | None = None) -> int:
        """Price all that should have a charge and has none, of one customer or of all; how many.

        What cannot be priced is left, and named in the log.
        """
        agreement = Agreement(Remembered(self._store), self._zone)
        last = priced = 0
        while numbers := await self._store.unsettled(last, customer_id=customer_id):
            for number in numbers:
                priced += await self._settle_one(number, agreement)
            last = numbers[-1]
        return priced

    def wake(self) -> None:
        """Let `run` look soon: something was entered by which prices may come to be."""
        self._wanted.set()

    async def run(self) -> None:
        """Settle what was left, now and from time to time, for as long as the broker lives."""
        while True:
            self._wanted.clear()
            try:
                priced = await self.settle_left()
                if priced:
                    _log.info("%d items have a price now that had none", priced)
            # The outermost edge of this task: a database that is away comes back.
            except Exception:  # noqa: BLE001
                _log.exception("settling what was left failed")
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wanted.wait()
            except TimeoutError:
                continue

    async def _settle_one(self, item_id: int, agreement: Agreement) -> bool:
        try:
            return await self._settle(item_id, agreement, "", "") is not None
        # One item's fault must not leave the others without a price.
        except Exception as fault:  # noqa: BLE001
            _log.warning("item %d has no price yet: %r", item_id, fault)
            return False

    async def _settle(
        self, item_id: int, agreement: Agreement, reason: str, by: str
    ) -> Charge | None:
        for _ in range(TRIES):
            async with self._turn:
                try:
                    return await self._try(item_id, agreement, reason, by)
                except Moved:
                    continue
        raise Moved(f"item {item_id}")

    async def _try(self, item_id: int, agreement: Agreement, reason: str, by: str) -> Charge | None:
        self._points.at(Point.SETTLE_BEGUN)
        item = await self._store.item(item_id)
        if item is None or item.excluded or item.merged_into is not None:
            return None
        if item.customer_id is None:
            return None
        found = await self._store.charge_of(item_id)
        if found is not None:
            return found
        work = await self._work(item)
        deal = await agreement.on(item.customer_id, work.at)
        if deal is None:
            return None
        made = price(
            work, deal.rules, holidays=deal.holidays, calendars=self._calendars, zone=self._zone
        )
        self._points.at(Point.PRICED)
        new = _new(item, item.customer_id, deal, made, reason, by, self._utcnow())
        return await self._store.add_charge(new, self._zone)

    async def _work(self, item: Item) -> Work:
        """What an item bills: a session with those merged into it, or work by hand."""
        if item.work_id is not None:
            return await self._hand_work(item, item.work_id)
        others = await self._store.merged_items(item.id)
        entries = [one.entry for one in (item, *others) if one.entry is not None]
        rows = [await self._store.session(entry) for entry in entries]
        return work_of([row for row in rows if row is not None], urgent=item.urgent)

    async def _hand_work(self, item: Item, number: int) -> Work:
        row = await self._store.work(number)
        if row is None:
            raise LookupError(f"work {number}")
        done = row.work
        return Work(
            kind=WorkKind(done.kind),
            at=done.began_at,
            spans=(Span(done.began_at, done.ms),) if done.ms else (),
            count=done.count,
            urgent=item.urgent,
            part_of_session=done.session_entry is not None,
        )


def work_of(sessions: list[LedgerRow], *, urgent: bool) -> Work:
    """What one session, or several that are billed as one, are to be priced as."""
    spans = [span for row in sessions for span in spans_of(row)]
    begun = [span.start for span in spans] or [row.joined_at for row in sessions]
    return Work(WorkKind.SESSION, min(begun), joined(spans), urgent=urgent)


def spans_of(row: LedgerRow) -> tuple[Span, ...]:
    """A session's billable time."""
    return tuple(Span(moment_at(start), ms) for start, ms in row.intervals)


def _new(
    item: Item, customer: int, deal: Deal, made: Price, reason: str, by: str, at: datetime
) -> NewCharge:
    name, version = made.tariff or ("", 0)
    return NewCharge(
        item=item.id,
        version=item.version,
        customer=customer,
        cents=made.cents,
        units=made.units,
        vat_percent=deal.vat_percent(made.tariff),
        tariff=name,
        tariff_version=version,
        price=price_text(made),
        debits=tuple(Debit(pack, units) for pack, units in made.debits),
        packs=deal.packs(),
        reason=reason,
        by=by,
        at=at,
    )
