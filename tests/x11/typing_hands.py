"""A program to type into, and hands that strike keys."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from agent.frames.input import Key, Location
from agent.gate import Gate
from agent.input.x11 import X11Injector
from tests.waiting import until


class Typist:
    """The program, and what it holds."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._process = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("typist.py"), path]
        )

    def text(self) -> str:
        return self.path.read_text(encoding="utf-8", errors="surrogatepass")

    def keys(self) -> list[str]:
        return self.path.with_suffix(".keys").read_text().split()

    def holds(self, text: str) -> None:
        with suppress(AssertionError):
            until(lambda: self.text() == text, 5)
        assert self.text() == text

    def end(self) -> None:
        self._process.terminate()
        self._process.wait(10)


def layout(name: str) -> None:
    subprocess.run(["setxkbmap", "-layout", name], check=True)


def strike(injector: X11Injector, gate: Gate, *keys: str, location: int = 0) -> None:
    """The first keys go down in turn, then all of them go up."""
    for key in keys:
        injector.apply(Key(True, Location(location), key), gate)
    for key in reversed(keys):
        injector.apply(Key(False, Location(location), key), gate)
