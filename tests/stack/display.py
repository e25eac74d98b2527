"""A virtual screen of its own for a test: Xvfb, a window manager, and hands on mouse and keys."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageGrab

from tests.waiting import until


def end_process(process: subprocess.Popen[bytes], seconds: float = 5.0) -> None:
    """Ends a process that a test started, by its own pid."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream is not None:
            stream.close()


@dataclass(frozen=True)
class Display:
    """A running virtual screen; `name` is what DISPLAY takes."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        """The environment for programs on this screen."""
        return {**os.environ, "DISPLAY": self.name}

    def hands(self, *words: str) -> str:
        """Runs xdotool and gives what it prints."""
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=20
        )
        return done.stdout.strip()

    def window(self, title: str) -> str | None:
        """The X window with exactly this title that is on the screen."""
        found = self.hands("search", "--onlyvisible", "--name", f"^{title}$").split()
        return found[-1] if found else None

    def facts(self, window: str, *words: str) -> str:
        """What xwininfo says of a window."""
        return subprocess.run(
            ["xwininfo", "-id", window, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=20,
        ).stdout

    def place(self, window: str) -> tuple[int, int, int, int]:
        """Left, top, width and height of a window's inside on this screen."""
        said = self.facts(window)
        names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
        found = [re.search(rf"{name}: +(\d+)", said) for name in names]
        left, top, width, height = (int(match[1]) for match in found if match)
        return left, top, width, height

    def picture(self) -> Image.Image:
        """What the screen shows, without the pointer."""
        return ImageGrab.grab(xdisplay=self.name).convert("RGB")


@contextmanager
def virtual_screen(
    size: str = "1280x800", *, manager: bool = True, dpi: int = 100
) -> Iterator[Display]:
    """Starts Xvfb on a free number, and openbox unless told not to; both are ended after.

    `dpi`: pixels an inch, by which programs size their letters.
    """
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-noreset"]
    command += ["-dpi", str(dpi)]
    server = subprocess.Popen(
        [*command, "-nolisten", "tcp"], pass_fds=[write], stderr=subprocess.DEVNULL
    )
    os.close(write)
    started = [server]
    try:
        with os.fdopen(read) as numbers:
            display = Display(":" + numbers.readline().strip())
        if manager:
            started.append(
                subprocess.Popen(
                    ["openbox", "--sm-disable"], env=display.environment, stderr=subprocess.DEVNULL
                )
            )
            until(lambda: "_NET_SUPPORTING_WM_CHECK" in _root(display), why="openbox")
        yield display
    finally:
        for process in reversed(started):
            end_process(process)


def _root(display: Display) -> str:
    return subprocess.run(
        ["xprop", "-root"], env=display.environment, capture_output=True, text=True, timeout=20
    ).stdout
