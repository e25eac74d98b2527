"""Mistakes with the organisation's files: one clear sentence each, and nothing is changed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from broker.organisation.rosters import signed_roster
from broker.wire import requests
from tests.net.command_line import Run
from tests.net.org_desk import ANNA, Desk, root_text
from tests.unit.test_rosters import ROSTER, root

Mistake = Callable[[Desk], tuple[int, str, str]]


@pytest.fixture
def desk(tmp_path: Path, run: Run) -> Desk:
    made = Desk(tmp_path, run)
    assert made.enrol(ANNA)[0] == 0
    made.file("request", requests.encode(replace(ANNA, key=b"\3" * 32)))
    return made


def with_file(name: str, text: str, *command: str) -> Mistake:
    """The command, after this file was written."""

    def make(desk: Desk) -> tuple[int, str, str]:
        desk.file(name, text)
        return desk.signing(*(desk.file(word[1:]) if word[:1] == "@" else word for word in command))

    return make


def missing(name: str) -> Mistake:
    def make(desk: Desk) -> tuple[int, str, str]:
        (desk.folder / name).unlink()
        return desk.signing("renew")

    return make


def changed_by_hand(desk: Desk) -> tuple[int, str, str]:
    desk.file("roster", desk.text().replace("Anna", "Eva!"))
    return desk.signing("renew")


def without_a_terminal(desk: Desk) -> tuple[int, str, str]:
    return desk("renew", desk.file("root"), desk.file("roster"))


def rotated_onto(text: str) -> Mistake:
    def make(desk: Desk) -> tuple[int, str, str]:
        named = [desk.file("root"), desk.file("next", text), desk.file("roster")]
        one = ("--passphrase-file", desk.file("pass"))
        return desk("rotate", *named, *one, "--new-passphrase-file", desk.file("pass"))

    return make


def started_with(passphrase: str) -> Mistake:
    def make(desk: Desk) -> tuple[int, str, str]:
        named = (desk.file("new"), desk.file("new-roster"), "--organisation", "Aiuto SRL")
        return desk("init", *named, "--passphrase-file", desk.file("short", passphrase))

    return make


def named_badly(desk: Desk) -> tuple[int, str, str]:
    named = (desk.file("new"), desk.file("new-roster"), "--organisation", "a\nb")
    return desk("init", *named, "--passphrase-file", desk.file("pass"))


ENROL = ("enrol", "@request", "--yes")
OTHERS = requests.encode(replace(ANNA, organisation="Altri SRL"))
UNPRINTABLE = requests.encode(replace(ANNA, technician="a\u200bb"))
MISTAKES: dict[str, tuple[Mistake, str]] = {
    "no root file": (missing("root"), "cannot be read"),
    "no roster file": (missing("roster"), "cannot be read"),
    "no passphrase file": (missing("pass"), "cannot be read"),
    "another passphrase": (with_file("pass", "un'altra frase\n", "renew"), "does not open"),
    "no terminal": (without_a_terminal, "--passphrase-file"),
    "a root that is none": (with_file("root", "{}", "renew"), "not a root file"),
    "a root that is no text": (with_file("root", "x" * 5000, "renew"), "not a root file"),
    "another's root": (with_file("root", root_text(9), "renew"), "not signed by this root"),
    "a roster that is none": (with_file("roster", "{}\n{}\n", "renew"), "not a roster"),
    "a roster changed by hand": (changed_by_hand, "changed by hand"),
    "another's roster": (
        with_file("roster", signed_roster(ROSTER, root(9)), "renew"),
        "not signed by this root",
    ),
    "no days": (with_file("x", "x", "renew", "--days", "0"), "--days"),
    "too many days": (with_file("x", "x", "renew", "--days", "731"), "--days"),
    "a request that is none": (with_file("request", "{}", *ENROL), "not a request"),
    "a name nobody can read": (with_file("request", UNPRINTABLE, *ENROL), "printable"),
    "another organisation's": (with_file("request", OTHERS, *ENROL), "Altri SRL"),
    "in the roster already": (
        with_file("request", requests.encode(ANNA), *ENROL),
        "in the roster already, as Anna Rossi's",
    ),
    "not compared": (with_file("x", "x", "enrol", "@request"), "--yes"),
    "nobody of that name": (with_file("x", "x", "revoke", "--name", "Eva"), "org show"),
    "no such key": (with_file("x", "x", "revoke", "--key", "ff"), "org show"),
    "no key at all": (with_file("x", "x", "revoke", "--key", ""), "org show"),
    "onto itself": (rotated_onto(root_text()), "is there already"),
    "onto another's root": (rotated_onto(root_text(9, "Altri SRL")), "is there already"),
    "a short passphrase": (started_with("undici12345"), "at least 12"),
    "a name that is none": (named_badly, "printable"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_a_sentence_and_changes_nothing(desk: Desk, name: str) -> None:
    make, sentence = MISTAKES[name]
    roster = desk.text()
    code, _, err = make(desk)
    assert code in (1, 2) and sentence in err and len(err.splitlines()) == 1, err
    assert not (desk.folder / "new").exists() and not (desk.folder / "new-roster").exists()
    if (desk.folder / "roster").exists() and "roster" not in name:
        assert desk.text() == roster
    assert [file.name for file in desk.folder.iterdir() if file.name.startswith(".")] == []


def test_a_key_that_names_several_browsers_names_none(desk: Desk) -> None:
    desk.enrol(replace(ANNA, key=b"\2" * 31 + b"\3"))
    code, _, err = desk.signing("revoke", "--key", "0202")
    assert code == 1 and "more digits" in err and len(desk.roster.technicians) == 2


def test_a_disk_that_is_full_leaves_the_roster_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.text()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("broker.cli.org.files.os.fsync", full)
    code, _, err = desk.signing("renew")
    assert code == 1 and "No space left" in err
    assert desk.text() == before
    assert [file.name for file in desk.folder.iterdir() if file.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [(["una frase lunga", "un'altra frase"], "differ"), (["corta"], "at least 12")],
)
def test_a_new_passphrase_is_typed_twice(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, typed: list[str], sentence: str
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: typed.pop(0))
    files = (desk.file("new"), desk.file("new-roster"))
    code, _, err = desk("init", *files, "--organisation", "Aiuto SRL")
    assert code == 1 and sentence in err and not (desk.folder / "new").exists()


def test_a_mistyped_passphrase_may_be_typed_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = ["sbagliata", "ancora", "quattro parole a caso"]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: typed.pop(0))
    code, out, _ = desk("renew", desk.file("root"), desk.file("roster"))
    assert code == 0 and out.count("does not open") == 2
    typed.extend(["sbagliata"] * 3)
    code, _, err = desk("renew", desk.file("root"), desk.file("roster"))
    assert code == 1 and "does not open" in err and typed == []
