"""Roles, recovery codes and the key of the secrets, on the command line."""

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.net.command_line import Run, add_anna

CODES = re.compile(r"^  ((?:[a-z2-9]{4}-){3}[a-z2-9]{4})$", re.MULTILINE)


def rows(data: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(data / "affianco.sqlite3")) as plain:
        return plain.execute(query).fetchall()


def roles(run: Run) -> list[str]:
    found: list[str] = json.loads(run("technician", "list", "--json")[1])[0]["roles"]
    return found


def test_roles_are_given_at_the_start_and_changed_later(run: Run, data: Path) -> None:
    add_anna(run, "--role", "admin", "--role", "technician", "--role", "admin")
    assert roles(run) == ["admin", "technician"]
    code, out, _ = run("technician", "roles", "ANNA", "billing", "technician")
    assert (code, out) == (0, "anna now has these roles: billing, technician.\n")
    assert roles(run) == ["billing", "technician"]
    assert run("technician", "roles", "nobody", "admin")[0] == 1
    assert run("technician", "roles", "anna")[0] == 2
    assert run("technician", "roles", "anna", "root")[0] == 2
    assert add_anna(run, "--role", "root")[0] == 2
    assert roles(run) == ["billing", "technician"]


def test_what_is_done_here_is_in_the_audit(run: Run, data: Path) -> None:
    add_anna(run)
    for words in (("disable",), ("enable",), ("totp",), ("recovery",)):
        run("technician", *words, "anna")
    run("technician", "password", "anna", "--generate")
    run("technician", "roles", "anna", "admin")
    run("secrets", "rotate")
    assert rows(data, "SELECT kind, detail FROM audit ORDER BY id") == [
        ("recovery_codes_made", "anna"),
        ("account_changed", "anna: add"),
        ("account_changed", "anna: disable"),
        ("account_changed", "anna: enable"),
        ("recovery_codes_made", "anna"),
        ("account_changed", "anna: totp"),
        ("recovery_codes_made", "anna"),
        ("account_changed", "anna: password"),
        ("account_changed", "anna: admin"),
        ("secrets_rotated", "rotate"),
    ]


def test_recovery_codes_are_shown_once_and_kept_as_hashes(run: Run, data: Path) -> None:
    first = CODES.findall(add_anna(run)[1])
    code, out, _ = run("technician", "recovery", "anna")
    second = CODES.findall(out)
    assert code == 0 and len(set(first + second)) == 20
    kept = rows(data, "SELECT code_hash FROM recovery_codes")
    assert len(kept) == 10
    plain = (data / "affianco.sqlite3").read_bytes()
    for shown in first + second:
        assert shown.encode() not in plain and shown.replace("-", "").encode() not in plain


def test_a_lost_phone_is_made_anew_in_every_way(run: Run, data: Path) -> None:
    add_anna(run)
    with closing(sqlite3.connect(data / "affianco.sqlite3")) as plain, plain:
        plain.execute(
            "INSERT INTO passkeys (technician_id, credential_id, public_key, sign_count, label,"
            " created_at) VALUES (1, 'aa', 'bb', 0, 'phone', '2026-01-05 09:00:00')"
        )
    before = rows(data, "SELECT code_hash FROM recovery_codes")
    _, out, _ = run("technician", "totp", "anna")
    assert len(CODES.findall(out)) == 10
    assert rows(data, "SELECT * FROM passkeys") == []
    after = rows(data, "SELECT code_hash FROM recovery_codes")
    assert len(after) == 10 and not set(after) & set(before)


def test_the_key_is_rotated_and_older_keys_open_nothing(run: Run, data: Path) -> None:
    add_anna(run)
    key = data / "secrets.key"
    old = key.read_bytes()
    code, out, _ = run("secrets", "rotate")
    assert code == 0 and str(key) in out
    assert key.read_bytes() != old and key.stat().st_mode & 0o077 == 0
    assert run("technician", "list")[0] == 0
    key.write_bytes(old)
    code, out, err = run("technician", "list")
    assert (code, out) == (1, "")
    assert str(key) in err and "does not open the secrets" in err and err.count("\n") == 1


@pytest.mark.parametrize(("content", "said"), [(None, "is missing"), (b"?", "is no key file")])
def test_without_its_key_a_command_says_which_file_it_needs(
    run: Run, data: Path, content: bytes | None, said: str
) -> None:
    add_anna(run)
    key = data / "secrets.key"
    key.unlink()
    if content is not None:
        key.write_bytes(content)
    code, out, err = run("sessions")
    assert (code, out) == (1, "")
    assert str(key) in err and said in err and err.count("\n") == 1
    assert key.exists() is (content is not None)


def test_a_lost_key_costs_new_secrets_and_nothing_else(run: Run, data: Path) -> None:
    assert "nothing to renew" in run("secrets", "renew")[1]
    add_anna(run)
    (data / "secrets.key").unlink()
    code, out, _ = run("secrets", "renew")
    assert code == 0 and "for: anna." in out
    assert run("technician", "totp", "anna")[0] == 0
    assert run("technician", "list")[1] == "anna  Anna Rossi  technician\n"


def test_the_key_may_lie_elsewhere(run: Run, data: Path, tmp_path: Path) -> None:
    key = tmp_path / "elsewhere.key"
    add_anna(run, "--secrets-key", str(key))
    assert key.exists() and not (data / "secrets.key").exists()
    assert run("technician", "list", AFFIANCO_SECRETS_KEY=str(key))[0] == 0
    assert run("technician", "list")[0] == 1


def test_a_backup_says_which_file_it_needs_besides(run: Run, data: Path, tmp_path: Path) -> None:
    add_anna(run)
    said = run("backup", str(tmp_path / "copy.sqlite3"))[1]
    assert str(data / "secrets.key") in said
    assert (data / "secrets.key").read_bytes().strip() not in (
        tmp_path / "copy.sqlite3"
    ).read_bytes()
