"""An X server with openbox and the painters on it."""

import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import ImageGrab

from bench.screen.plan import Size
from bench.screen.processes import running
from tests.waiting import until

ANSWER_SECONDS: Final = 60.0
"""The first time, pictures are made, and that takes its time."""


class Painter:
    """A painter's process; see bench/screen/paint/__main__.py."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def do(self, what: str, **values: Any) -> dict[str, Any]:
        """Says one line to it; gives its answer."""
        streams = self._process.stdin, self._process.stdout
        if streams[0] is None or streams[1] is None:
            raise ValueError("a painter without pipes")
        streams[0].write(json.dumps({"do": what, **values}).encode() + b"\n")
        streams[0].flush()
        if not select.select([streams[1]], [], [], ANSWER_SECONDS)[0]:
            raise TimeoutError(f"the painter does not answer {what!r}")
        answer: dict[str, Any] = json.loads(streams[1].readline())
        return answer


@dataclass
class Stage:
    """A screen that is drawn on."""

    display: str
    size: Size
    server: int
    """The X server's process."""
    painter: Painter
    flips: Painter

    @property
    def environment(self) -> dict[str, str]:
        """For programs on this screen."""
        return {**os.environ, "DISPLAY": self.display}

    def grab(self) -> NDArray[np.uint8]:
        """What the screen shows, without the pointer: rows of red, green, blue."""
        image = ImageGrab.grab(xdisplay=self.display).convert("RGB")
        return np.asarray(image)


@contextmanager
def stage(command: Sequence[str], size: Size, cache: Path) -> Iterator[Stage]:
    """Starts an X server by this command and furnishes it; all of it is ended after."""
    with ExitStack() as stack:
        read, write = os.pipe()
        server = stack.enter_context(
            running([*command, "-displayfd", str(write)], pass_fds=[write])
        )
        os.close(write)
        with os.fdopen(read) as numbers:
            if not select.select([numbers], [], [], ANSWER_SECONDS)[0]:
                raise TimeoutError("the X server does not say its number")
            display = ":" + numbers.readline().strip()
        environment = {**os.environ, "DISPLAY": display}
        if size.monitors > 1:
            _divide(size, environment)
        stack.enter_context(running(["openbox", "--sm-disable"], env=environment))
        until(lambda: "_NET_SUPPORTING_WM_CHECK" in _root(environment), why="openbox")
        subprocess.run(["xset", "s", "off"], env=environment, timeout=20, check=False)
        _park(environment, size)
        painters = [
            Painter(stack.enter_context(_painter(environment, cache, size.unit, *more)))
            for more in ((), ("flips",))
        ]
        painters[0].do("furnish")
        yield Stage(display, size, server.pid, *painters)


def xvfb(size: Size) -> list[str]:
    """The command of a virtual screen."""
    screen = f"{size.width}x{size.height}x24"
    return ["Xvfb", "-screen", "0", screen, "-noreset", "-nolisten", "tcp", "-dpi", "96"]


def _painter(environment: dict[str, str], cache: Path, unit: float, *more: str) -> Any:
    command = [sys.executable, "-m", "bench.screen.paint", str(cache), str(unit), *more]
    pipe = subprocess.PIPE
    return running(command, env=environment, stdin=pipe, stdout=pipe, stderr=None)


def _root(environment: dict[str, str]) -> str:
    words = ["xprop", "-root"]
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=20).stdout


def _park(environment: dict[str, str], size: Size) -> None:
    """Puts the pointer where nothing happens."""
    words = ["xdotool", "mousemove", str(size.width - 4), str(size.height - 4)]
    subprocess.run(words, env=environment, timeout=20, check=True)


def _divide(size: Size, environment: dict[str, str]) -> None:
    """Makes monitors beside each other of one screen."""
    wide = size.width // size.monitors
    for number in range(size.monitors):
        place = f"{wide}/{wide // 4}x{size.height}/270+{number * wide}+0"
        words = [
            "xrandr",
            "--setmonitor",
            f"part{number}",
            place,
            "screen" if not number else "none",
        ]
        subprocess.run(words, env=environment, timeout=20, check=True, capture_output=True)
