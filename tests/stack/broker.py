"""The real broker as a process of its own, set up by its command line as its operator would."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyotp

from tests.stack.display import end_process
from tests.stack.house import free_port
from tests.waiting import until

REAL = ("broker", "run")
"""The program as its operator starts it."""


def plain_environment() -> dict[str, str]:
    """This environment without any setting of Affianco, in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AFFIANCO_")}
    return {**kept, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Technician:
    """An account as its owner knows it."""

    name: str
    full_name: str
    password: str
    secret: str

    def code(self, steps: int = 0) -> str:
        """The authenticator's code now, or some steps from now."""
        return pyotp.TOTP(self.secret).at(int(time.time()) + 30 * steps)


@dataclass
class RunningBroker:
    """A broker on loopback; what it keeps lies in `folder`."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    settings: Mapping[str, str]
    program: tuple[str, ...] = REAL

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / "log.txt").read_text(encoding="utf-8", errors="replace")

    def command(self, *words: str) -> str:
        """What `affianco-broker` prints for these words, on this broker's data."""
        done = subprocess.run(
            [sys.executable, "-m", "broker", *words, "--data-dir", str(self.folder)],
            env=plain_environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def technician(
        self, name: str = "ada", full_name: str = "Ada Bianchi", *roles: str
    ) -> Technician:
        """A new account, made as the operator makes one; a technician's where no role is said."""
        chosen = [word for role in roles for word in ("--role", role)]
        said = self.command(
            "technician", "add", name, "--full-name", full_name, "--generate", *chosen
        )
        found = re.search(r"Password.*: (\S+)\nSecret.*: (\w+)", said)
        assert found, said
        return Technician(name, full_name, found[1], found[2])

    def sessions(self) -> list[dict[str, Any]]:
        """The ledger, newest first."""
        rows: list[dict[str, Any]] = json.loads(self.command("sessions", "--json"))
        return rows

    def start(self) -> None:
        """Starts it (again) on the same data and port, with the same settings."""
        self.process = self.run()
        _wait_healthy(self)

    def run(self) -> subprocess.Popen[bytes]:
        """A new process of it, whatever becomes of that."""
        return _run(self.folder, self.port, self.settings, self.program)

    def kill(self) -> None:
        """`kill -9`, as a power cut of the process would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def running_broker(
    folder: Path,
    settings: Mapping[str, str] | None = None,
    port: int | None = None,
    program: tuple[str, ...] = REAL,
) -> Iterator[RunningBroker]:
    """Starts a broker, on a free port unless one is said; it is ended after, and must have ended
    well if alive. `program`: the Python module that runs it, and its words."""
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    own = settings or {}
    broker = RunningBroker(folder, port, _run(folder, port, own, program), own, program)
    try:
        _wait_healthy(broker)
        yield broker
    finally:
        end_process(broker.process, 15)


def environment_of(folder: Path, port: int, settings: Mapping[str, str]) -> dict[str, str]:
    """What a broker on these data finds in its environment."""
    return {
        **plain_environment(),
        "AFFIANCO_DATA_DIR": str(folder),
        "AFFIANCO_PORT": str(port),
        "AFFIANCO_NAME": "Assistenza Prova",
        "AFFIANCO_ORGANISATION": "Studio Bianchi",
        **settings,
    }


def _run(
    folder: Path, port: int, settings: Mapping[str, str], program: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    with (folder / "log.txt").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *program],
            env=environment_of(folder, port, settings),
            stdout=log,
            stderr=log,
        )


def _wait_healthy(broker: RunningBroker) -> None:
    def healthy() -> bool:
        assert broker.process.poll() is None, broker.log
        try:
            with urllib.request.urlopen(broker.url + "/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    until(healthy, 30, "the broker answers")
