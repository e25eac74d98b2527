"""The real agent as a process of its own: its window on a virtual screen, or its terminal form."""

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.stack import window
from tests.stack.broker import plain_environment
from tests.stack.display import Display, end_process
from tests.waiting import until

RECEIPTS = "AFFIANCO_RECEIPTS"
"""Names the folder for receipts; an agent at nobody's home must not leave any at the tester's."""


@dataclass
class TerminalAgent:
    """An agent that talks in lines; `said` is everything it printed."""

    process: subprocess.Popen[bytes]
    said: list[str] = field(default_factory=list)
    _lines: "queue.Queue[str]" = field(default_factory=queue.Queue)

    def answer(self, words: str) -> None:
        """Types a line."""
        assert self.process.stdin is not None
        self.process.stdin.write(words.encode() + b"\n")
        self.process.stdin.flush()

    def wait_for(self, beginning: str, seconds: float = 20) -> str:
        """The rest of the next line that holds this text."""

        def found() -> str | None:
            while not self._lines.empty():
                line = self._lines.get_nowait()
                self.said.append(line)
                if beginning in line:
                    return line.split(beginning, 1)[1].strip() or " "
            return None

        try:
            return until(found, seconds, f"the agent says {beginning!r}")
        except AssertionError as error:
            error.add_note(f"it said {self.said}")
            raise

    def read(self) -> None:
        """Reads until the end; runs in a thread of its own."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line.decode())


def at_home(home: Path) -> dict[str, str]:
    """The environment of a PC of its own: nothing is kept outside this folder, no keyring."""
    return {
        **plain_environment(),
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "share"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }


@contextmanager
def terminal_agent(
    url: str,
    display: str | None = None,
    home: Path | None = None,
    root: str = "",
    within: Sequence[str] = (),
) -> Iterator[TerminalAgent]:
    """Starts `affianco-agent --terminal`; with a display it can be seen and controlled.

    `home`: of a PC of its own; `root`: the organisation's code, for quick access; `within`: a
    command that runs it.
    """
    papers = TemporaryDirectory()
    environment = at_home(home) if home else {**plain_environment(), RECEIPTS: papers.name}
    environment.pop("DISPLAY", None)
    if display is not None:
        environment["DISPLAY"] = display
    command = [sys.executable, "-m", "agent", "--broker", url, "--terminal", "--language", "en"]
    process = subprocess.Popen(
        [*within, *command, *(["--root", root] if root else [])],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    agent = TerminalAgent(process)
    reader = threading.Thread(target=agent.read, daemon=True)
    reader.start()
    try:
        yield agent
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(10)
        reader.join(5)
        end_process(process)
        papers.cleanup()


@dataclass(frozen=True)
class WindowAgent:
    """An agent with its windows on a virtual screen, worked with the mouse."""

    process: subprocess.Popen[bytes]
    display: Display

    def page(self, title: str) -> str:
        """The X window with this title, once it is there."""
        return until(lambda: self.display.window(title), why=f"the window {title!r}")

    def click(self, title: str, button: int) -> None:
        """Clicks a button of the lowest row in this window, counted from the left."""
        window.click(self.display, title, button)

    def codes(self, title: str = "Affianco: your code") -> tuple[str, str]:
        """ID and password, copied with the button."""
        return window.copied_codes(self.display, title)


@contextmanager
def window_agent(
    url: str,
    display: Display,
    language: str = "en",
    environment: Mapping[str, str] | None = None,
) -> Iterator[WindowAgent]:
    """Starts `affianco-agent` as a customer would, on this screen."""
    papers = TemporaryDirectory()
    own = environment or {**plain_environment(), RECEIPTS: papers.name}
    process = subprocess.Popen(
        [sys.executable, "-m", "agent", "--broker", url, "--language", language],
        env={**own, "DISPLAY": display.name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield WindowAgent(process, display)
    finally:
        end_process(process, 10)
        papers.cleanup()
