"""The broker's command line, as a person meets it."""

import json
import re
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.net.command_line import Run, add_anna


def test_a_technician_is_added_with_what_is_needed_to_sign_in(run: Run, data: Path) -> None:
    code, out, err = add_anna(run)
    assert (code, err) == (0, "")
    secret = re.search(r"TOTP\): ([A-Z2-7]{32})\n", out)
    assert secret
    assert f"otpauth://totp/Affianco:anna?secret={secret[1]}&issuer=Affianco" in out
    assert re.search(r"only now\): ([a-z2-9]{4}-){4}[a-z2-9]{4}\n", out)
    assert "▀▀▀▀" in out
    assert len(re.findall(r"^  (?:[a-z2-9]{4}-){3}[a-z2-9]{4}$", out, re.MULTILINE)) == 10
    assert data.stat().st_mode & 0o777 == 0o700
    assert run("technician", "list") == (0, "anna  Anna Rossi  technician\n", "")


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
    known = {"name": "anna", "full_name": "Anna Rossi", "roles": ["technician"]}
    assert shown == [{**known, "disabled": True}]
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
        "mode": "password",
        "reason": "",
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
