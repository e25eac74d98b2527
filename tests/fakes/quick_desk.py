"""An agent with quick access on, beside a broker with a technician whom its roster vouches for."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from agent import views
from agent.frames import control
from agent.keeping.pins import Keeping
from agent.keeping.ring import NoRing, Ring
from agent.keys import AgentKey
from agent.quick.limits import EVERY_DAY, Limits
from agent.quick.pin import Home, Pin
from agent.quick.roster import Trust
from broker.wire import limits as wire
from broker.wire.words import Asks
from tests.fakes.agent_legs import ANNA, Leg
from tests.fakes.desk import Desk, desk
from tests.fakes.organisation import NOW, Organisation
from tests.rab1.reference import Console

ANY = Limits(None, EVERY_DAY, None, None, None, None)
REASON = "La stampante non va"


class NoKeyring:
    """A system without a keyring."""

    def get(self) -> str | None:
        raise NoRing

    def put(self, secret: str) -> None:
        raise NoRing

    def remove(self) -> None:
        raise NoRing


@dataclass
class Clock:
    """Both clocks of an agent; they go on by themselves, and further when a test says so."""

    ahead: float = 0.0
    wall: datetime = NOW

    def now(self) -> float:
        return time.monotonic() + self.ahead


@dataclass
class Office:
    """What stands around the agent: its organisation, what it keeps, and its clock."""

    folder: Path
    org: Organisation = field(default_factory=Organisation)
    key: AgentKey = field(default_factory=lambda: AgentKey(bytes(range(32))))
    clock: Clock = field(default_factory=Clock)
    ring: Ring = field(default_factory=NoKeyring)

    @property
    def keeping(self) -> Keeping:
        return Keeping(self.folder, self.ring)

    def opt_in(self, address: str, limits: Limits = ANY, **changed: Any) -> None:
        """An opt-in of earlier, in force."""
        pin = Pin(
            broker=address,
            organisation=ANNA[1],
            technician=ANNA[0],
            trust=Trust((self.org.root,)),
            public=self.key.public,
            key_in=Home.FILE,
            limits=limits,
            opted_at=NOW,
        )
        self.keeping.add(replace(pin, **changed), self.key)
        self.keeping.change(self.key.public, lambda one: replace(one, enrolled=True))

    def setting(self) -> dict[str, Any]:
        return {
            "root": self.org.root,
            "keeping": self.keeping,
            "now": self.clock.now,
            "wall": lambda: self.clock.wall,
        }

    def kept(self) -> Pin | None:
        return self.keeping.pin()


@asynccontextmanager
async def quick_desk(
    office: Office, *, limits: Limits | None = ANY, **changed: Any
) -> AsyncIterator[Desk]:
    """An agent of this office, with an opt-in with these limits; None: without one."""

    def setting(port: int) -> dict[str, Any]:
        if limits is not None:
            office.opt_in(f"ws://127.0.0.1:{port}/ws/agent", limits, **changed)
        return office.setting()

    async with desk(setting) as one:
        yield one


async def present(one: Desk, office: Office) -> Leg:
    """The agent waits, and technicians see its PC."""
    leg, _ = await one.code()
    said = await leg.text()
    assert (said["type"], said["key"]) == ("present", office.key.public.hex())
    await leg.say("presence", shown=True, seconds=int(wire.PRESENT_SECONDS))
    code = await one.person.sees(views.Code)
    assert code.quick is not None and code.quick.shown
    return leg


async def proved(leg: Leg, office: Office, *, roster: str = "", reason: str = REASON) -> Console:
    """A technician has come by quick access, up to the end of the handshake."""
    await leg.say("roster", roster=roster or office.org.roster())
    await leg.join(quick=True, reason=reason)
    return await leg.prove(b"", mode="quick", device_seed=office.org.anna.seed)


async def arriving(one: Desk, office: Office) -> tuple[Leg, Console]:
    """The countdown runs."""
    leg = await present(one, office)
    console = await proved(leg, office)
    await leg.tell(console, control.Ask(Asks.CONTROL, REASON))
    assert await leg.text() == {"type": "state", "state": "asking"}
    assert await leg.told(console) == control.Asking()
    await one.person.sees(views.Arriving)
    return leg, console


async def refused(one: Desk, leg: Leg, console: Console, why: control.Why) -> views.Code:
    """The agent says why not, and waits on; what the customer sees then."""
    assert await leg.told(console) == control.Refused(why)
    await leg.end_of("declined", again=True)
    while not (code := await one.person.sees(views.Code)).misses:
        pass
    assert code.misses[-1].why == f"quick_{why}"
    assert one.workshop.gears == []
    return code
