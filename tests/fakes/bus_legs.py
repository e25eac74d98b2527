"""Legs on the bus and a ledger that minds its rules, in memory."""

from typing import Any

from broker.bus import LocalBus
from broker.parcels import Shut, Tell
from broker.wire.messages import (
    Message,
)
from broker.wire.words import Close
from tests.fakes.legs import Book


class OnceBook(Book):
    """A store that fails the test where a closed row would change."""

    async def checkpoint(self, entry: int, **values: Any) -> None:
        if self.rows[entry]["outcome"] is None:
            assert values["billable_ms"] >= self.rows[entry]["billable_ms"]
        await super().checkpoint(entry, **values)

    async def close_session(self, entry: int, **values: Any) -> None:
        assert self.rows[entry]["outcome"] is None, "a row was closed twice"
        await super().close_session(entry, **values)


class FakeLeg:
    """A leg on the bus that remembers what it was told."""

    def __init__(self, bus: LocalBus, name: str) -> None:
        self.subject = f"leg.{name}"
        self.told: list[Message] = []
        self.closed: Close | None = None
        self.peer = ""
        self.detach = bus.attach(self.subject, self._take)

    async def _take(self, parcel: Tell | Shut) -> None:
        if isinstance(parcel, Shut):
            self.closed = self.closed or parcel.close
            self.detach()
            return
        assert self.closed is None, "told something after it was closed"
        self.told.append(parcel.message)
        self.peer = self.peer if parcel.peer is None else parcel.peer

    def last(self, kind: type) -> Any:
        return next(message for message in reversed(self.told) if isinstance(message, kind))
