"""An agent whose person and desktop are a test's, beside a broker that is one, too."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Event
from typing import Any, TypeVar

from agent import views
from agent.conductor import Conductor, Setting
from agent.consent import Answer
from agent.frames import control
from agent.frames.kinds import Kind
from agent.gate import Gate
from agent.workshop import CannotEquip, Gear, Hotkey, Send
from broker.wire.words import Asks
from tests.fakes.agent_legs import WAIT, Leg, broker
from tests.rab1.reference import Console

V = TypeVar("V")


@dataclass
class FakePictures:
    """A screen that sends a record whenever the test says so."""

    gate: Gate
    send: Send
    started: bool = False
    closed: bool = False
    repainted: int = 0
    views: list[control.View] = field(default_factory=list)

    def start(self) -> None:
        self.started = True

    def emit(self) -> bool:
        """A capture; whether it was let through."""
        with self.gate.passage() as through:
            if through:
                self.send(Kind.CURSOR, b"\x02\x00\x01\x00\x01")
            return through

    def shown(self, frame: int) -> None: ...

    def look(self, view: control.View) -> None:
        self.views.append(view)

    def refresh(self) -> None:
        self.repainted += 1

    def close(self) -> None:
        self.closed = True


@dataclass
class FakeHands:
    """What was typed, and how often everything was let go."""

    done: list[bytes] = field(default_factory=list)
    released: int = 0
    hang: Callable[[], None] | None = None

    def do(self, record: bytes, gate: Gate) -> None:
        with gate.passage() as through:
            if through:
                self.done.append(record)

    def release_all(self) -> None:
        self.released += 1
        if self.hang is not None:
            self.hang()

    def close(self) -> None: ...


@dataclass
class FakeWorkshop:
    """A desktop in memory."""

    no_screen: str = ""
    no_input: str = ""
    gears: list[Gear] = field(default_factory=list)
    pictures: list[FakePictures] = field(default_factory=list)
    hands: list[FakeHands] = field(default_factory=list)
    pressed: Callable[[], None] | None = None
    broke: Callable[[str], None] | None = None

    def equip(self, allowed: Asks, send: Send, broke: Callable[[str], None]) -> Gear:
        if self.no_screen:
            raise CannotEquip(self.no_screen)
        self.broke = broke
        pictures = FakePictures(Gate(), send)
        hands = FakeHands() if allowed is Asks.CONTROL and not self.no_input else None
        gear = Gear(pictures.gate, pictures, hands, self.no_input)
        self.gears.append(gear)
        self.pictures.append(pictures)
        if hands is not None:
            self.hands.append(hands)
        return gear

    def hotkey(self, pressed: Callable[[], None]) -> Hotkey | None:
        self.pressed = pressed
        return None


class FakePerson:
    """Keeps what it was shown; the test is the person."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._shown: asyncio.Queue[views.View] = asyncio.Queue()
        self.stops = 0
        self.looks: Callable[[], None] = lambda: None
        """Called when an arrival is shown, as a window does that has drawn it."""

    def show(self, view: views.View) -> None:
        if isinstance(view, views.Arriving):
            self.looks()
        self._loop.call_soon_threadsafe(self._shown.put_nowait, view)

    def run(self, handle: object) -> None: ...

    def interrupt(self) -> None: ...

    def stopped(self) -> None:
        self.stops += 1

    async def sees(self, kind: type[V]) -> V:
        """The next view of this kind, whatever comes before."""
        async with asyncio.timeout(WAIT):
            while True:
                view = await self._shown.get()
                if isinstance(view, kind):
                    return view


class Desk:
    """An agent with its person and desktop, and the broker that it calls."""

    def __init__(self, port: int, legs: "asyncio.Queue[Leg]", **setting: Any) -> None:
        self.person = FakePerson()
        self.workshop = FakeWorkshop()
        self._setting = setting
        self._legs = legs
        self.address = f"ws://127.0.0.1:{port}/ws/agent"
        self.agent = self._conductor(self.address)

    def _conductor(self, address: str) -> Conductor:
        options = {"now": time.monotonic, **self._setting}
        setting = Setting(address=address, pc="PC-7", random=os.urandom, **options)
        agent = Conductor(setting, self.person, self.workshop)
        self.person.looks = agent.seen
        return agent

    def call(self, address: str) -> None:
        """An agent that calls another address, in place of the first."""
        self.agent.leave()
        self.agent.join(WAIT)
        self.agent = self._conductor(address)
        self.agent.start()

    def hang(self, until: Event) -> None:
        """The agent's line thread does nothing any more until this is set."""

        def wait() -> None:
            until.wait(WAIT)

        self.agent._later(wait)

    def waiting(self) -> int:
        """Bytes of records that wait to be sent."""
        assert self.agent._round is not None
        return self.agent._round._outbox.waiting

    async def leg(self) -> Leg:
        """The next leg that the agent opens."""
        return await asyncio.wait_for(self._legs.get(), WAIT)

    async def code(self) -> tuple[Leg, views.Code]:
        """Begin, and be given an ID."""
        self.agent.begin()
        leg = await self.leg()
        await leg.register()
        return leg, await self.person.sees(views.Code)

    async def asked(self, asks: Asks = Asks.CONTROL) -> tuple[Leg, Console]:
        """A technician has proved the password and asks."""
        leg, code = await self.code()
        await leg.join()
        console = await leg.prove(code.password.encode())
        await leg.tell(console, control.Ask(asks))
        assert await leg.text() == {"type": "state", "state": "asking"}
        return leg, console

    async def active(self, asks: Asks = Asks.CONTROL) -> tuple[Leg, Console]:
        """A session that the customer has allowed."""
        leg, console = await self.asked(asks)
        await self._let_in(leg, console, asks)
        return leg, console

    async def allow(self, leg: Leg, console: Console) -> None:
        """A technician who has proved the password asks, and the customer allows it."""
        await leg.tell(console, control.Ask(Asks.CONTROL))
        assert await leg.text() == {"type": "state", "state": "asking"}
        await self._let_in(leg, console, Asks.CONTROL)

    async def _let_in(self, leg: Leg, console: Console, asks: Asks) -> None:
        await self.person.sees(views.Consent)
        self.agent.answer(Answer.ALLOW)
        assert await leg.told(console) == control.Asking()
        assert await leg.told(console) == control.Allowed(asks)
        assert await leg.text() == {"type": "state", "state": "active"}
        await self.person.sees(views.Active)


@asynccontextmanager
async def desk(
    setting: Callable[[int], dict[str, Any]] = lambda _: {}, **options: Any
) -> AsyncIterator[Desk]:
    """A started agent beside a broker on loopback; both are gone afterwards.

    `setting`: what else the agent is told, from the broker's port.
    """
    async with broker(**options) as (port, legs):
        one = Desk(port, legs, **setting(port))
        one.agent.start()
        try:
            yield one
        finally:
            one.agent.leave()
            ended = await asyncio.to_thread(one.agent.join, WAIT)
            assert ended, "the agent's thread goes on"
