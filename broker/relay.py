"""One leg's half of the relay: sealed records to and from the other leg.

Records are bytes that are passed on whole and in order. Nothing here looks into one, keeps one or
writes one to a log. `pass_on` comes back when the other leg has taken the record, so a slow reader
stops its writer; the bounds are those of `broker.leg`.
"""

from collections.abc import Callable
from typing import Final, Protocol

from broker.bus import Bus, Nobody
from broker.parcels import Refused
from broker.wire.limits import RECONNECT_SECONDS
from broker.wire.words import Close

LEFTOVER_SECONDS: Final = RECONNECT_SECONDS
"""How long after a leg was parted from its peer its records may still arrive, to be dropped."""


class Relay(Protocol):
    """What a leg needs of a relay; another kind may take the place of `BusRelay`."""

    @property
    def paired(self) -> bool:
        """Whether this leg has a peer now; only then does it take records."""
        ...

    def pair(self, peer: str) -> None:
        """Pass records on to this subject from now on; to none where it is empty."""
        ...

    async def pass_on(self, record: bytes) -> None:
        """Send a record from this leg to its peer. Raises `Refused` where it never had one."""
        ...


class BusRelay:
    """A relay that speaks through the bus, one record at a time."""

    def __init__(self, bus: Bus, now: Callable[[], float]) -> None:
        """`now` gives monotonic seconds."""
        self._bus = bus
        self._now = now
        self._peer = ""
        self._leftover_until: float | None = None

    @property
    def paired(self) -> bool:
        """See `Relay.paired`."""
        return self._peer != ""

    def pair(self, peer: str) -> None:
        """See `Relay.pair`."""
        if self._peer and not peer:
            self._leftover_until = self._now() + LEFTOVER_SECONDS
        self._peer = peer

    async def pass_on(self, record: bytes) -> None:
        """See `Relay.pass_on`. What was on its way when the legs were parted is dropped."""
        if self._peer:
            try:
                await self._bus.send(self._peer, record)
            except Nobody:
                return  # the peer was cut; the session hears of it from the peer's own node
        elif self._leftover_until is None or self._now() >= self._leftover_until:
            raise Refused(Close.BAD_MESSAGE)
