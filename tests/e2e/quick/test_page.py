"""docs/quick-access.md: every command on it is run, in its order, by somebody at a terminal."""

import json
import os
import pty
import re
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from agent.__main__ import _parser
from broker.wire import roots, texts
from broker.wire.requests import DeviceRequest, encode
from broker.wire.roster import Standing, decode
from tests.stack.agent import at_home

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "quick-access.md").read_text(encoding="utf-8")
PASSPHRASE = "four plain words together"
ANSWERS = {
    r"assphrase[^\n]*: $": PASSPHRASE,
    r"Once more: $": PASSPHRASE,
    r"to sign: $": "yes",
    r"assword[^\n]*: $": "",
}
MODULES = {"affianco-broker": "broker", "affianco-agent": "agent"}


def commands() -> list[list[str]]:
    """Those in the page's blocks, as words."""
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", PAGE, re.DOTALL | re.MULTILINE)
    return [shlex.split(line) for block in blocks for line in block.splitlines()]


def at_terminal(words: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What a command says to somebody who types what it asks for; it must end well."""
    master, slave = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", MODULES[words[0]], *words[1:]],
        **{"stdin": slave, "stdout": slave, "stderr": slave},
        cwd=folder,
        env=environment,
        start_new_session=True,
    )
    os.close(slave)
    said, asked = "", 0
    while True:
        try:
            came = os.read(master, 4096).decode()
        except OSError:
            break
        said += came.replace("\r\n", "\n")
        for prompt, answer in ANSWERS.items():
            if re.search(prompt, said[asked:]):
                os.write(master, f"{answer}\n".encode())
                asked = len(said)
                break
    os.close(master)
    assert process.wait(60) == 0, (words, said)
    return said


def request(folder: Path, name: str) -> None:
    """The file that a technician's browser would have made."""
    person = name.removeprefix("affianco-").removesuffix(".json").replace("-", " ").title()
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    text = encode(DeviceRequest(key, person, "Studio Bianchi", None))
    (folder / name).write_text(text, encoding="utf-8")


def test_every_command_does_what_the_page_says(tmp_path: Path) -> None:
    files, home = tmp_path / "office", tmp_path / "home"
    files.mkdir()
    home.mkdir()
    environment = {
        **at_home(home),
        "PYTHONPATH": str(ROOT),
        "AFFIANCO_DATA_DIR": str(tmp_path / "data"),
    }
    ran, key = [], ""
    for words in commands():
        if "--broker" in words:
            options = [word.replace("ar1…", roots.code_of(bytes(32))) for word in words[1:]]
            assert _parser(texts.load(ROOT / "agent" / "texts", "en")).parse_args(options)
            continue
        if words[1:3] == ["org", "enrol"]:
            request(files, words[-1])
        if words[1:3] == ["roster", "forget"]:
            roster_there(tmp_path / "data")
        said = at_terminal([key if word == "KEY" else word for word in words], files, environment)
        ran.append(" ".join(words[1:3]))
        if words[1:3] == ["org", "show"]:
            key = re.findall(r"Ada Bianchi +([0-9a-f]+)", said)[0]
    roster = decode((files / "roster.txt").read_text(encoding="utf-8")).roster
    assert [(one.name, one.state) for one in roster.technicians] == [
        ("Ada Bianchi", Standing.LEFT),
        ("Bruno Verdi", Standing.LEFT),
    ]
    assert {"org init", "org rotate", "roster forget", "--forget"} <= set(ran)
    assert json.loads((files / "root.json").read_text())["organisation"] == roster.organisation


def roster_there(data: Path) -> None:
    """The broker keeps one, whatever it says."""
    with closing(sqlite3.connect(data / "affianco.sqlite3")) as database:
        database.execute("INSERT INTO rosters (version, text, at) VALUES (1, 'x', '2026-11-20')")
        database.commit()


def test_every_picture_and_page_that_is_named_is_there() -> None:
    named = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert [name for name in named if not (ROOT / "docs" / name).exists()] == []
    assert len(named) >= 6
