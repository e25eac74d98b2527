"""The agent as a process of its own, a broker that the test plays, and hands on its window."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import xcffib
import xcffib.xproto

from tests.net.agent_legs import WAIT, Leg, broker
from tests.stack.display import Display, until

ROOT = Path(__file__).parents[2]


def written(home: Path) -> list[Path]:
    """Every file that the program left at home."""
    return list(home.rglob("*"))


@dataclass
class AgentProcess:
    """A running agent; `lines` are read from what it prints."""

    process: asyncio.subprocess.Process
    legs: "asyncio.Queue[Leg]"

    async def leg(self) -> Leg:
        return await asyncio.wait_for(self.legs.get(), 2 * WAIT)

    async def line(self, start: str) -> str:
        """The rest of the next line that starts so."""
        assert self.process.stdout is not None
        while True:
            raw = await asyncio.wait_for(self.process.stdout.readline(), 2 * WAIT)
            assert raw, f"ended before {start!r}"
            line = raw.decode().rstrip("\n")
            if line.startswith(start):
                return line[len(start) :].strip()

    def type(self, words: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{words}\n".encode())

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def ended(self) -> int:
        """Its exit status, once it has ended and left no process behind."""
        status = await asyncio.wait_for(self.process.wait(), 2 * WAIT)
        with pytest.raises(ProcessLookupError):
            os.killpg(self.process.pid, 0)
        return status


@asynccontextmanager
async def agent_process(
    *options: str, environment: Mapping[str, str] | None = None
) -> AsyncIterator[AgentProcess]:
    """The agent with these options, beside a broker; it is ended after."""
    async with broker() as (port, legs):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "agent",
            "--broker",
            f"http://127.0.0.1:{port}",
            *options,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=ROOT,
            start_new_session=True,
            env=dict(environment if environment is not None else os.environ),
        )
        try:
            yield AgentProcess(process, legs)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()


def _leaves(connection: xcffib.Connection, window: int) -> list[tuple[int, int, int, int]]:
    """Places of the shown windows without children inside a window."""
    core = connection.core
    children = core.QueryTree(window).reply().children
    if not len(children):
        shown = core.GetWindowAttributes(window).reply().map_state == 2
        size = core.GetGeometry(window).reply()
        root = connection.get_setup().roots[0].root
        place = core.TranslateCoordinates(window, root, 0, 0).reply()
        return [(place.dst_x, place.dst_y, size.width, size.height)] if shown else []
    return [leaf for child in children for leaf in _leaves(connection, child)]


def _settled(connection: xcffib.Connection, window: int) -> list[tuple[int, int, int, int]]:
    """The same, once they stand still; else nothing."""
    before = _leaves(connection, window)
    time.sleep(0.05)
    return before if before == _leaves(connection, window) else []


def click(display: Display, title: str, place: int, *, in_a_row: bool = True) -> None:
    """Click a button: counted from the left of the bottom row, or of the whole window (the bar)."""
    until(lambda: click_once(display, title, place, in_a_row=in_a_row), why=title)


def click_once(display: Display, title: str, place: int, *, in_a_row: bool = True) -> bool:
    """The same, where the window is there and stands still; whether it was clicked."""
    window = display.window(title)
    if window is None:
        return False
    connection = xcffib.connect(display=display.name)
    try:
        leaves = _settled(connection, int(window))
    except xcffib.Error:
        return False
    finally:
        connection.disconnect()
    if not leaves:
        return False
    if in_a_row:
        lowest = max(y + height // 2 for _, y, _, height in leaves)
        leaves = [one for one in leaves if abs(one[1] + one[3] // 2 - lowest) < 12]
    x, y, width, height = sorted(leaves)[place]
    display.hands("mousemove", str(x + width // 2), str(y + height // 2), "click", "1")
    return True


def close(display: Display, title: str) -> None:
    """Ask the window manager to close a window, as its own button does."""
    window = int(until(lambda: display.window(title), why=title))
    connection = xcffib.connect(display=display.name)
    try:
        name = b"_NET_CLOSE_WINDOW"
        atom = connection.core.InternAtom(False, len(name), name).reply().atom
        data = xcffib.xproto.ClientMessageData.synthetic([0, 2, 0, 0, 0], "IIIII")
        event = xcffib.xproto.ClientMessageEvent.synthetic(32, window, atom, data)
        root = connection.get_setup().roots[0].root
        mask = xcffib.xproto.EventMask.SubstructureNotify
        mask |= xcffib.xproto.EventMask.SubstructureRedirect
        connection.core.SendEvent(False, root, mask, event.pack(), is_checked=True).check()
    finally:
        connection.disconnect()
