"""The agent that the demo starts beside the broker: a child process, ended with it."""

import asyncio
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

_PARTS: Final = ("agent", "websockets", "cryptography", "PIL")
_ASKED_SECONDS: Final = 5.0
"""How long the agent may take to end once it was asked to; then it is killed."""
_NOTICED_SECONDS: Final = 1.0
"""Ctrl-C and a closed terminal reach the agent too: how long it may take to end by itself."""


def missing_parts() -> list[str]:
    """The modules that an agent needs and this installation lacks."""
    return [name for name in _PARTS if importlib.util.find_spec(name) is None]


def has_display(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown: there is a display, and Tk to draw on it."""
    shown = platform in ("win32", "darwin") or bool(environ.get("DISPLAY"))
    return shown and all(importlib.util.find_spec(name) for name in ("tkinter", "_tkinter"))


def command_line(name: str, module: str) -> str:
    """How a person here starts a program of this installation: by name, by path, or as module."""
    script = Path(sys.executable).with_name(name)
    if not script.exists():
        return f"{sys.executable} -m {module}"
    found = shutil.which(name)
    return name if found and Path(found).resolve() == script.resolve() else str(script)


class Agent:
    """A running agent."""

    def __init__(self, process: asyncio.subprocess.Process, in_terminal: bool) -> None:
        self._process = process
        self.in_terminal = in_terminal

    async def ended(self) -> None:
        """Wait until it has ended."""
        await self._process.wait()

    async def end(self) -> None:
        """End it, whatever state it is in; nothing of it is left after."""
        steps: tuple[tuple[Callable[[], object], float | None], ...] = (
            (lambda: None, _NOTICED_SECONDS),
            (self._process.terminate, _ASKED_SECONDS),
            (self._process.kill, None),
        )
        for press, seconds in steps:
            if self._process.returncode is not None:
                return
            try:
                press()
                await asyncio.wait_for(self._process.wait(), seconds)
            except ProcessLookupError:
                return
            except TimeoutError:
                continue


async def launch(broker: str, language: str, environ: Mapping[str, str]) -> Agent:
    """Start an agent for this broker: its window, or its terminal form where none can be shown."""
    in_terminal = not has_display(environ, sys.platform)
    words = ["-P", "-m", "agent", "--broker", broker, "--language", language]
    if in_terminal:
        words.append("--terminal")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env={**environ, "PYTHONPATH": _python_path(environ)}
    )
    return Agent(process, in_terminal)


def _python_path(environ: Mapping[str, str]) -> str:
    """The place of the `agent` package first: `-P` keeps the working directory out of it."""
    found = importlib.util.find_spec("agent")
    places = [str(Path(found.origin).parent.parent)] if found and found.origin else []
    return os.pathsep.join([*places, *filter(None, [environ.get("PYTHONPATH")])])
