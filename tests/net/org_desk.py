"""A table with the organisation's files on it, and the command line."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.organisation.rootfile import Cost, sealed_root
from broker.organisation.rosters import signed_roster, verify
from broker.wire import requests
from broker.wire.requests import DeviceRequest
from broker.wire.roster import Roster
from tests.net.command_line import Run, Said

ORGANISATION = "Aiuto SRL"
PASSPHRASE = "quattro parole a caso"
PRIVATE = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
PUBLIC = PRIVATE.public_key().public_bytes_raw()
CHEAP = Cost(time=1, memory=64, lanes=1)
ANNA = DeviceRequest(b"\2" * 32, "Anna Rossi", ORGANISATION, None)


def root_text(seed: int = 1, organisation: str = ORGANISATION) -> str:
    """A root file that opens fast."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return sealed_root(private, organisation, PASSPHRASE, random.Random(seed).randbytes, CHEAP)


class Desk:
    """A folder with a root, an empty roster and the passphrase in a file."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder, self._run = folder, run
        now = datetime.now(UTC).replace(microsecond=0)
        empty = Roster(ORGANISATION, 1, now, now + timedelta(days=90), ())
        self.file("pass", PASSPHRASE + "\r\nand more\n")
        self.file("root", root_text())
        self.file("roster", signed_roster(empty, PRIVATE))

    def file(self, name: str, text: str = "") -> str:
        """The path of a file, which is written where a text is given."""
        if text:
            (self.folder / name).write_text(text, encoding="utf-8", newline="")
        return str(self.folder / name)

    def text(self, name: str = "roster") -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def __call__(self, command: str, *words: str) -> Said:
        return self._run("org", command, *words, LANG="en")

    def signing(self, command: str, *words: str) -> Said:
        """A command on root and roster, with the passphrase."""
        files = [self.file("root"), self.file("roster")]
        return self(command, *files, *words, "--passphrase-file", self.file("pass"))

    def enrol(self, request: DeviceRequest, *words: str) -> Said:
        path = self.file("request", requests.encode(request))
        return self.signing("enrol", path, *(words or ("--yes",)))

    @property
    def roster(self) -> Roster:
        return verify(self.text(), PUBLIC, 0, datetime.now(UTC)).roster
