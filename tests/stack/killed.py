"""The real broker, which kills itself at a point of its way from a session to the bill.

Each of its lives is a process forked from one that has all of it loaded already: a life begins in
a moment, and ends as any process does that `kill -9` meets.
"""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from broker.cli.serving import log_to_stderr, serving, stop_asked
from broker.config import Settings, load
from broker.points import Point
from tests.stack.broker import RunningBroker, environment_of
from tests.stack.display import end_process
from tests.stack.house import free_port


class Killer:
    """Ends this process as `kill -9` does, in the middle of whatever it is doing.

    The file `point` holds the point's name; while it is empty or not there, the broker lives. The
    file `passed` has the last one that it came by alive, if any.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / "point"
        self._passed = folder / "passed"
        self._passed.unlink(missing_ok=True)

    def at(self, point: Point) -> None:
        if self._file.exists() and self._file.read_text() == point:
            os.kill(os.getpid(), signal.SIGKILL)
        self._passed.write_text(point)


class Life:
    """One process of it, as `subprocess` would show it."""

    stdin = stdout = stderr = None

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        forking = multiprocessing.get_context("forkserver")
        forking.set_forkserver_preload([__name__])
        self._process: Any = forking.Process(target=_live, args=(dict(environment), folder))
        self._process.start()

    @property
    def returncode(self) -> int | None:
        """As `subprocess` says it: below 0 the signal that ended it."""
        return cast("int | None", self._process.exitcode)

    def poll(self) -> int | None:
        """The same."""
        return self.returncode

    def wait(self, seconds: float | None = None) -> int | None:
        """Until it has ended."""
        self._process.join(seconds)
        return self.returncode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it."""
        self._process.kill()


class KilledBroker(RunningBroker):
    """A broker whose file `point` says where it ends itself."""

    def run(self) -> Any:
        """A new life of it, whatever becomes of that."""
        return Life(environment_of(self.folder, self.port, self.settings), self.folder)


@contextmanager
def killed_broker(folder: Path) -> Iterator[KilledBroker]:
    """Starts one on a free port; it is ended after."""
    folder.mkdir(parents=True, exist_ok=True)
    nobody: Any = None
    broker = KilledBroker(folder, free_port(), nobody, {})
    broker.start()
    try:
        yield broker
    finally:
        end_process(broker.process, 15)


def _live(environment: Mapping[str, str], folder: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with (folder / "log.txt").open("ab") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    settings = load(os.environ, {}, Path.cwd())
    log_to_stderr(settings.log_level)
    asyncio.run(_serve(settings, Killer(folder)))


async def _serve(settings: Settings, points: Killer) -> None:
    with stop_asked() as stop:
        async with serving(settings, points):
            await stop.wait()
