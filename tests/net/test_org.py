"""The organisation's root and roster on the command line, step by step."""

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broker.organisation.rootfile import open_root, read_root
from broker.organisation.rosters import verify
from broker.wire import pairs, requests
from broker.wire.documents import Passkey
from broker.wire.roots import code_of
from broker.wire.roster import Standing, decode
from tests.net.command_line import Run
from tests.net.org_desk import ANNA, ORGANISATION, PASSPHRASE, PUBLIC, Desk, root_text


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    return Desk(tmp_path, run)


def words_of(data: bytes) -> list[str]:
    return list(pairs.shown(pairs.of_words(pairs.fingerprint(data)), "en"))


def test_a_root_is_made_once_and_opens_with_its_passphrase(desk: Desk) -> None:
    new = [desk.file("new-root"), desk.file("new-roster")]
    named = ("--organisation", ORGANISATION, "--passphrase-file", desk.file("pass"))
    code, out, err = desk("init", *new, *named, "--days", "30")
    assert (code, err) == (0, "")
    path = Path(new[0])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    private = open_root(read_root(desk.text("new-root")), PASSPHRASE)
    public = private.public_key().public_bytes_raw()
    assert code_of(public) in out and all(word in out for word in words_of(public))
    accepted = verify(desk.text("new-roster"), public, 0, datetime.now(UTC))
    assert (accepted.roster.version, accepted.roster.technicians) == (1, ())
    assert accepted.roster.expires - accepted.roster.made == timedelta(days=30)
    before = desk.text("new-root")
    code, out, err = desk("init", *new, *named)
    assert (code, out) == (1, "") and "is there already" in err
    assert desk.text("new-root") == before


def test_a_browser_is_enrolled_after_its_words_were_compared(desk: Desk) -> None:
    passkey = Passkey(b"\1" * 16, b"\2" * 77, "console.example.org")
    code, out, err = desk.enrol(replace(ANNA, passkey=passkey))
    assert (code, err) == (0, "")
    text = requests.encode(replace(ANNA, passkey=passkey))
    assert all(word in out for word in words_of(text.encode()))
    assert "Anna Rossi" in out and "console.example.org" in out
    (entry,) = desk.roster.technicians
    assert (entry.key, entry.name, entry.passkey) == (ANNA.key, "Anna Rossi", passkey)
    assert (desk.roster.version, entry.state) == (2, Standing.ACTIVE)


@pytest.mark.parametrize(("answer", "signed"), [("YES ", True), ("y", False), ("", False)])
def test_only_a_whole_yes_signs(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, answer: str, signed: bool
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _prompt: answer)
    path = desk.file("request", "\n" + requests.encode(ANNA) + "\r\n")
    code, _, err = desk.signing("enrol", path)
    assert (code == 0) is signed and ("Nothing was signed" in err) is not signed
    assert len(desk.roster.technicians) == int(signed)


def test_two_browsers_of_one_person_are_pointed_out(desk: Desk) -> None:
    desk.enrol(ANNA)
    code, out, _ = desk.enrol(replace(ANNA, key=b"\3" * 32))
    assert code == 0 and "other browsers in the roster (1)" in out
    assert [entry.name for entry in desk.roster.technicians] == ["Anna Rossi"] * 2


def test_whoever_leaves_is_taken_out_or_marked(desk: Desk) -> None:
    for number in (2, 3, 4):
        desk.enrol(replace(ANNA, key=bytes([number]) * 32))
    code, out, _ = desk.signing("revoke", "--key", "0303", "--left")
    assert code == 0 and "Anna Rossi" in out
    assert desk.roster.active(b"\3" * 32) is None and len(desk.roster.technicians) == 3
    assert desk.enrol(replace(ANNA, key=b"\3" * 32))[0] == 0
    assert desk.roster.active(b"\3" * 32) is not None and len(desk.roster.technicians) == 3
    assert desk.signing("revoke", "--name", "Anna Rossi")[0] == 0
    assert (desk.roster.technicians, desk.roster.version) == ((), 7)


def test_a_roster_is_renewed_for_as_long_as_before_or_as_asked(desk: Desk) -> None:
    desk.enrol(ANNA)
    for words, days in (((), 90), (("--days", "7"), 7), ((), 7)):
        code, out, _ = desk.signing("renew", *words)
        assert code == 0 and desk.roster.expires.date().isoformat() in out
        assert desk.roster.expires - desk.roster.made == timedelta(days=days)
    assert (desk.roster.version, len(desk.roster.technicians)) == (5, 1)


def test_a_new_root_takes_over_and_the_old_one_signs_no_more(desk: Desk) -> None:
    desk.enrol(ANNA)
    new = ("--new-passphrase-file", desk.file("pass"))
    named = [desk.file("root"), desk.file("next"), desk.file("roster")]
    code, out, err = desk("rotate", *named, "--passphrase-file", desk.file("pass"), *new)
    assert (code, err) == (0, "")
    public = read_root(desk.text("next")).public
    assert code_of(public) in out
    accepted = verify(desk.text(), PUBLIC, 2, datetime.now(UTC))
    assert (accepted.root, accepted.roster.version) == (public, 3)
    assert len(accepted.roster.technicians) == 1
    code, _, err = desk.signing("renew")
    assert code == 1 and "newer root" in err


def test_a_rotation_that_was_broken_off_goes_on_with_the_root_it_made(desk: Desk) -> None:
    desk.file("next", root_text(9))
    new = ("--new-passphrase-file", desk.file("pass"))
    named = [desk.file("root"), desk.file("next"), desk.file("roster")]
    assert desk("rotate", *named, "--passphrase-file", desk.file("pass"), *new)[0] == 0
    assert decode(desk.text()).root == read_root(root_text(9)).public
    assert desk.text("next") == root_text(9)


def test_every_file_can_be_looked_at_without_the_passphrase(desk: Desk) -> None:
    desk.enrol(ANNA)
    _, root, _ = desk("show", desk.file("root"))
    _, roster, _ = desk("show", desk.file("roster"))
    _, request, _ = desk("show", desk.file("request"))
    assert code_of(PUBLIC) in root and code_of(PUBLIC) in roster
    assert ORGANISATION in root and "version 2" in roster and ANNA.key.hex()[:16] in roster
    assert ("active" in roster and "90 full days" in roster) or "89 full days" in roster
    assert all(word in request for word in words_of(requests.encode(ANNA).encode()))


def test_an_expired_roster_says_so_and_can_be_renewed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime.now(UTC) + timedelta(days=100)
    monkeypatch.setattr("broker.cli.org.showing.utcnow", lambda: late)
    monkeypatch.setattr("broker.cli.org.signing.utcnow", lambda: late)
    assert "Expired" in desk("show", desk.file("roster"))[1]
    assert desk.signing("renew")[0] == 0
    assert "Good until" in desk("show", desk.file("roster"))[1]
