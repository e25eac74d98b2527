"""The broker's command line, as a person meets it."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from broker.cli.main import run_command
from tests.house import free_port

Said = tuple[int, str, str]
Run = Callable[..., Said]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """A command in this process: its exit code, output and errors."""

    def command(*words: str, **environ: str) -> Said:
        try:
            code = run_command(list(words), {"AFFIANCO_DATA_DIR": str(data), **environ})
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def add_anna(run: Run, *more: str) -> Said:
    return run("technician", "add", "Anna", "--full-name", "Anna Rossi", "--generate", *more)


def test_a_technician_is_added_with_what_is_needed_to_sign_in(run: Run, data: Path) -> None:
    code, out, err = add_anna(run)
    assert (code, err) == (0, "")
    secret = re.search(r"TOTP\): ([A-Z2-7]{32})\n", out)
    assert secret
    assert f"otpauth://totp/Affianco:anna?secret={secret[1]}&issuer=Affianco" in out
    assert re.search(r"only now\): ([a-z2-9]{4}-){4}[a-z2-9]{4}\n", out)
    assert "▀▀▀▀" in out
    assert data.stat().st_mode & 0o777 == 0o700
    assert run("technician", "list") == (0, "anna  Anna Rossi\n", "")


def test_the_same_name_twice(run: Run) -> None:
    add_anna(run)
    assert add_anna(run) == (1, "", "There is a technician named “anna” already.\n")


def test_in_italian(run: Run) -> None:
    code, _, err = run("technician", "disable", "nessuno", LANG="it_IT.UTF-8")
    assert (code, err) == (1, "Non c'è un tecnico di nome «nessuno».\n")


def test_an_account_is_closed_and_opened(run: Run) -> None:
    add_anna(run)
    assert run("technician", "disable", "ANNA")[0] == 0
    shown = json.loads(run("technician", "list", "--json")[1])
    assert shown == [{"name": "anna", "full_name": "Anna Rossi", "disabled": True}]
    assert run("technician", "enable", "anna")[0] == 0
    assert not json.loads(run("technician", "list", "--json")[1])[0]["disabled"]


def test_secrets_are_replaced(run: Run, data: Path) -> None:
    add_anna(run)
    before = secrets_of(data)
    assert run("technician", "totp", "anna")[0] == 0
    assert run("technician", "password", "anna", "--generate")[0] == 0
    after = secrets_of(data)
    assert before[0] != after[0] and before[1] != after[1]


def secrets_of(data: Path) -> tuple[str, str]:
    with closing(sqlite3.connect(data / "affianco.sqlite3")) as plain:
        found = plain.execute("SELECT password_hash, totp_secret FROM technicians").fetchone()
        return (found[0], found[1])


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        (["a good password", "a good password"], 0, "can now sign in"),
        ([""], 0, "shown only now"),
        (["short"], 1, "too short: at least 10"),
        (["a good password", "a bad password"], 1, "differ"),
    ],
)
def test_a_password_is_asked_for_at_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, typed: list[str], code: int, said: str
) -> None:
    answers = iter(typed)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    found, out, err = run("technician", "add", "anna", "--full-name", "Anna Rossi")
    assert found == code
    assert said in out + err
    assert "a good password" not in out + err


def test_without_a_terminal_it_says_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    code, _, err = run("technician", "add", "anna", "--full-name", "Anna Rossi")
    assert code == 2
    assert "--generate or --password-stdin" in err


def test_customers(run: Run) -> None:
    assert run("customer", "add", " Città & C. ")[1] == "Città & C. is customer number 1.\n"
    assert run("customer", "add", "Città & C.")[0] == 1
    assert run("customer", "add", "\n")[0] == 2
    assert run("customer", "list") == (0, "     1  Città & C.\n", "")
    assert json.loads(run("customer", "list", "--json")[1]) == [{"id": 1, "name": "Città & C."}]


def test_sessions(run: Run, data: Path) -> None:
    assert run("sessions") == (0, "No sessions yet.\n", "")
    add_anna(run)
    with closing(sqlite3.connect(data / "affianco.sqlite3")) as plain, plain:
        for number in range(3):
            plain.execute(
                "INSERT INTO sessions (session, technician_id, technician, organisation, pc, node,"
                " joined_at, seen_at, ended_at, billable_ms, outcome) VALUES ('123456789', 1,"
                " 'Anna Rossi', 'Org', ?, 'main', '2026-01-05 09:00:00', '2026-01-05 09:00:00',"
                " '2026-01-05 10:00:00', 65999, 'completed')",
                (f"PC-{number}",),
            )
    code, out, _ = run("sessions", "--json", "--limit", "2")
    found = json.loads(out)
    assert (code, [one["entry"] for one in found]) == (0, [3, 2])
    assert found[0] == {
        "entry": 3,
        "session": "123456789",
        "technician": "Anna Rossi",
        "organisation": "Org",
        "customer": None,
        "pc": "PC-2",
        "joined_at": "2026-01-05T09:00:00.000Z",
        "active_at": None,
        "ended_at": "2026-01-05T10:00:00.000Z",
        "billable_seconds": 65,
        "outcome": "completed",
    }
    assert [one["entry"] for one in json.loads(run("sessions", "--json", "--before", "2")[1])] == [
        1
    ]
    line = run("sessions", "--limit", "1", "--technician", "ANNA")[1]
    assert "2026-01-05 09:00 UTC     1:05  Anna Rossi  ·  unknown customer  ·  PC-2" in line
    assert run("sessions", "--technician", "none")[0] == 1
    assert run("sessions", "--limit", "none")[0] == 2


def test_a_backup(run: Run, tmp_path: Path) -> None:
    run("customer", "add", "Rossi")
    copy = tmp_path / "copy.sqlite3"
    assert run("backup", str(copy))[0] == 0
    assert run("backup", str(copy))[0] == 1
    listed = run("customer", "list", "--database", f"sqlite+aiosqlite:///{copy}")
    assert listed == (0, "     1  Rossi\n", "")
    assert run("backup", "x", "--database", "postgresql+asyncpg://h/d")[0] == 2
    assert run("backup", str(tmp_path / "y"), "--data-dir", str(tmp_path / "none"))[0] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "--help"),
        (("sesions",), 2, "sesions"),
        (("run", "--port", "http"), 2, "“http” is not a whole number"),
        (("run", "--host", "0.0.0.0"), 2, "AFFIANCO_PUBLIC_URL"),
        (("run", "--data-dir", "/proc/none"), 1, "/proc/none cannot be used"),
        (("technician", "add", "a\nb", "--full-name", "x", "--generate"), 2, "printable"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(
    run: Run, words: tuple[str, ...], code: int, said: str
) -> None:
    found, out, err = run(*words)
    assert (found, out) == (code, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_setting_in_the_environment_that_is_wrong(run: Run) -> None:
    code, _, err = run("run", AFFIANCO_WAITING_MAX="0")
    assert code == 2
    assert "AFFIANCO_WAITING_MAX" in err


def test_a_database_that_is_none(run: Run, data: Path) -> None:
    data.mkdir()
    (data / "affianco.sqlite3").write_bytes(b"no database " * 100)
    code, out, err = run("technician", "list")
    assert (code, out) == (1, "")
    assert err.startswith("The file or database that was named is not Affianco's")
    assert err.count("\n") == 1


def test_a_fault_of_the_programs_own_is_no_traceback(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("broker.cli.customers.with_store", broken)
    code, _, err = run("customer", "list")
    assert code == 1
    assert "RuntimeError: broken" in err and "Traceback" not in err


def test_help_and_version(run: Run) -> None:
    assert "technicians' accounts" in run("--help")[1]
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run("--version")[1])


def test_where_only_the_agent_is_installed_it_says_what_to_install(tmp_path: Path) -> None:
    hidden = "import sys; sys.modules['aiohttp'] = None\n"
    start = "import broker.__main__; sys.exit(broker.__main__.main())"
    found = subprocess.run(
        [sys.executable, "-c", hidden + start],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 2
    assert "aiohttp is missing" in found.stderr and "affianco[broker]" in found.stderr
    assert found.stderr.count("\n") == 1


@contextmanager
def broker(data: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """`affianco-broker run` as its own process, once it answers."""
    environ = {**os.environ, "LC_ALL": "C.UTF-8", "AFFIANCO_DATA_DIR": str(data)}
    process = subprocess.Popen(
        [sys.executable, "-m", "broker", "run", "--port", str(port)],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "works at" in process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_broker_cleanly(data: Path, number: signal.Signals) -> None:
    port = free_port()
    with broker(data, port) as process:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert json.load(answer) == {"ok": True}
        process.send_signal(number)
        out, err = process.communicate(timeout=10)
        assert process.returncode == 0
        assert out.endswith("Stopped.\n")
        assert "Traceback" not in err
    socket.create_server(("127.0.0.1", port)).close()


def test_a_second_broker_does_not_touch_the_first_ones_sessions(data: Path, run: Run) -> None:
    port = free_port()
    with broker(data, port):
        add_anna(run)
        with closing(sqlite3.connect(data / "affianco.sqlite3")) as plain, plain:
            plain.execute(
                "INSERT INTO sessions (session, technician_id, technician, organisation, pc, node,"
                " joined_at, seen_at, billable_ms) VALUES ('123456789', 1, 'Anna Rossi', 'Org',"
                " 'PC', 'main', '2026-01-05 09:00:00', '2026-01-05 09:00:00', 0)"
            )
        code, _, err = run("run", "--port", str(free_port()))
        assert code == 1
        assert "already works in" in err
        assert json.loads(run("sessions", "--json")[1])[0]["outcome"] is None


def test_a_port_in_use(run: Run, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("run", "demo"):
            code, _, err = run(command, "--port", str(port), "--data-dir", str(data))
            assert code == 1
            assert f"Port {port} on 127.0.0.1 is in use" in err
            assert "--port" in err
