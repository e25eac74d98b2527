"""What the agent keeps of an opt-in: whole or not at all, nobody else's, gone once forgotten."""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend

from agent.keeping import pins
from agent.keeping.pins import Fault, Keeping, NotKept, NotWritten
from agent.keeping.ring import ENTRY, SERVICE, SystemRing
from agent.keys import AgentKey
from agent.quick import pin
from agent.quick.limits import EVERY_DAY, Limits
from agent.quick.pin import Home, Pin
from agent.quick.roster import Trust
from tests.every import every
from tests.fakes import keyrings
from tests.fakes.agent_legs import ANNA

KEY = AgentKey(bytes(range(32)))
PIN = Pin(
    broker="ws://127.0.0.1:1/ws/agent",
    organisation=ANNA[1],
    technician=ANNA[0],
    trust=Trust((bytes(32), bytes([1]) * 32), 7),
    public=KEY.public,
    key_in=Home.FILE,
    limits=Limits((ANNA[0],), EVERY_DAY[:5], "09:00", "18:00", 3, "2027-01-31"),
    opted_at=datetime(2026, 11, 25, 10, tzinfo=UTC),
)
RINGS: list[Callable[[], KeyringBackend]] = [keyrings.Memory, keyrings.none]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "affianco-agent"


@pytest.fixture(params=RINGS, ids=["keyring", "none"])
def ring(request: pytest.FixtureRequest) -> Iterator[KeyringBackend]:
    back_end: KeyringBackend = request.param()
    with keyrings.keyring_is(back_end):
        yield back_end


@pytest.fixture
def kept(folder: Path, ring: KeyringBackend) -> Keeping:
    """One opt-in, in force."""
    made = Keeping(folder, SystemRing())
    made.add(PIN, KEY)
    made.change(KEY.public, lambda one: replace(one, enrolled=True))
    return made


def fault(kept: Keeping) -> Fault:
    """Why there is no quick access."""
    with pytest.raises(NotKept) as error:
        found = kept.pin()
        kept.key(found or PIN)
    return error.value.fault


def test_it_is_kept_where_the_system_keeps_secrets(
    kept: Keeping, folder: Path, ring: KeyringBackend
) -> None:
    found = kept.pin()
    assert found is not None
    real = isinstance(ring, keyrings.Memory)
    assert found.key_in is (Home.KEYRING if real else Home.FILE)
    assert kept.key(found).seed == KEY.seed
    assert {path.name for path in folder.iterdir()} == (
        {"quick.json"} if real else {"quick.json", "quick.key"}
    )
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in folder.iterdir())
    assert KEY.seed.hex() not in (folder / "quick.json").read_text()
    if isinstance(ring, keyrings.Memory):
        assert ring.kept == {(SERVICE, ENTRY): KEY.seed.hex()}


def test_forgetting_leaves_nothing(kept: Keeping, folder: Path, ring: KeyringBackend) -> None:
    assert kept.forget()
    assert list(folder.iterdir()) == []
    assert not isinstance(ring, keyrings.Memory) or ring.kept == {}
    assert kept.pin() is None
    assert not kept.forget()
    with pytest.raises(NotWritten):
        kept.change(KEY.public, Pin.counted)
    assert list(folder.iterdir()) == []


def test_what_the_broker_never_confirmed_is_not_in_force(
    folder: Path, ring: KeyringBackend
) -> None:
    made = Keeping(folder, SystemRing())
    assert made.add(replace(PIN, enrolled=True), KEY).enrolled is False
    assert made.pin() is None


def test_there_is_only_one(kept: Keeping) -> None:
    with pytest.raises(NotWritten):
        kept.add(PIN, AgentKey(bytes(32)))
    found = kept.pin()
    assert found is not None and found.public == KEY.public


@pytest.mark.parametrize(
    "back_end", [keyrings.Plain, keyrings.Locked, keyrings.Odd, keyrings.Forgetful]
)
def test_a_keyring_that_is_none_is_not_trusted_with_the_key(
    back_end: type[keyrings.Memory], folder: Path
) -> None:
    with keyrings.keyring_is(back_end()):
        made = Keeping(folder, SystemRing())
        assert made.add(PIN, KEY).key_in is Home.FILE
        assert (folder / "quick.key").read_text() == KEY.seed.hex()
        assert made.forget()
        assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    "back_end", [keyrings.Memory, keyrings.Locked, keyrings.Odd, keyrings.none]
)
def test_a_key_that_the_keyring_does_not_give_is_lost(
    back_end: Callable[[], KeyringBackend], folder: Path
) -> None:
    with keyrings.keyring_is(keyrings.Memory()):
        Keeping(folder, SystemRing()).add(PIN, KEY)
    with keyrings.keyring_is(back_end()):
        kept = Keeping(folder, SystemRing())
        with pytest.raises(NotKept) as error:
            kept.key(replace(PIN, key_in=Home.KEYRING))
        assert error.value.fault is Fault.KEY_LOST


BROKEN: list[tuple[str, Callable[[str], str]]] = [
    ("empty", lambda _: ""),
    ("cut in half", lambda text: text[: len(text) // 2]),
    ("no last line", lambda text: text[:-1]),
    ("one space more", lambda text: text + " "),
    ("no JSON", lambda _: "quick"),
    ("a list", lambda _: "[]\n"),
    ("zeros", lambda text: "\0" * len(text)),
    ("a later version", lambda text: text.replace('"v": 1', '"v": 2')),
    ("a field more", lambda text: text.replace('"v": 1', '"v": 1,\n "w": 1')),
    ("a field less", lambda text: text.replace(' "used": 0,\n', "")),
    ("a field twice", lambda text: text.replace('"used": 0,', '"used": 0,\n "used": 0,')),
    ("no uses left of", lambda text: text.replace('"used": 0', '"used": -1')),
    ("uses as text", lambda text: text.replace('"used": 0', '"used": "0"')),
    ("enrolled as a number", lambda text: text.replace('"enrolled": true', '"enrolled": 1')),
    ("limits of no sense", lambda text: text.replace('"09:00"', '"9:00"')),
    ("no root", lambda text: json.dumps({**json.loads(text), "roots": []})),
    ("a short root", lambda text: text.replace("01" * 32, "01" * 31)),
    ("too long", lambda text: text + " " * pin.SIZE_MAX),
]


@pytest.mark.parametrize(("name", "change"), BROKEN, ids=[name for name, _ in BROKEN])
def test_a_file_that_is_not_as_it_was_written_opens_nothing(
    name: str, change: Callable[[str], str], kept: Keeping, folder: Path
) -> None:
    file = folder / "quick.json"
    changed = change(file.read_text())
    assert changed != file.read_text()
    file.write_text(changed)
    assert fault(kept) is Fault.BROKEN
    with pytest.raises(NotKept):
        kept.change(KEY.public, Pin.counted)
    assert file.read_text() == changed


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666, 0o610])
def test_a_file_that_others_may_read_opens_nothing(mode: int, kept: Keeping, folder: Path) -> None:
    (folder / "quick.json").chmod(mode)
    assert fault(kept) is Fault.TOO_OPEN


def test_a_folder_that_others_may_enter_opens_nothing(kept: Keeping, folder: Path) -> None:
    folder.chmod(0o750)
    assert fault(kept) is Fault.TOO_OPEN


def test_a_file_of_another_user_opens_nothing(
    kept: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = os.getuid()
    monkeypatch.setattr(os, "getuid", lambda: mine + 1)
    assert fault(kept) is Fault.NOT_MINE


def test_a_link_in_its_place_opens_nothing(kept: Keeping, folder: Path, tmp_path: Path) -> None:
    (folder / "quick.json").rename(tmp_path / "elsewhere")
    (folder / "quick.json").symlink_to(tmp_path / "elsewhere")
    assert fault(kept) is Fault.BROKEN
    assert kept.forget()
    assert (tmp_path / "elsewhere").exists()


@every(["", "00", "zz" * 32, "00" * 33, "é" * 10])
def test_a_key_that_is_none_is_lost(secret: str) -> None:
    with keyrings.keyring_is(memory := keyrings.Memory()):
        memory.kept[SERVICE, ENTRY] = secret
        with pytest.raises(NotKept) as error:
            Keeping(Path("nowhere"), SystemRing()).key(replace(PIN, key_in=Home.KEYRING))
        assert error.value.fault is Fault.KEY_LOST


def test_a_foreign_key_is_lost(folder: Path) -> None:
    with keyrings.keyring_is(keyrings.none()):
        kept = Keeping(folder, SystemRing())
        kept.add(PIN, KEY)
        (folder / "quick.key").write_text(bytes(32).hex())
        assert fault(kept) is Fault.KEY_LOST
        (folder / "quick.key").unlink()
        assert fault(kept) is Fault.KEY_LOST
        (folder / "quick.key").write_text(KEY.seed.hex())
        (folder / "quick.key").chmod(0o644)
        assert fault(kept) is Fault.TOO_OPEN


def test_a_write_that_breaks_off_leaves_what_was_there(
    kept: Keeping, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (folder / "quick.json").read_bytes()

    def full(_: int) -> None:
        raise OSError("no room")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(NotWritten):
            kept.change(KEY.public, Pin.counted)
    assert (folder / "quick.json").read_bytes() == before
    assert not (folder / "quick.json.new").exists()
    (folder / "quick.json.new").write_bytes(before[:40])
    assert kept.change(KEY.public, Pin.counted).used == 1
    assert not (folder / "quick.json.new").exists()


def test_uses_count_anew_with_new_limits(kept: Keeping) -> None:
    for used in (1, 2, 3):
        assert kept.change(KEY.public, Pin.counted).used == used
    with pytest.raises(ValueError, match="no use left"):
        kept.change(KEY.public, Pin.counted)
    found = kept.change(KEY.public, lambda one: one.allowed(replace(PIN.limits, uses=1)))
    assert (found.used, found.limits.uses) == (0, 1)
    assert kept.pin() == found


def test_limits_that_make_no_sense_are_not_kept(kept: Keeping) -> None:
    with pytest.raises(NotWritten):
        kept.change(KEY.public, lambda one: one.allowed(replace(PIN.limits, start="25:00")))
    found = kept.pin()
    assert found is not None and found.limits == PIN.limits


def test_another_pin_is_not_changed(kept: Keeping) -> None:
    with pytest.raises(NotWritten):
        kept.change(bytes(32), Pin.counted)


@every(
    [
        ({}, "linux", "/home/a/.local/share/affianco-agent"),
        ({"XDG_DATA_HOME": "/data"}, "linux", "/data/affianco-agent"),
        ({"XDG_DATA_HOME": "data"}, "linux", "/home/a/.local/share/affianco-agent"),
        ({}, "darwin", "/home/a/Library/Application Support/affianco-agent"),
        ({}, "win32", "/home/a/AppData/Local/affianco-agent"),
        ({"LOCALAPPDATA": "/local"}, "win32", "/local/affianco-agent"),
    ]
)
def test_where_it_lies(environment: dict[str, str], system: str, expected: str) -> None:
    assert pins.folder(environment, system, Path("/home/a")) == Path(expected)
