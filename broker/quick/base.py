"""What every part of quick access stands on."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from broker.bus import Bus, Nobody
from broker.parcels import Withdrawn, pc_subject
from broker.records import Pc, Technician, Trace
from broker.store import Store


class Audit(Protocol):
    """Where it is written down who did what."""

    async def __call__(
        self, kind: Trace, technician: Technician | None, address: str, detail: str = ""
    ) -> None: ...


class Base:
    """Clocks and randomness are passed in."""

    def __init__(
        self,
        *,
        store: Store,
        bus: Bus,
        broker: str,
        organisation: str,
        utcnow: Callable[[], datetime],
        random: Callable[[int], bytes],
        audit: Audit,
    ) -> None:
        """`broker` and `organisation`: the names of the settings; `utcnow`: aware UTC time."""
        self._store = store
        self._bus = bus
        self._broker = broker
        self._organisation = organisation
        self._utcnow = utcnow
        self._random = random
        self._audit = audit

    async def roster(self) -> str | None:
        """The roster that counts, as it was signed."""
        return await self._store.roster()

    async def _ended(self, key: str) -> None:
        """Quick access to a PC has ended: its agent is told, wherever it is."""
        with suppress(Nobody):
            await self._bus.send(pc_subject(key), Withdrawn())


def title(pc: Pc) -> str:
    """A PC as the audit names it."""
    return f"{pc.customer.name}: {pc.name}"
