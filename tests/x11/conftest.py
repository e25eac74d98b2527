"""A virtual X display of these tests' own."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest

NEEDED = ("Xvfb", "setxkbmap", "xrandr")


@pytest.fixture(scope="session")
def xvfb() -> Iterator[str]:
    """The name of a free display, 800 × 600; -noreset keeps it when its last client goes."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.fail(f"not installed: {', '.join(missing)}")
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "800x600x24", "-noreset"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as number:
            yield f":{number.readline().strip()}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def display(xvfb: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The display, named in the environment as in a plain X11 session, with a US keyboard."""
    monkeypatch.setenv("DISPLAY", xvfb)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    subprocess.run(["setxkbmap", "-layout", "us", "-option", ""], check=True)
    return xvfb
