"""The broker's own key (Ed25519, RFC 8032), which signs the log's checkpoints and receipts.

The file holds the private key as PEM (PKCS #8), which openssl reads too. Who is to check
signatures needs the public key only, and keeps it where the broker cannot reach.
"""

from enum import StrEnum
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from broker.keyfile import write_key_file
from broker.wire.limits import KEY_SIZE
from broker.wire.reading import is_hex


class LedgerKeyTrouble(StrEnum):
    """Why the ledger's key cannot be used."""

    MISSING = "missing"
    WRONG = "wrong"
    MALFORMED = "malformed"
    UNUSABLE = "unusable"


class LedgerKeyFault(Exception):
    """The key file `path` is not the one that is needed; `trouble` says in what way."""

    def __init__(self, trouble: LedgerKeyTrouble, path: Path) -> None:
        super().__init__(f"{trouble.value}: {path}")
        self.trouble = trouble
        self.path = path


class LedgerKey:
    """Signs. Every method raises `LedgerKeyFault` where the file will not do.

    The file is read once, when it is needed first.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._private: Ed25519PrivateKey | None = None

    def make(self) -> None:
        """Make the key file, for its owner only, where there is none. Never replaces one: of two
        that make it at once, the first counts."""
        if self.path.exists():
            return
        private = Ed25519PrivateKey.generate()
        content = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            write_key_file(self.path, content, new=True)
        except OSError as error:
            raise LedgerKeyFault(LedgerKeyTrouble.UNUSABLE, self.path) from error

    def public(self) -> bytes:
        """The public key, 32 bytes (RFC 8032, 5.1.5)."""
        return self._key().public_key().public_bytes_raw()

    def sign(self, content: bytes) -> bytes:
        """The signature of these bytes, 64 bytes (RFC 8032, 5.1.6)."""
        return self._key().sign(content)

    def _key(self) -> Ed25519PrivateKey:
        if self._private is None:
            self._private = self._read()
        return self._private

    def _read(self) -> Ed25519PrivateKey:
        try:
            private = load_pem_private_key(self.path.read_bytes(), None)
        except FileNotFoundError as error:
            raise LedgerKeyFault(LedgerKeyTrouble.MISSING, self.path) from error
        except OSError as error:
            raise LedgerKeyFault(LedgerKeyTrouble.UNUSABLE, self.path) from error
        except (ValueError, TypeError, UnsupportedAlgorithm) as error:
            raise LedgerKeyFault(LedgerKeyTrouble.MALFORMED, self.path) from error
        if not isinstance(private, Ed25519PrivateKey):
            raise LedgerKeyFault(LedgerKeyTrouble.MALFORMED, self.path)
        return private


def is_signed(public: bytes, content: bytes, signature: bytes) -> bool:
    """Whether the owner of this public key signed these bytes; False for a key that is none."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, content)
    except (InvalidSignature, ValueError):
        return False
    return True


def pem_of(public: bytes) -> str:
    """A public key as PEM (RFC 8410), as openssl reads it; ends with an end of line."""
    key = Ed25519PublicKey.from_public_bytes(public)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


def public_of(text: str) -> bytes:
    """The public key in a text: PEM, or hexadecimal digits. ValueError for another text."""
    text = text.strip()
    if is_hex(text.lower(), KEY_SIZE):
        return bytes.fromhex(text)
    try:
        key = load_pem_public_key(text.encode())
    except UnsupportedAlgorithm as error:
        raise ValueError("a key of another kind") from error
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("a key of another kind")
    return key.public_bytes_raw()
