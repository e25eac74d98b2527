"""The built wheel in empty environments: the demo from it, and the agent's extra alone."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.stack.broker import plain_environment
from tests.stack.house import free_port
from tests.waiting import until

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*words, str(ROOT)], capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def installed(folder: Path, what: str) -> Path:
    """A fresh environment with this installed by plain pip, in the locked versions."""
    venv.create(folder, with_pip=True)
    pins = folder / "pins.txt"
    locked = (ROOT / "requirements" / "run.lock").read_text(encoding="utf-8")
    pins.write_text(
        "\n".join(re.findall(r"^(\S+==[^\\\n]+)", locked, re.MULTILINE)), encoding="utf-8"
    )
    done = subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "-c", pins, what],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr
    return folder / "bin"


@pytest.fixture(scope="module")
def whole(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("whole"), f"{wheel}[broker,agent]")


@pytest.fixture(scope="module")
def agent_only(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("agent"), f"{wheel}[agent]")


def test_the_wheel_holds_the_console_the_texts_and_the_migrations(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "web").rglob("*"):
        if path.is_file():
            assert f"broker/web/{path.relative_to(ROOT / 'web')}" in names
    for part in ("agent/texts", "broker/texts", "broker/web/texts"):
        assert {f"{part}/it.json", f"{part}/en.json"} <= names
    assert {"broker/texts/price.it.json", "broker/texts/price.en.json"} <= names
    assert any(name.startswith("broker/store/migrations/versions/r0001") for name in names)
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"broker", "agent"}


class Demo:
    """`affianco-broker demo` from the wheel, far from the checkout."""

    def __init__(self, tools: Path, folder: Path) -> None:
        self.port = free_port()
        environment = plain_environment()
        environment.pop("DISPLAY", None)
        environment.pop("PYTHONPATH", None)
        self.process = subprocess.Popen(
            [tools / "affianco-broker", "demo", "--port", str(self.port), "--data-dir", folder],
            env=environment,
            cwd=folder,
            stdin=subprocess.PIPE,
            stdout=(folder / "said").open("wb"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._said = folder / "said"

    @property
    def said(self) -> str:
        return self._said.read_text(encoding="utf-8", errors="replace")

    def find(self, pattern: str) -> str:
        def found() -> str | None:
            assert self.process.poll() is None, self.said
            match = re.search(pattern, self.said)
            return match[1] if match else None

        return until(found, 60, f"the demo says {pattern}")


@pytest.fixture
def demo(whole: Path, tmp_path: Path) -> Iterator[Demo]:
    running = Demo(whole, tmp_path)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.wait()


def test_the_demo_from_the_wheel(demo: Demo) -> None:
    url = demo.find(r"(http://\S+)")
    name, password = demo.find(r"Name: (\S+)"), demo.find(r"Password: (\S+)")
    code = demo.find(r"(?m)(\b\d{6}\b)")
    demo.find(r"(?m)^(.*yes or no.*)$")
    assert b'<script type="module"' in urllib.request.urlopen(url, timeout=10).read()
    body = json.dumps({"name": name, "password": password, "code": code}).encode()
    origin = url.rstrip("/")
    headers = {"Origin": origin, "Content-Type": "application/json"}
    asked = urllib.request.Request(origin + "/api/sign-in", data=body, headers=headers)
    assert json.load(urllib.request.urlopen(asked, timeout=10))["technician"]
    assert demo.process.stdin is not None
    demo.process.stdin.write(b"yes\n")
    demo.process.stdin.flush()
    demo.find(r"ID: (\d{3} \d{3} \d{3})")
    family = [demo.process.pid] + [
        child.pid for child in psutil.Process(demo.process.pid).children(recursive=True)
    ]
    assert len(family) == 2
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(20) == 0
    assert "Traceback" not in demo.said
    assert not [pid for pid in family if psutil.pid_exists(pid)]


def test_the_agent_needs_nothing_of_the_broker(agent_only: Path, tmp_path: Path) -> None:
    asked = "import importlib.util as u; print([n for n in %r if u.find_spec(n)])"
    names = ["aiohttp", "sqlalchemy", "alembic", "argon2", "pyotp", "segno", "aiosqlite"]
    done = subprocess.run(
        [agent_only / "python", "-c", asked % names], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.stdout.strip() == "[]"
    version = subprocess.run(
        [agent_only / "affianco-agent", "--version"], capture_output=True, text=True, cwd=tmp_path
    )
    assert version.returncode == 0, version.stderr
    assert re.search(r"\d+\.\d+\.\d+", version.stdout)


def test_the_broker_says_what_to_install_where_its_part_is_missing(
    agent_only: Path, tmp_path: Path
) -> None:
    done = subprocess.run(
        [agent_only / "affianco-broker", "demo"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**plain_environment(), "HOME": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "affianco[broker" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_agent_says_what_to_install_where_its_part_is_missing(
    wheel: Path, tmp_path: Path
) -> None:
    tools = installed(tmp_path / "bare", str(wheel))
    done = subprocess.run(
        [tools / "affianco-agent", "--terminal"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**plain_environment(), "HOME": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "affianco[agent" in done.stderr
    assert "Traceback" not in done.stderr
