"""A real broker and a real agent whose clocks a test can put forward.

python -m tests.stack.clocked FILE …    is `affianco-agent …`, as many seconds later as FILE says.
"""

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from broker.pages import web_folder
from broker.proofs import totp
from tests.stack.agent import TerminalAgent
from tests.stack.broker import Technician, plain_environment
from tests.stack.display import end_process
from tests.stack.house import PASSWORD, Clock, House, house
from tests.waiting import until

T = TypeVar("T")
TICK_SECONDS = 0.05


@dataclass(frozen=True)
class LateTechnician(Technician):
    """A technician whose authenticator goes by the broker's clock."""

    clock: Clock

    def code(self, steps: int = 0) -> str:
        return totp.code_of(self.secret, totp.step_at(self.clock.utcnow()) + steps)


@dataclass(frozen=True)
class ClockedBroker:
    """A broker in a thread of this process."""

    house: House
    loop: asyncio.AbstractEventLoop
    over: asyncio.Event

    def stop(self) -> None:
        """It ends in due form, as on SIGTERM."""
        self.loop.call_soon_threadsafe(self.over.set)

    @property
    def url(self) -> str:
        return self.house.url

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs this beside the broker and gives what it gives."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    def later(self, seconds: float) -> None:
        """So many seconds pass at once."""
        self.loop.call_soon_threadsafe(self.house.clock.pass_, seconds)

    def technician(self, name: str = "ada", full_name: str = "Ada Bianchi") -> Technician:
        """A new account, whose code of now is unused."""
        person = self.do(self.house.person(name, full_name))
        return LateTechnician(name, full_name, PASSWORD, person.secret, self.house.clock)

    def outcomes(self) -> list[str | None]:
        """The ledger's, oldest first."""
        rows = self.do(self.house.store.sessions(limit=100))
        return [row.outcome and row.outcome.value for row in reversed(rows)]


@contextmanager
def clocked_broker(folder: Path) -> Iterator[ClockedBroker]:
    """Its clock goes on as usual between the leaps."""
    folder.mkdir(parents=True, exist_ok=True)
    up: list[ClockedBroker] = []
    loop = asyncio.new_event_loop()
    over = asyncio.Event()

    async def serve() -> None:
        async with house(folder, web_folder()) as here:
            up.append(ClockedBroker(here, loop, over))
            while not over.is_set():
                await asyncio.sleep(TICK_SECONDS)
                here.clock.pass_(TICK_SECONDS)

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    try:
        yield until(lambda: up[0] if up else None, why="the broker")
    finally:
        if thread.is_alive():
            loop.call_soon_threadsafe(over.set)
        thread.join(20)
        loop.close()


class LateAgent(TerminalAgent):
    """An agent in its terminal form, as a process of its own."""

    clock: Path

    def later(self, seconds: float) -> None:
        """So many seconds pass at once."""
        new = self.clock.with_suffix(".new")
        new.write_text(str(float(self.clock.read_text()) + seconds))
        new.replace(self.clock)

    def rest(self) -> list[str]:
        """What it printed and nobody waited for."""
        lines = []
        while not self._lines.empty():
            lines.append(self._lines.get_nowait())
        return lines


@contextmanager
def late_agent(url: str, folder: Path, display: str, language: str = "en") -> Iterator[LateAgent]:
    """Starts it on this display; after that it must have ended well, without a traceback."""
    clock = folder / "agents-clock"
    clock.write_text("0")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.stack.clocked", str(clock)),
            *("--broker", url, "--terminal", "--language", language),
        ],
        env={**plain_environment(), "DISPLAY": display},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    agent = LateAgent(process)
    agent.clock = clock
    reader = threading.Thread(target=agent.read, daemon=True)
    reader.start()
    try:
        yield agent
        process.terminate()
        assert process.wait(10) == 0
        reader.join(5)
        assert "Traceback" not in "".join([*agent.said, *agent.rest()])
    finally:
        end_process(process)


def main() -> int:
    clock, real = Path(sys.argv[1]), time.monotonic

    def late() -> float:
        return real() + float(clock.read_text())

    time.monotonic = late
    from agent.__main__ import main as agent

    return agent(sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
