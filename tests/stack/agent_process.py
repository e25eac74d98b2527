"""The agent as a process of its own, and a broker that the test plays."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.agent_legs import WAIT, Leg, broker

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
