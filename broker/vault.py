"""Secrets that the broker has to read back, sealed under a key that is not in the database.

The key file holds Fernet keys (AES-128-CBC and HMAC-SHA256, by cryptography), one a line, the
newest first: the first seals, every one opens. A sealed text says inside what it is for and whose
it is, so that one moved to another place in the database opens nothing there.
"""

import hashlib
from enum import StrEnum
from pathlib import Path
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from broker.keyfile import write_key_file

_MARK: Final = "sealed1:"
_LABEL_BYTES: Final = 16


class VaultTrouble(StrEnum):
    """Why sealed secrets cannot be used."""

    MISSING = "missing"
    WRONG = "wrong"
    MALFORMED = "malformed"
    UNUSABLE = "unusable"


class VaultFault(Exception):
    """The key file `path` is not the one that is needed; `trouble` says in what way."""

    def __init__(self, trouble: VaultTrouble, path: Path) -> None:
        super().__init__(f"{trouble.value}: {path}")
        self.trouble = trouble
        self.path = path


def is_sealed(text: str) -> bool:
    """Whether a text of the database is a sealed one, and not from before there was a vault."""
    return text.startswith(_MARK)


class Vault:
    """Seals and opens short texts. Every method raises `VaultFault` where the file will not do.

    The file is read anew for each sealing, and for an opening that fails: a rotation by another
    process is noticed, and nothing is sealed under a key that was dropped.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keys: MultiFernet | None = None

    def make(self) -> None:
        """Make the key file, for its owner only, where there is none."""
        if not self.path.exists():
            self._write([Fernet.generate_key()], new=True)

    def seal(self, purpose: str, owner: str, text: str) -> str:
        """`text` for the database, to be opened for the same purpose and owner only."""
        content = _label(purpose, owner) + text.encode()
        return _MARK + self._load().encrypt(content).decode("ascii")

    def open(self, purpose: str, owner: str, sealed: str) -> str:
        """What was sealed."""
        token = sealed.removeprefix(_MARK).encode("ascii", "replace")
        content = self._opened(self._keys or self._load(), token)
        if content is None:
            content = self._opened(self._load(), token)
        label = _label(purpose, owner)
        if content is None or not is_sealed(sealed) or not content.startswith(label):
            raise VaultFault(VaultTrouble.WRONG, self.path)
        return content[_LABEL_BYTES:].decode()

    def add_key(self) -> None:
        """Put a new key first; the present ones still open. The first half of a rotation."""
        self._write([Fernet.generate_key(), *self._read()])

    def drop_old_keys(self) -> None:
        """Keep the first key only: what is not sealed under it is lost."""
        self._write(self._read()[:1])

    @staticmethod
    def _opened(keys: MultiFernet, token: bytes) -> bytes | None:
        try:
            return keys.decrypt(token)
        except InvalidToken:
            return None

    def _load(self) -> MultiFernet:
        try:
            self._keys = MultiFernet([Fernet(key) for key in self._read()])
        except ValueError as error:
            raise VaultFault(VaultTrouble.MALFORMED, self.path) from error
        return self._keys

    def _read(self) -> list[bytes]:
        try:
            lines = self.path.read_bytes().split()
        except FileNotFoundError as error:
            raise VaultFault(VaultTrouble.MISSING, self.path) from error
        except OSError as error:
            raise VaultFault(VaultTrouble.UNUSABLE, self.path) from error
        if not lines:
            raise VaultFault(VaultTrouble.MALFORMED, self.path)
        return lines

    def _write(self, keys: list[bytes], *, new: bool = False) -> None:
        try:
            write_key_file(self.path, b"\n".join(keys) + b"\n", new=new)
        except OSError as error:
            raise VaultFault(VaultTrouble.UNUSABLE, self.path) from error


def _label(purpose: str, owner: str) -> bytes:
    return hashlib.sha256(f"affianco vault\0{purpose}\0{owner}".encode()).digest()[:_LABEL_BYTES]
