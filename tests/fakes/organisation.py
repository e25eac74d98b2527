"""An organisation in memory: its root, and rosters that it signs."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from broker.wire import signing
from broker.wire.roster import Entry, Handover, Passkey, Roster, Standing, assemble, inner_of
from tests.fakes.agent_legs import ANNA
from tests.rab1.reference import public, sign

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
"""A Wednesday."""


@dataclass(frozen=True)
class Device:
    """A technician's browser: its private key, and who they are."""

    seed: bytes
    name: str = ANNA[0]
    passkey: Passkey | None = None
    state: Standing = Standing.ACTIVE

    @property
    def entry(self) -> Entry:
        return Entry(public(self.seed), self.name, self.passkey, self.state)


class Organisation:
    """What signs is the newest root; the ones before have handed over."""

    def __init__(self, name: str = ANNA[1]) -> None:
        self.name = name
        self.seeds = [os.urandom(32)]
        self.anna = Device(os.urandom(32))

    @property
    def root(self) -> bytes:
        """The first root, which agents were given."""
        return public(self.seeds[0])

    def hand_over(self) -> None:
        """A new root takes the place of the present one."""
        self.seeds.append(os.urandom(32))

    def roster(
        self,
        *devices: Device,
        version: int = 1,
        days: float = 90.0,
        made: datetime = NOW - timedelta(days=1),
        wrong: bool = False,
    ) -> str:
        """A roster text with these devices, or with Anna's; `wrong`: signed by nobody's key."""
        found: Sequence[Device] = devices or (self.anna,)
        entries = tuple(device.entry for device in found)
        roster = Roster(self.name, version, made, made + timedelta(days=days), entries)
        inner = inner_of(roster)
        seed = os.urandom(32) if wrong else self.seeds[-1]
        return assemble(
            inner, public(self.seeds[-1]), sign(seed, signing.roster(inner)), self.handovers()
        )

    def handovers(self) -> list[Handover]:
        """The word of each root about the next."""
        found = []
        for old, new in zip(self.seeds, self.seeds[1:], strict=False):
            pair = (public(old), public(new))
            found.append(Handover(*pair, sign(old, signing.handover(*pair))))
        return found

    def with_passkey(self, passkey: Passkey) -> Device:
        """Anna's browser, whose entry names a passkey, too."""
        return replace(self.anna, passkey=passkey)
