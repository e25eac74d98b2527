"""The options of `affianco-agent` on quick access, as a process at home in a folder of its own."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agent.keeping.pins import Keeping
from broker.wire import roots, texts
from tests.fakes.quick_desk import NoKeyring, Office
from tests.stack.agent_process import ROOT

SAY = texts.load(ROOT / "agent" / "texts", "it")


def run(home: Path, *words: str, **environment: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error."""
    known = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    bare = {"HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", "PYTHON_KEYRING_BACKEND": FAIL}
    done = subprocess.run(
        [sys.executable, "-m", "agent", "--language", "it", *words],
        env={**known, **bare, **environment},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
    )
    return done.returncode, done.stdout, done.stderr


FAIL = "keyring.backends.fail.Keyring"
KEY = bytes(range(32))


def folder(home: Path) -> Path:
    return home / ".local" / "share" / "affianco-agent"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An opt-in of earlier in the home folder."""
    made = Office(folder(tmp_path))
    made.opt_in("ws://127.0.0.1:1/ws/agent")
    return made


def test_forget_needs_no_network_and_no_root(office: Office, tmp_path: Path) -> None:
    assert run(tmp_path, "--forget") == (0, f"{SAY('quick_forgotten')}\n", "")
    assert list(folder(tmp_path).iterdir()) == []
    assert run(tmp_path, "--forget") == (0, f"{SAY('quick_nothing_to_forget')}\n", "")


def test_forget_takes_away_what_is_broken_too(office: Office, tmp_path: Path) -> None:
    (folder(tmp_path) / "quick.json").write_text("{")
    (folder(tmp_path) / "quick.json").chmod(0o644)
    assert run(tmp_path, "--forget")[0] == 0
    assert list(folder(tmp_path).iterdir()) == []


def test_what_cannot_be_deleted_is_said(office: Office, tmp_path: Path) -> None:
    file = folder(tmp_path) / "quick.json"
    file.unlink()
    file.mkdir()
    assert run(tmp_path, "--forget") == (1, "", f"{SAY('quick_not_forgotten')}\n")


@pytest.mark.parametrize("code", ["x", roots.code_of(KEY)[:-1]])
def test_a_wrong_code_is_one_sentence(code: str, tmp_path: Path) -> None:
    expected = (2, "", f"{SAY('root_not_one')}\n")
    assert run(tmp_path, "--root", code) == expected
    assert run(tmp_path, AFFIANCO_ROOT=code) == expected


def test_with_a_right_code_quick_access_is_said(office: Office, tmp_path: Path) -> None:
    code = roots.code_of(office.org.root)
    words = ("--terminal", "--broker", "http://127.0.0.1:1", "--root", code)
    assert SAY("quick_on", organisation="Aiuto SRL") in run(tmp_path, *words)[1]
    without = run(tmp_path, *words[:-2])[1]
    assert SAY("quick_on", organisation="Aiuto SRL") not in without


def test_another_root_or_broker_is_said(office: Office, tmp_path: Path) -> None:
    words = ("--terminal", "--broker", "http://127.0.0.1:1", "--root", roots.code_of(KEY))
    assert SAY("quick_fault_other_root") in run(tmp_path, *words)[1]
    code = roots.code_of(office.org.root)
    words = ("--terminal", "--broker", "http://127.0.0.1:2", "--root", code)
    assert SAY("quick_fault_other_broker") in run(tmp_path, *words)[1]
    kept = Keeping(folder(tmp_path), NoKeyring()).pin()
    assert kept is not None and kept == replace(kept, used=0)
