"""A virtual X display of these tests' own."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.gate import Gate
from agent.input import open_injector
from agent.input.x11 import X11Injector
from tests.stack.display import virtual_screen
from tests.waiting import until
from tests.x11.painter import Painter
from tests.x11.typing_hands import Typist


@pytest.fixture(scope="session")
def xvfb() -> Iterator[str]:
    """The name of a display without a window manager, 800 × 600."""
    with virtual_screen("800x600", manager=False) as display:
        yield display.name


@pytest.fixture
def display(xvfb: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The display, named in the environment as in a plain X11 session, with a US keyboard."""
    monkeypatch.setenv("DISPLAY", xvfb)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    subprocess.run(["setxkbmap", "-layout", "us", "-option", ""], check=True)
    return xvfb


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def injector(display: str) -> Iterator[X11Injector]:
    made = open_injector()
    assert isinstance(made, X11Injector)
    yield made
    made.close()


@pytest.fixture
def painter(display: str) -> Iterator[Painter]:
    made = Painter(display, window=False)
    yield made
    made.close()


@pytest.fixture
def typist(display: str, tmp_path: Path) -> Iterator[Typist]:
    made = Typist(tmp_path / "typed")
    try:
        until(made.path.exists, why="the program has the focus")
        yield made
    finally:
        made.end()
