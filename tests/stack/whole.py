"""A whole session of real processes: broker, agent on a virtual screen, and a console."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from tests.stack.agent import TerminalAgent, terminal_agent
from tests.stack.broker import RunningBroker, running_broker
from tests.stack.console import chromium, console, join, shows_known_picture, sign_in, type_text
from tests.stack.display import Display, virtual_screen
from tests.stack.house import free_port
from tests.stack.program import running_program
from tests.stack.tee import Tee, tee
from tests.waiting import until

MOVE_MOUSE = """() => {
  const canvas = document.getElementById("screen");
  let turn = 0;
  setInterval(() => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    turn += 1;
    canvas.dispatchEvent(new PointerEvent("pointermove", {
      clientX: left + width * (0.05 + (turn % 40) / 400),
      clientY: top + height * 0.9,
      bubbles: true,
    }));
  }, 5);
}"""
BLACKEN = """() => {
  const canvas = document.getElementById("screen");
  canvas.getContext("2d").fillRect(0, 0, canvas.width, canvas.height);
}"""
ALLOWED = "Type p to pause"
"""What the agent's terminal form says while a technician is let in."""


@dataclass
class Whole:
    """An allowed session. `agent_line` and `console_line` are the wires of the two legs."""

    broker: RunningBroker
    agent: TerminalAgent
    page: Page
    display: Display
    agent_line: Tee
    console_line: Tee
    place: tuple[int, int]
    kept: Path
    session: str
    begun: float

    def active(self) -> None:
        """Waits until the console shows the session as active and the known picture, exactly."""
        self.page.wait_for_selector(".state.active")
        until(lambda: shows_known_picture(self.page, self.place), why="the known picture")

    def type(self, words: str) -> None:
        """Types at the console; returns once exactly this was added in the program."""
        type_text(self.page, words, self.kept)

    def mouse_moves(self) -> bool:
        """Whether the pointer on the customer's screen goes somewhere."""
        before = self.display.hands("getmouselocation")
        time.sleep(0.1)
        return before != self.display.hands("getmouselocation")


@contextmanager
def whole(
    folder: Path,
    asks: str = "control",
    settings: Mapping[str, str] | None = None,
    agent_tap: Callable[[int, int], AbstractContextManager[Tee]] = tee,
    agent_in: Sequence[str] = (),
) -> Iterator[Whole]:
    """Starts all of it and allows what is asked; everything is ended after.

    `agent_tap` makes the wire of the agent's leg; `agent_in`: the command that the agent is run by.
    """
    port, kept = free_port(), folder / "typed"
    url = f"http://127.0.0.1:{port}"
    with (
        running_broker(
            folder / "broker", {"AFFIANCO_PUBLIC_URL": url, **(settings or {})}
        ) as broker,
        tee(port, broker.port) as console_line,
        agent_tap(free_port(), broker.port) as agent_line,
        virtual_screen() as display,
        running_program(display, kept) as place,
        chromium() as browser,
        console(browser, url) as page,
        terminal_agent(agent_line.url, display.name, within=agent_in) as agent,
    ):
        sign_in(page, broker.technician())
        session = allowed(agent, page, asks)
        begun = time.monotonic()
        display.hands("windowfocus", "--sync", display.window("Known") or "")
        one = Whole(
            broker, agent, page, display, agent_line, console_line, place, kept, session, begun
        )
        one.active()
        yield one


def allowed(agent: TerminalAgent, page: Page, asks: str) -> str:
    """A signed-in page joins, and the customer allows it; the session's ID."""
    agent.wait_for("Type yes or no")
    agent.answer("yes")
    session, password = agent.wait_for("ID:"), agent.wait_for("Password:")
    join(page, session, password, asks)
    agent.wait_for("Type yes to allow")
    agent.answer("yes")
    agent.wait_for(ALLOWED)
    return session.replace(" ", "")
