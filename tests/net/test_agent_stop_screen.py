"""Stop, Pause and a cut line while capturing, encoding or typing hangs in a thread of its own."""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from threading import Event

import pytest

from agent import views
from agent.desk import InputHands
from agent.frames import control, picture
from agent.frames import input as input_frames
from agent.frames.input import Button, Key, Location, Mouse, Release
from agent.frames.kinds import Kind
from agent.gate import Gate
from agent.input import Injector
from agent.screen.pace import Pacing
from agent.screen.sight import Sight
from agent.screen.stream import PictureStream
from agent.workshop import Gear, Hotkey, Send
from broker.wire.words import Asks
from tests.fakes.agent_legs import WAIT, Leg
from tests.fakes.desk import Desk, desk
from tests.fakes.memory_screen import MemoryScreen
from tests.rab1.reference import Console
from tests.waiting import soon

CUT_SECONDS = 0.25
HELD = input_frames.encode(
    [Key(True, Location.STANDARD, "a"), Button(Mouse.LEFT, down=True, x=1, y=1)]
)


class Keyboard(Injector):
    """What is held down; a key may hang."""

    def __init__(self) -> None:
        self.held: set[str] = set()
        self.done: list[input_frames.Event] = []
        self.hang: Event | None = None
        self.inside = Event()

    def apply(self, event: input_frames.Event, gate: Gate) -> None:
        with gate.passage() as through:
            if not through:
                return
            self.done.append(event)
            if isinstance(event, Key | Button) and event.down:
                self.held.add(type(event).__name__)
            if self.hang is not None:
                self.inside.set()
                self.hang.wait(WAIT)

    def release_all(self) -> None:
        self.held.clear()

    def close(self) -> None:
        self.release_all()


class Workshop:
    """The real threads, on a screen and a keyboard made of memory."""

    def __init__(self) -> None:
        self.screens: list[MemoryScreen] = []
        self.keyboards: list[Keyboard] = []
        self.streams: list[PictureStream] = []
        self.gears: list[Gear] = []
        self.hang: Event | None = None

    def equip(self, allowed: Asks, send: Send, broke: Callable[[str], None]) -> Gear:
        gate, screen, keyboard = Gate(), MemoryScreen((400, 300)), Keyboard()
        screen.hang = self.hang
        stream = PictureStream(screen, gate, send, lambda error: broke("screen_broke"))
        hands = InputHands(keyboard, broke) if allowed is Asks.CONTROL else None
        self.screens.append(screen)
        self.keyboards.append(keyboard)
        self.streams.append(stream)
        self.gears.append(Gear(gate, stream, hands))
        return self.gears[-1]

    def hotkey(self, pressed: Callable[[], None]) -> Hotkey | None:
        return None


class Hung:
    """An encoder that hangs from now on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.inside, self.go_on = Event(), Event()
        encode = Sight.encode

        def hang(*args: object) -> object:
            self.inside.set()
            self.go_on.wait(WAIT)
            return encode(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(Sight, "encode", hang)


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hung]:
    made = Hung(monkeypatch)
    yield made
    made.go_on.set()


async def session(one: Desk, workshop: Workshop) -> tuple[Leg, Console]:
    """An allowed session on the real threads."""
    one.agent._workshop = workshop
    return await one.active()


async def nothing_more(leg: Leg, screen: MemoryScreen) -> None:
    """What hung has come back, and its thread has ended without a word."""
    await soon(screen.closed.is_set)
    await leg.end_of("stopped_by_customer")
    await leg.gone()
    assert leg.binaries.empty()


async def stopped(one: Desk) -> None:
    begun = time.monotonic()
    await asyncio.to_thread(one.agent.stop)
    assert time.monotonic() - begun < CUT_SECONDS


async def drained(leg: Leg, console: Console) -> None:
    """Everything that was sent until now is read."""
    with suppress(TimeoutError):
        while True:
            async with asyncio.timeout(0.2):
                console.a2c.open(await leg.binaries.get())


async def test_stop_while_an_encoder_hangs(hung: Hung) -> None:
    workshop = Workshop()
    async with desk() as one:
        leg, console = await session(one, workshop)
        assert await asyncio.to_thread(hung.inside.wait, WAIT)
        await drained(leg, console)
        await stopped(one)
        hung.go_on.set()
        await nothing_more(leg, workshop.screens[0])


async def test_stop_while_a_capture_hangs() -> None:
    workshop = Workshop()
    workshop.hang = Event()
    async with desk() as one:
        leg, console = await session(one, workshop)
        assert await asyncio.to_thread(workshop.screens[0].hanging.wait, WAIT)
        await drained(leg, console)
        await stopped(one)
        workshop.hang.set()
        await nothing_more(leg, workshop.screens[0])


async def test_stop_while_a_key_hangs_and_more_wait() -> None:
    workshop = Workshop()
    async with desk() as one:
        leg, console = await session(one, workshop)
        keyboard = workshop.keyboards[0]
        keyboard.hang = Event()
        for _ in range(20):
            await leg.socket.send(console.c2a.seal(Kind.INPUT, HELD))
        assert await asyncio.to_thread(keyboard.inside.wait, WAIT)
        await stopped(one)
        await leg.end_of("stopped_by_customer")
        assert keyboard.held == set()
        keyboard.hang.set()
        await leg.gone()
        assert keyboard.held == set()


async def test_control_is_read_and_answered_while_everything_else_hangs(hung: Hung) -> None:
    """Encoder and keyboard hang, and the customer's Pause is told to both ends at once."""
    workshop = Workshop()
    async with desk() as one:
        leg, console = await session(one, workshop)
        workshop.keyboards[0].hang = Event()
        await leg.socket.send(console.c2a.seal(Kind.INPUT, HELD))
        assert await asyncio.to_thread(hung.inside.wait, WAIT)
        await drained(leg, console)
        begun = time.monotonic()
        one.agent.pause()
        assert await leg.told(console) == control.Paused()
        assert await leg.text() == {"type": "state", "state": "paused"}
        assert time.monotonic() - begun < 2 * CUT_SECONDS
        workshop.keyboards[0].hang.set()
        hung.go_on.set()
        await asyncio.sleep(0.2)
        assert leg.binaries.empty()


async def test_what_is_held_goes_up_when_the_line_is_cut_and_the_next_begins_anew() -> None:
    workshop = Workshop()
    async with desk() as one:
        leg, console = await session(one, workshop)
        await leg.socket.send(console.c2a.seal(Kind.INPUT, HELD))
        await soon(lambda: workshop.keyboards[0].held == {"Key", "Button"})
        leg.socket.transport.abort()
        await one.person.sees(views.Reconnecting)
        assert workshop.keyboards[0].held == set()
        leg = await one.leg()
        await leg.register(token="t2")
        await leg.join(resumed=True)
        again = await leg.prove(console.resume, mode="resume")
        assert await leg.told(again) == control.Allowed(Asks.CONTROL)
        screen = await leg.told(again)
        assert screen == control.Screen(400, 300)
        assert await first_frame(leg, again) == 1


async def first_frame(leg: Leg, console: Console) -> int:
    """The number of the next picture."""
    while True:
        kind, plaintext = console.a2c.open(await leg.binary())
        if kind == Kind.PICTURE:
            return picture.decode(plaintext, 400, 300).frame


async def test_the_view_reaches_the_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    wished: list[control.Quality] = []
    wish = Pacing.wish

    def spied(pacing: Pacing, quality: control.Quality) -> None:
        wished.append(quality)
        wish(pacing, quality)

    monkeypatch.setattr(Pacing, "wish", spied)
    workshop = Workshop()
    view = control.View(control.Quality.LIGHT, half=True, grey=True, video=False)
    async with desk() as one:
        leg, console = await session(one, workshop)
        assert await leg.told(console) == control.Screen(400, 300)
        await leg.tell(console, view)
        assert await leg.told(console) == control.Screen(400, 300, 2)
        assert wished == [control.Quality.LIGHT]


async def test_input_goes_in_the_order_it_came_and_waits_for_no_picture(hung: Hung) -> None:
    workshop = Workshop()
    async with desk() as one:
        leg, console = await session(one, workshop)
        assert await asyncio.to_thread(hung.inside.wait, WAIT)
        done = workshop.keyboards[0].done
        events = [Key(number % 2 == 0, Location.STANDARD, "a") for number in range(40)]
        for event in events:
            await leg.socket.send(console.c2a.seal(Kind.INPUT, input_frames.encode([event])))
        await leg.socket.send(console.c2a.seal(Kind.INPUT, input_frames.encode([Release()])))
        await soon(lambda: len(done) == 41)
        assert done == [*events, Release()]
