"""`affianco-broker demo`: what it shows, what it starts, and that it leaves nothing running."""

import json
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from broker.cli.demo_agent import has_display, missing_parts
from broker.proofs import totp
from tests.stack.house import free_port

FAKES = {
    "well": """
import os, sys, time, pathlib
pathlib.Path(os.environ["FAKE_AGENT"]).write_text(f"{os.getpid()} {' '.join(sys.argv[1:])}")
time.sleep(60)
""",
    "hung": """
import os, signal, sys, time, pathlib
for name in ("SIGINT", "SIGTERM", "SIGHUP"):
    signal.signal(getattr(signal, name), signal.SIG_IGN)
pathlib.Path(os.environ["FAKE_AGENT"]).write_text(f"{os.getpid()} {' '.join(sys.argv[1:])}")
time.sleep(60)
""",
    "short": """
import os, sys, pathlib
pathlib.Path(os.environ["FAKE_AGENT"]).write_text(f"{os.getpid()} {' '.join(sys.argv[1:])}")
""",
}


@dataclass
class Demo:
    process: "subprocess.Popen[str]"
    port: int
    seen: Path
    """Where the agent that was started writes its pid and its arguments."""

    def read_until(self, word: str) -> str:
        """What the demo said, up to a line with `word`."""
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if word in line:
                return said
        raise AssertionError(said)

    def agent(self) -> tuple[int, str]:
        """Pid and arguments of the agent."""
        end = time.monotonic() + 20
        while not (self.seen.exists() and self.seen.read_text()):
            assert time.monotonic() < end
            time.sleep(0.02)
        pid, _, words = self.seen.read_text().partition(" ")
        return int(pid), words


def prepared(folder: Path, kind: str, *words: str) -> tuple[list[str], dict[str, str], Path, int]:
    """Command, environment, the agent's file and the port of a demo with that kind of agent."""
    package = folder / "fake" / "agent"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(FAKES[kind])
    seen = folder / "seen"
    seen.unlink(missing_ok=True)
    environ = {
        **os.environ,
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(package.parent),
        "FAKE_AGENT": str(seen),
        "DISPLAY": "",
    }
    port = free_port()
    places = (f"--data-dir={folder / 'demo'}", f"--port={port}")
    command = [sys.executable, "-P", "-m", "broker", "demo", *places, *words]
    return command, environ, seen, port


@contextmanager
def demo(folder: Path, kind: str, *words: str) -> Iterator[Demo]:
    """The demo with an agent of that kind in the place of the real one."""
    command, environ, seen, port = prepared(folder, kind, *words)
    process = subprocess.Popen(
        command,
        env=environ,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Demo(process, port, seen)
    finally:
        process.kill()
        if seen.exists():
            end_left_over(int(seen.read_text().split()[0]))
        process.communicate()


def end_left_over(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_shows_what_is_needed_to_sign_in_and_does_so_again(tmp_path: Path) -> None:
    shown = []
    for _ in range(2):
        with demo(tmp_path, "well") as here:
            said = here.read_until("Ctrl-C")
            password = re.search(r"Password: (\S+)", said)
            secret = re.search(r"TOTP\): (\S+)", said)
            code = re.search(r"now: (\d{6}) .*for (\d+) seconds", said)
            assert password and secret and code
            assert sign_in(here.port, password[1], code[1]) == 200
            assert code[1] in (totp.code_of(secret[1], int(time.time()) // 30 + n) for n in (-1, 0))
            assert 30 <= int(code[2]) <= 60
            shown.append((password[1], secret[1]))
            clear_used_steps(tmp_path)
    assert shown[0] == shown[1]
    kept = tmp_path / "demo" / "demo-password.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert agreed(tmp_path) == {"customers": 3, "tariffs": 1, "contracts": 2, "packs": 1}


def agreed(folder: Path) -> dict[str, int]:
    """How many customers the demo has, and what was agreed with them."""
    with closing(sqlite3.connect(folder / "demo" / "affianco.sqlite3")) as plain:
        tables = ("customers", "tariffs", "contracts", "packs")
        counted = [plain.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in tables]
    return dict(zip(tables, counted, strict=True))


def clear_used_steps(folder: Path) -> None:
    """As if half a minute had passed: the second demo's code is unused again."""
    with closing(sqlite3.connect(folder / "demo" / "affianco.sqlite3")) as plain, plain:
        plain.execute("UPDATE technicians SET totp_step = 0")


def sign_in(port: int, password: str, code: str) -> int:
    url = f"http://127.0.0.1:{port}"
    request = urllib.request.Request(
        f"{url}/api/sign-in",
        data=json.dumps({"name": "demo", "password": password, "code": code}).encode(),
        headers={"Origin": url, "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_the_agent_is_told_the_broker_and_takes_the_terminal_where_there_is_no_display(
    tmp_path: Path,
) -> None:
    with demo(tmp_path, "well") as here:
        here.read_until("in this terminal")
        words = here.agent()[1]
        assert words == f"--broker http://127.0.0.1:{here.port} --language en --terminal"


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("well", signal.SIGINT),
        ("well", signal.SIGTERM),
        ("well", signal.SIGHUP),
        ("hung", signal.SIGINT),
    ],
)
def test_stopping_leaves_nothing_running(tmp_path: Path, kind: str, number: signal.Signals) -> None:
    with demo(tmp_path, kind) as here:
        pid, _ = here.agent()
        here.process.send_signal(number)
        said, _ = here.process.communicate(timeout=20)
        assert here.process.returncode == 0
        assert said.endswith("Stopped.\n")
        assert "Traceback" not in said
        assert not runs(pid)


def test_closing_the_terminal_leaves_nothing_running(tmp_path: Path) -> None:
    words, environ, seen, _ = prepared(tmp_path, "well")
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(sys.executable, words, environ)
    left = [pid]
    try:
        end = time.monotonic() + 20
        while not (seen.exists() and seen.read_text()):
            assert time.monotonic() < end
            if select.select([terminal], [], [], 0.05)[0]:
                os.read(terminal, 4096)
        agent = int(seen.read_text().split()[0])
        left.append(agent)
        os.close(terminal)
        status = wait_for(pid, 20)
        assert os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0
        assert not runs(agent)
    finally:
        for one in left:
            end_left_over(one)


def wait_for(pid: int, seconds: float) -> int:
    """The exit status of a child of this process."""
    end = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status
        assert time.monotonic() < end
        time.sleep(0.02)


def test_when_the_agent_ends_the_broker_goes_on_and_says_how_to_start_another(
    tmp_path: Path,
) -> None:
    with demo(tmp_path, "short") as here:
        said = here.read_until("The agent has ended")
        assert f"affianco-agent --broker http://127.0.0.1:{here.port}" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{here.port}/healthz", timeout=5) as answer:
            assert answer.status == 200


def test_no_agent_where_none_is_wanted(tmp_path: Path) -> None:
    with demo(tmp_path, "well", "--no-agent") as here:
        assert "affianco-agent --broker" in here.read_until("affianco-agent")
        assert not here.seen.exists()


def test_a_code_for_later(tmp_path: Path) -> None:
    with demo(tmp_path, "well", "--code") as here:
        assert here.process.wait(20) == 1
        assert "not started here yet" in here.read_until("demo")
    with demo(tmp_path, "well", "--no-agent") as here:
        here.read_until("affianco-agent")
    with demo(tmp_path, "well", "--code") as here:
        assert re.search(r"now: \d{6} ", here.read_until("--code"))


def test_an_agent_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert missing_parts() == []
    monkeypatch.setattr(
        "importlib.util.find_spec", lambda name: None if name == "websockets" else object()
    )
    assert missing_parts() == ["websockets"]


@pytest.mark.parametrize(
    ("environ", "platform", "tk", "shown"),
    [
        ({"DISPLAY": ":0"}, "linux", True, True),
        ({"DISPLAY": ":0"}, "linux", False, False),
        ({"DISPLAY": ""}, "linux", True, False),
        ({}, "linux", True, False),
        ({}, "win32", True, True),
        ({}, "darwin", True, True),
    ],
)
def test_a_window_needs_a_display_and_tk(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], platform: str, tk: bool, shown: bool
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object() if tk else None)
    assert has_display(environ, platform) is shown
