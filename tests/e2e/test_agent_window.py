"""The window on a virtual screen, clicked with a real mouse; the test plays the broker."""

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xcffib
import xcffib.xproto

from agent.frames import control
from agent.frames import input as input_frames
from agent.frames.kinds import Kind
from agent.window.consent import CALM_SECONDS
from broker.wire import texts
from broker.wire.words import Asks
from tests.fakes.agent_legs import Leg
from tests.rab1.reference import Console
from tests.stack.agent_process import ROOT, AgentProcess, agent_process, written
from tests.stack.display import Display, virtual_screen
from tests.stack.window import click, click_once, close, copied_codes, tk
from tests.waiting import until

SAY = texts.load(ROOT / "agent" / "texts", "it")
STOP, TOGGLE = -1, -2
SEEN, PAUSED = (0xC2, 0x41, 0x0C), (0x1D, 0x4E, 0xD8)


@dataclass
class Seat:
    """A customer's place: a screen, the agent on it, and the broker's end."""

    display: Display
    agent: AgentProcess

    async def click(self, page: str, place: int) -> None:
        await asyncio.to_thread(click, self.display, SAY(f"title_{page}"), place)

    async def sees(self, page: str) -> None:
        title = SAY(f"title_{page}")
        await asyncio.to_thread(until, lambda: self.display.window(title), 15.0, title)

    async def sees_no(self, page: str) -> None:
        title = SAY(f"title_{page}")
        await asyncio.to_thread(until, lambda: self.display.window(title) is None, 15.0, title)

    def edge(self) -> Any:
        """The colour at the edge of the screen."""
        return self.display.picture().getpixel((2, 400))

    async def edge_is(self, colour: tuple[int, int, int]) -> None:
        await asyncio.to_thread(until, lambda: self.edge() == colour, 10.0, f"{colour}")

    async def code(self) -> tuple[Leg, bytes]:
        """Through the advice to the code, copied with the button."""
        await self.click("advice", 0)
        leg = await self.agent.leg()
        await leg.register()
        copied = await asyncio.to_thread(copied_codes, self.display, SAY("title_code"))
        assert copied[0] == "123 456 789"
        return leg, copied[1].encode()

    async def asked(self, asks: Asks = Asks.CONTROL) -> tuple[Leg, Console]:
        leg, secret = await self.code()
        await leg.join()
        console = await leg.prove(secret)
        await leg.tell(console, control.Ask(asks))
        assert await leg.told(console) == control.Asking()
        await self.sees("consent")
        return leg, console

    async def active(self) -> tuple[Leg, Console]:
        leg, console = await self.asked()
        await self.allow(0)
        assert await leg.told(console) == control.Allowed(Asks.CONTROL)
        await self.sees("bar")
        return leg, console

    async def allow(self, place: int) -> None:
        """Click Allow until it takes the click: it is not there in the first second."""
        title = SAY("title_consent")

        def press() -> bool:
            if self.display.window(title) is None:
                return True
            click_once(self.display, title, place)
            return False

        await asyncio.to_thread(until, press, 10.0, "Allow")


@asynccontextmanager
async def seat(tmp_path: Path, *, manager: bool = True) -> AsyncIterator[Seat]:
    with virtual_screen("1024x768", manager=manager) as display:
        environment = {**display.environment, "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        for name in ("WAYLAND_DISPLAY", "XDG_SESSION_TYPE"):
            environment.pop(name, None)
        async with agent_process("--language", "it", environment=environment) as agent:
            yield Seat(display, agent)
            assert written(tmp_path) == []


async def test_allow_pause_go_on_and_stop(tmp_path: Path) -> None:
    async with seat(tmp_path) as one:
        leg, console = await one.active()
        assert await leg.text() == {"type": "state", "state": "asking"}
        assert await leg.text() == {"type": "state", "state": "active"}
        assert await leg.told(console) == control.Screen(1024, 768)
        await one.edge_is(SEEN)
        await one.click("bar", TOGGLE)
        assert await leg.text() == {"type": "state", "state": "paused"}
        await one.edge_is(PAUSED)
        await one.click("bar", TOGGLE)
        assert await leg.text() == {"type": "state", "state": "active"}
        await one.click("bar", STOP)
        pressed = time.monotonic()
        await leg.end_of("stopped_by_customer")
        assert time.monotonic() - pressed < 0.25
        await one.sees("summary")
        await one.sees_no("bar")
        await leg.gone()
        await one.click("summary", 0)
        await (await one.agent.leg()).register()
        await one.click("code", -1)
        assert await one.agent.ended() == 0


async def test_what_was_held_down_is_let_go_and_nothing_follows(tmp_path: Path) -> None:
    async with seat(tmp_path) as one:
        leg, console = await one.active()
        move = [input_frames.Move(500, 500)]
        await leg.socket.send(console.c2a.seal(Kind.INPUT, input_frames.encode(move)))
        await asyncio.to_thread(
            until, lambda: "x:500 y:500" in one.display.hands("getmouselocation"), 10.0, "move"
        )
        one.display.hands("key", "ctrl+shift+F12")
        await leg.end_of("stopped_by_customer")
        await one.sees("summary")


async def test_refuse_has_the_focus_and_a_stray_return_allows_nothing(tmp_path: Path) -> None:
    async with seat(tmp_path, manager=False) as one:
        leg, console = await one.asked()
        one.display.hands("key", "Return")
        await asyncio.sleep(CALM_SECONDS)
        assert one.display.window(SAY("title_consent"))
        one.display.hands("key", "Return")
        assert await leg.told(console) == control.Refused(control.Why.CUSTOMER)
        await leg.end_of("declined")
        await one.click("summary", -1)
        assert await one.agent.ended() == 0


@pytest.mark.parametrize(("tabs", "allowed"), [(1, Asks.CONTROL), (2, Asks.SEE)])
async def test_consent_by_keyboard_alone(tmp_path: Path, tabs: int, allowed: Asks) -> None:
    """From Refuse, which has the focus, Tab goes to Allow, then to seeing only, and back."""
    async with seat(tmp_path) as one:
        leg, console = await one.asked()
        one.display.hands("key", "Tab", "key", "space")
        await asyncio.sleep(CALM_SECONDS)
        assert one.display.window(SAY("title_consent")), "a key of the first second answered"
        one.display.hands(*("key", "Tab") * (tabs + 3), "key", "space")
        assert await leg.told(console) == control.Allowed(allowed)


async def test_shift_tab_comes_back_to_refuse(tmp_path: Path) -> None:
    async with seat(tmp_path) as one:
        leg, console = await one.asked()
        await asyncio.sleep(CALM_SECONDS)
        one.display.hands("key", "Tab", "key", "shift+Tab", "key", "space")
        assert await leg.told(console) == control.Refused(control.Why.CUSTOMER)


@pytest.mark.parametrize("lock", ["Num_Lock", "Caps_Lock"])
async def test_the_hotkey_stops_with_a_lock_on(tmp_path: Path, lock: str) -> None:
    async with seat(tmp_path) as one:
        leg, _ = await one.active()
        one.display.hands("key", lock)
        one.display.hands("key", "ctrl+shift+F12")
        await leg.end_of("stopped_by_customer")
        await one.sees("summary")


def held(display: Display) -> bool:
    """Whether the X server holds any key down."""
    connection = xcffib.connect(display=display.name)
    try:
        return any(connection.core.QueryKeymap().reply().keys)
    finally:
        connection.disconnect()


async def test_a_key_that_the_technician_holds_is_up_after_stop(tmp_path: Path) -> None:
    async with seat(tmp_path) as one:
        leg, console = await one.active()
        keys = [
            input_frames.Key(True, input_frames.Location.LEFT, "Shift"),
            input_frames.Key(True, input_frames.Location.STANDARD, "x"),
        ]
        await leg.socket.send(console.c2a.seal(Kind.INPUT, input_frames.encode(keys)))
        await asyncio.to_thread(until, lambda: held(one.display), 10.0, "the keys are down")
        await one.click("bar", STOP)
        await leg.end_of("stopped_by_customer")
        assert not held(one.display)


async def test_allow_to_see_only(tmp_path: Path) -> None:
    async with seat(tmp_path) as one:
        leg, console = await one.asked()
        await one.allow(1)
        assert await leg.told(console) == control.Allowed(Asks.SEE)


@pytest.mark.parametrize("page", ["code", "consent", "bar"])
async def test_closing_a_window_is_stop(tmp_path: Path, page: str) -> None:
    async with seat(tmp_path) as one:
        if page == "code":
            leg, _ = await one.code()
        else:
            leg, _ = await (one.asked() if page == "consent" else one.active())
        await asyncio.to_thread(close, one.display, SAY(f"title_{page}"))
        if page == "code":
            assert await leg.text() == {"type": "end", "outcome": "stopped_by_customer"}
        else:
            await leg.end_of("stopped_by_customer")
            await one.click("summary", -1)
        assert await one.agent.ended() == 0


async def test_the_frame_lets_clicks_through_and_the_bar_moves(tmp_path: Path) -> None:
    async with seat(tmp_path, manager=False) as one:
        await one.active()
        await one.edge_is(SEEN)
        one.display.hands("mousemove", "2", "400")
        under = one.display.hands("getmouselocation", "--shell")
        root = one.display.hands("search", "--maxdepth", "0", "--name", ".*").split()
        frames = one.display.hands("search", "--name", f"^{SAY('title_frame')}$").split()
        assert len(frames) == 4
        assert not any(f"WINDOW={frame}" in under.split() for frame in frames), root
        window = one.display.window(SAY("title_bar"))
        assert window
        before = one.display.hands("getwindowgeometry", window)
        x, y = before.split("Position: ")[1].split(" ")[0].split(",")
        left, above = int(x) + 6, int(y) + 6
        one.display.hands(
            *("mousemove", str(left), str(above), "mousedown", "1"),
            *("mousemove", str(left + 50), str(above + 300), "mouseup", "1"),
        )
        await asyncio.to_thread(
            until,
            lambda: (
                f"{int(x) + 50},{int(y) + 300}" in one.display.hands("getwindowgeometry", window)
            ),
            10.0,
            "the bar moved",
        )


async def test_sigterm_is_stop_and_the_end(tmp_path: Path) -> None:
    async with seat(tmp_path) as one:
        leg, _ = await one.active()
        one.agent.signal(signal.SIGTERM)
        await leg.end_of("stopped_by_customer")
        assert await one.agent.ended() == 0


async def test_no_other_program_can_work_the_window_through_tk(tmp_path: Path) -> None:
    """Tk lets any program on the display run commands in another's window; not in this one."""
    async with seat(tmp_path) as one:
        await one.sees("advice")

        others = await asyncio.to_thread(tk, one.display, "winfo interps")
        assert others
        assert "affianco" not in others
