"""A thousand cuts at random moments of sessions on a real display.

Each takes at most 250 ms, nothing is typed or pointed after it, and nothing stays held down; also
where a capture hangs or the network takes nothing.
"""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Timer

import pytest

from agent import events as ev
from agent import views
from agent.consent import Answer
from agent.desk import Desk as RealDesk
from agent.frames import control
from agent.frames import input as input_frames
from agent.frames.input import Button, Key, Location, Mouse, Move
from agent.frames.kinds import Kind
from agent.screen.capture.x11 import X11Screen
from agent.screen.source import Box, Pixels
from broker.wire.words import Asks
from tests.fakes.agent_legs import WAIT, Leg, broker
from tests.fakes.desk import Desk
from tests.rab1.reference import Console
from tests.waiting import soon
from tests.x11.painter import Painter

CUTS = 1000
CUT_SECONDS = 0.25
HARMED = 20
"""Every so many cuts the capture hangs, and as often the network takes nothing."""

BEFORE_SECONDS = 0.03
DURING_SECONDS = 0.04
AFTER_RECORDS = 12
SEED = 20261122


@dataclass
class Harm:
    """A capture that hangs, once it is told to."""

    hang: bool = False
    inside: Event = field(default_factory=Event)
    go_on: Event = field(default_factory=Event)

    def grab(self) -> None:
        if self.hang:
            self.inside.set()
            self.go_on.wait(WAIT)


@pytest.fixture
def harm(monkeypatch: pytest.MonkeyPatch) -> Harm:
    """Stands in the way of every capture."""
    made, grab = Harm(), X11Screen.grab

    def slow(screen: X11Screen, box: Box) -> Pixels:
        made.grab()
        return grab(screen, box)

    monkeypatch.setattr(X11Screen, "grab", slow)
    return made


@pytest.fixture
def probe(display: str) -> Iterator[Painter]:
    """Looks at pointer, keys and buttons over a connection of its own."""
    made = Painter(display, window=False)
    yield made
    made.close()


@asynccontextmanager
async def real_desk(port: int, legs: "asyncio.Queue[Leg]") -> AsyncIterator[Desk]:
    """An agent on the real display; legs of agents before it are not its own."""
    while not legs.empty():
        legs.get_nowait()
    one = Desk(port, legs)
    one.workshop = RealDesk()
    one.agent = one._conductor(one.address)
    one.agent.start()
    try:
        yield one
    finally:
        one.agent._post(ev.Done())
        one.agent.leave()
        assert await asyncio.to_thread(one.agent.join, WAIT)


def busy_hands(number: int) -> bytes:
    """A record that moves to a place of its own and leaves keys and buttons held down."""
    down = number % 3 != 2
    x, y = 10 + number * 7 % 700, 10 + number * 13 % 500
    return input_frames.encode(
        [
            Move(x, y),
            Key(down, Location.LEFT, "Shift"),
            Key(down, Location.STANDARD, "a"),
            Button(Mouse.LEFT, down, x, y),
        ]
    )


async def work(leg: Leg, console: Console) -> None:
    """The technician's hands, without a rest, until the leg is gone."""
    for number in range(100_000):
        record = console.c2a.seal(Kind.INPUT, busy_hands(number))
        await leg.socket.send(record)
        await asyncio.sleep(0.001)


async def session(one: Desk) -> tuple[Leg, Console]:
    """A session that is allowed as soon as it may be; the cut may come anywhere in it."""
    leg, console = await one.asked(Asks.CONTROL)
    await one.person.sees(views.Consent)
    one.agent.answer(Answer.ALLOW)
    while not isinstance(await leg.told(console), control.Allowed):
        pass
    return leg, console


@dataclass
class Cut:
    """One press of Stop, from a thread of its own."""

    took: float = 0.0
    done: Event = field(default_factory=Event)

    def press(self, one: Desk) -> None:
        begun = time.monotonic()
        one.agent.stop()
        self.took = time.monotonic() - begun
        self.done.set()


@contextmanager
def pressed_after(seconds: float, one: Desk) -> Iterator[Cut]:
    cut = Cut()
    timer = Timer(seconds, cut.press, [one])
    timer.start()
    try:
        yield cut
    finally:
        timer.cancel()
        timer.join()


async def nothing_more(probe: Painter, cut: Cut) -> None:
    """The cut was quick; while records go on coming, nothing moves and nothing is held."""
    assert cut.took <= CUT_SECONDS
    place = probe.pointer()
    await soon(lambda: not probe.keys_down() and not probe.buttons_down())
    for _ in range(AFTER_RECORDS):
        await asyncio.sleep(0.001)
        assert probe.pointer() == place
        assert not probe.keys_down() and not probe.buttons_down()


async def cut_before(one: Desk, probe: Painter, seconds: float) -> None:
    """Stop while the technician proves the password, or while the customer is asked."""
    with pressed_after(seconds, one) as cut:
        with suppress(Exception):
            async with asyncio.timeout(seconds + CUT_SECONDS):
                await session(one)
        await soon(cut.done.is_set)
        await nothing_more(probe, cut)


async def cut_during(one: Desk, probe: Painter, seconds: float, harm: Harm | None) -> None:
    """Stop while the technician works."""
    leg, console = await session(one)
    working = asyncio.create_task(work(leg, console))
    try:
        if harm is not None:
            harm.hang = True
            await leg.tell(console, control.Refresh())
            assert await asyncio.to_thread(harm.inside.wait, WAIT)
        with pressed_after(seconds, one) as cut:
            await soon(cut.done.is_set)
            await nothing_more(probe, cut)
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError, Exception):
            await working
        if harm is not None:
            harm.hang = False
            harm.go_on.set()
    assert one.waiting() == 0


async def test_a_thousand_cuts(probe: Painter, harm: Harm) -> None:
    """The seed makes the moments; what they meet differs with the machine."""
    chance = random.Random(SEED)
    async with broker(max_queue=4) as (port, legs):
        for number in range(CUTS):
            async with real_desk(port, legs) as one:
                if number % 5 == 0:
                    await cut_before(one, probe, chance.uniform(0, BEFORE_SECONDS))
                    continue
                seconds = chance.uniform(0, DURING_SECONDS)
                hanging = number % HARMED == 1
                if hanging:
                    harm.inside.clear()
                    harm.go_on.clear()
                await cut_during(one, probe, seconds, harm if hanging else None)


async def test_cuts_while_the_network_takes_nothing(probe: Painter) -> None:
    """The leg's other end reads no more: what is sealed piles up, and Stop throws it away."""
    chance = random.Random(SEED + 1)
    async with broker(max_queue=1) as (port, legs):
        for _ in range(CUTS // HARMED):
            async with real_desk(port, legs) as one:
                leg, console = await session(one)
                leg.socket.transport.pause_reading()
                working = asyncio.create_task(work(leg, console))
                try:
                    with pressed_after(chance.uniform(0, DURING_SECONDS), one) as cut:
                        await soon(cut.done.is_set)
                        await nothing_more(probe, cut)
                    assert one.waiting() == 0
                finally:
                    working.cancel()
                    with suppress(asyncio.CancelledError, Exception):
                        await working
                    leg.socket.transport.abort()
