"""Prepaid packs: entering them, taking tickets, and how they were consumed month by month."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from broker.billing.agreements import Settles
from broker.problems import Refusal
from broker.records import next_period
from broker.records.agreed import DebitRow, PackRow, PackState, last_day
from broker.store import NotEnough, Store
from broker.wire.words import Problem

UNITS_MOST: Final = 10_000
_SIGNED_FIRST: Final = date(2000, 1, 1)
_AHEAD_MOST: Final = timedelta(days=366)
"""How long before its first day a pack may be entered."""


@dataclass(frozen=True, slots=True)
class Month:
    """What was taken from a pack in one month, less what was given back."""

    month: str
    """YYYY-MM."""
    units: int
    tickets: int


@dataclass(frozen=True, slots=True)
class PackUse:
    """A pack, and its months from the first to the last in which it may be used, or was."""

    pack: PackRow
    months: tuple[Month, ...]


class Packs:
    """Half of a pack is for sessions and calls, half for tickets."""

    def __init__(
        self, store: Store, settling: Settles, *, utcnow: Callable[[], datetime], zone: str
    ) -> None:
        """`utcnow`: aware UTC time; `zone`: whose days and months count (an IANA name)."""
        self._store = store
        self._settling = settling
        self._utcnow = utcnow
        self._zone = ZoneInfo(zone)

    def today(self) -> date:
        """The local day."""
        return self._utcnow().astimezone(self._zone).date()

    async def packs(self, number: int) -> list[PackUse]:
        """A customer's packs, the first to expire first. Raises `Refusal` not_found."""
        if not await self._store.customer_exists(number):
            raise Refusal(Problem.NOT_FOUND)
        debits = await self._store.debits_of(number)
        found = await self._store.packs_of(number)
        return [PackUse(pack, tuple(months_of(pack, debits, self._zone))) for pack in found]

    async def add(
        self, number: int, *, units: int, languages: str, signed_on: date, by: str
    ) -> list[PackUse]:
        """Enter a pack of `units`, half of them for sessions; all of the customer's packs.

        `by` here and below: full name of who enters it. Raises `Refusal`: not_found; bad_request
        for units that have no half, and for a signing before 2000 or a year ahead.
        """
        if not await self._store.customer_exists(number):
            raise Refusal(Problem.NOT_FOUND)
        if units < 2 or units % 2:
            raise Refusal(Problem.BAD_REQUEST, "units")
        if not _SIGNED_FIRST <= signed_on <= self.today() + _AHEAD_MOST:
            raise Refusal(Problem.BAD_REQUEST, "signed_on")
        await self._store.add_pack(
            number,
            units=units,
            session_units=units // 2,
            languages=languages,
            signed_on=signed_on,
            expires_on=last_day(signed_on),
            by=by,
            now=self._utcnow(),
        )
        await self._settling.settle_left(number)
        return await self.packs(number)

    async def take_tickets(self, number: int, tickets: int, *, note: str, by: str) -> list[PackUse]:
        """Take tickets from a pack that is valid today; fewer than 0 give back what was taken.

        All packs of its customer. Raises `Refusal`: not_found; bad_request for no ticket at all;
        conflict where the pack has not so many, or is not valid today.
        """
        pack = await self._store.pack(number)
        if pack is None:
            raise Refusal(Problem.NOT_FOUND)
        if tickets == 0:
            raise Refusal(Problem.BAD_REQUEST, "tickets")
        over = pack.state(self.today()) in (PackState.EXPIRED, PackState.FUTURE)
        if tickets > 0 and over:
            raise Refusal(Problem.CONFLICT, "expires_on")
        try:
            await self._store.take_tickets(number, tickets, note=note, by=by, now=self._utcnow())
        except NotEnough as error:
            raise Refusal(Problem.CONFLICT, "tickets") from error
        return await self.packs(pack.customer_id)


def months_of(pack: PackRow, debits: Sequence[DebitRow], zone: ZoneInfo) -> Iterator[Month]:
    """A pack's months in order, none left out; `debits` may be those of other packs too."""
    found: dict[str, tuple[int, int]] = {}
    for debit in debits:
        if debit.pack_id == pack.id:
            month = debit.period or debit.at.astimezone(zone).strftime("%Y-%m")
            units, tickets = found.get(month, (0, 0))
            found[month] = (units + debit.units, tickets + debit.tickets)
    here = min([_month(pack.signed_on), *found])
    last = max([_month(pack.expires_on), *found])
    while here <= last:
        yield Month(here, *found.get(here, (0, 0)))
        here = next_period(here)


def _month(day: date) -> str:
    return day.isoformat()[:7]
