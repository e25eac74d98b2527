"""The computer on which a company keeps its root, and what is signed with it."""

import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from broker.organisation.rootfile import open_root, read_root
from broker.organisation.rosters import signed_roster
from broker.wire.roster import Entry, Handover, Roster, decode
from tests.stack.broker import plain_environment

ORGANISATION = "Studio Bianchi"
PASSPHRASE = "four plain words together"


@dataclass
class Safe:
    """The computer where the root is kept: files, and the commands on them."""

    folder: Path
    root: str = "root.json"
    roster: str = "roster.txt"

    def org(self, command: str, *words: str, fails: bool = False) -> str:
        """What `affianco-broker org` says."""
        secret = self.folder / "passphrase"
        if not secret.exists():
            secret.write_text(PASSPHRASE, encoding="utf-8")
        typed = [] if command == "show" else ["--passphrase-file", str(secret)]
        typed += ["--new-passphrase-file", str(secret)] if command == "rotate" else []
        done = subprocess.run(
            [sys.executable, "-m", "broker", "org", command, *words, *typed],
            cwd=self.folder,
            env={**plain_environment(), "PYTHONPATH": str(Path(__file__).parents[3])},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def init(self) -> None:
        self.org("init", self.root, self.roster, "--organisation", ORGANISATION)

    def code(self) -> str:
        """The root code, as it is given to agents and consoles."""
        found = re.search(r"ar1[a-z2-7]{58}", self.org("show", self.root))
        assert found
        return found[0]

    def words(self, file: str) -> list[str]:
        """The six words of a root or a request."""
        found = re.search(r"[Ww]ords.*: (.*)", self.org("show", file))
        assert found
        return found[1].split("   ")

    def enrol(self, request: str) -> str:
        (self.folder / "request.json").write_text(request, encoding="utf-8")
        return self.org("enrol", self.root, self.roster, "request.json", "--yes")

    @property
    def text(self) -> str:
        """The roster as it is now."""
        return (self.folder / self.roster).read_text(encoding="utf-8")

    def key(self) -> Ed25519PrivateKey:
        text = (self.folder / self.root).read_text(encoding="utf-8")
        return open_root(read_root(text), PASSPHRASE)


def roster_of(
    safe: Safe,
    *,
    version: int,
    days: float = 90,
    entries: tuple[Entry, ...] | None = None,
    root: Ed25519PrivateKey | None = None,
    handovers: tuple[Handover, ...] = (),
) -> str:
    """A roster that is signed all right, and made however the test likes."""
    own = decode(safe.text).roster
    made = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    technicians = own.technicians if entries is None else entries
    roster = Roster(ORGANISATION, version, made, made + timedelta(days=days), technicians)
    return signed_roster(roster, root or safe.key(), handovers)
