"""A virtual X display of these tests' own."""

import subprocess
from collections.abc import Iterator

import pytest

from tests.stack.display import virtual_screen


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
