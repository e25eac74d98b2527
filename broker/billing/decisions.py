"""Decisions about items: taken in the store, and what they change is priced anew."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Protocol

from broker.records.decisions import Act
from broker.store import Store
from broker.tariff.kept import price_text
from broker.tariff.work import Price

_log = logging.getLogger(__name__)
_AT_ONCE: Final = 100
"""Approvals in one transaction: others wait no longer than these take."""
_NOTHING: Final = price_text(Price(lines=(), cents=0, units=0))


class Settles(Protocol):
    """What prices items."""

    async def settle(self, item_id: int, *, reason: str = "", by: str = "") -> object:
        """Price an item that has no price yet, where it can be."""
        ...


class Decisions:
    """Each decision raises `NoItem`, and `Undecided` where it may not be taken.

    `by`: full name of who decides, empty for the command line; `version`: of the item, as whoever
    decides has seen it.
    """

    def __init__(
        self, store: Store, settling: Settles, *, utcnow: Callable[[], datetime], zone: str
    ) -> None:
        """`utcnow`: aware UTC time; `zone`: whose months are counted (an IANA name)."""
        self._store = store
        self._settling = settling
        self._utcnow = utcnow
        self._zone = zone

    async def edit(
        self,
        item: int,
        version: int,
        by: str,
        *,
        customer: int | None,
        note: str,
        urgent: bool,
    ) -> None:
        """Set customer, note and urgency as they should be."""
        act = self._act(item, version, by)
        if await self._store.edit_item(act, customer=customer, note=note, urgent=urgent):
            await self._settle(item, "", by)

    async def exclude(self, item: int, version: int, by: str, reason: str) -> None:
        """Not to be billed, for a reason."""
        await self._store.exclude_item(self._act(item, version, by), reason)

    async def include(self, item: int, version: int, by: str) -> None:
        """To be billed after all."""
        await self._store.include_item(self._act(item, version, by))
        await self._settle(item, "", by)

    async def approve(self, item: int, version: int, by: str) -> None:
        """Right as it is."""
        await self._store.approve_item(self._act(item, version, by))

    async def approve_all(self, seen: Sequence[tuple[int, int]], by: str) -> int:
        """Approve items as they were seen (number, version); those that changed meanwhile, or
        cannot be approved, are left. Gives how many were."""
        done = 0
        for first in range(0, len(seen), _AT_ONCE):
            acts = [self._act(*one, by) for one in seen[first : first + _AT_ONCE]]
            done += await self._store.approve_items(acts)
        return done

    async def reopen(self, item: int, version: int, by: str) -> None:
        """To be looked at again."""
        await self._store.reopen_item(self._act(item, version, by))

    async def merge(self, item: int, version: int, by: str, into: int, into_version: int) -> None:
        """Bill a session as a part of another."""
        await self._store.merge_item(self._act(item, version, by), into, into_version)
        await self._settle(into, "", by)

    async def split(self, item: int, version: int, by: str) -> None:
        """Bill a part for itself again."""
        whole = await self._store.split_item(self._act(item, version, by))
        await self._settle(whole, "", by)
        await self._settle(item, "", by)

    async def correct(
        self,
        item: int,
        version: int,
        by: str,
        *,
        reason: str,
        customer: int | None,
        billed: bool,
    ) -> None:
        """Reverse the charge of an item of a closed month, in one that is open, and charge the
        customer anew there, or nothing."""
        act = self._act(item, version, by)
        nothing = None if billed else _NOTHING
        await self._store.correct_item(act, customer=customer, reason=reason, nothing=nothing)
        if billed:
            await self._settle(item, reason, by)

    async def _settle(self, item: int, reason: str, by: str) -> None:
        """The decision stands, whatever pricing meets: what has no price is flagged."""
        try:
            await self._settling.settle(item, reason=reason, by=by)
        # Whatever a document, a database or a rule may raise.
        except Exception:  # noqa: BLE001
            _log.exception("item %d has no price yet", item)

    def _act(self, item: int, version: int, by: str) -> Act:
        return Act(item, version, by, self._utcnow(), self._zone)
