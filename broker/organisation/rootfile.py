"""The file of an organisation's root: its private key, sealed under a passphrase. Pure.

Argon2id (RFC 9106) and AES-256-GCM, which covers everything else in the file too. It is made and
opened offline, and never by a broker that runs.
"""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from broker.wire.documents import BadRoster, bytes_of, canonical, fields_of, name_of, object_of
from broker.wire.limits import KEY_SIZE

PASSPHRASE_LEAST: Final = 12
"""Fewest characters of a passphrase."""

SIZE_MOST: Final = 4096
"""Longest root file, bytes."""

KIND: Final = "affianco root"
_FORMAT: Final = 1
_SALT, _NONCE, _SEALED, _AES = 16, 12, KEY_SIZE + 16, 32
_COST_MOST: Final = {"time": 64, "memory": 4 * 1024 * 1024, "lanes": 64}


class WrongPassphrase(Exception):
    """The passphrase does not open the file, or the file was changed."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess costs (RFC 9106, 3.1): passes, KiB of memory, lanes."""

    time: int = 3
    memory: int = 256 * 1024
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class RootFile:
    """A root file whose form is right. What it says counts once it was opened."""

    organisation: str
    public: bytes
    cost: Cost
    salt: bytes
    nonce: bytes
    sealed: bytes


def sealed_root(
    private: Ed25519PrivateKey,
    organisation: str,
    passphrase: str,
    random: Callable[[int], bytes],
    cost: Cost | None = None,
) -> str:
    """The text of a new root file. `random` gives so many secret bytes."""
    public = private.public_key().public_bytes_raw()
    salt, nonce = random(_SALT), random(_NONCE)
    file = RootFile(organisation, public, cost or Cost(), salt, nonce, b"")
    plain = private.private_bytes_raw()
    sealed = AESGCM(_key(file, passphrase)).encrypt(nonce, plain, _head(file))
    values = {**_values(file), "nonce": nonce.hex(), "sealed": sealed.hex()}
    return json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def read_root(text: str) -> RootFile:
    """The root file that a text is, still sealed. Raises `BadRoster`."""
    names = ("kdf", "kind", "nonce", "organisation", "public", "sealed", "v")
    fields = fields_of("root", object_of(text), names)
    if fields["kind"] != KIND or type(fields["v"]) is not int or fields["v"] != _FORMAT:
        raise BadRoster(f"kind: not {KIND}, version {_FORMAT}")
    kdf = fields_of("kdf", fields["kdf"], ("lanes", "memory", "name", "salt", "time"))
    if kdf["name"] != "argon2id":
        raise BadRoster("kdf: not argon2id")
    return RootFile(
        organisation=name_of("organisation", fields["organisation"]),
        public=bytes_of("public", fields["public"], KEY_SIZE, KEY_SIZE),
        cost=Cost(**{name: _cost(name, kdf[name]) for name in _COST_MOST}),
        salt=bytes_of("salt", kdf["salt"], _SALT, _SALT),
        nonce=bytes_of("nonce", fields["nonce"], _NONCE, _NONCE),
        sealed=bytes_of("sealed", fields["sealed"], _SEALED, _SEALED),
    )


def open_root(file: RootFile, passphrase: str) -> Ed25519PrivateKey:
    """The private key of a root file. Raises `WrongPassphrase`."""
    try:
        plain = AESGCM(_key(file, passphrase)).decrypt(file.nonce, file.sealed, _head(file))
    except (InvalidTag, HashingError) as error:
        raise WrongPassphrase from error
    private = Ed25519PrivateKey.from_private_bytes(plain)
    if private.public_key().public_bytes_raw() != file.public:
        raise WrongPassphrase
    return private


def _key(file: RootFile, passphrase: str) -> bytes:
    """From the passphrase in the one form of Unicode that every keyboard's spelling leads to."""
    typed = unicodedata.normalize("NFKC", passphrase).encode()
    cost = file.cost
    return hash_secret_raw(typed, file.salt, cost.time, cost.memory, cost.lanes, _AES, Type.ID)


def _values(file: RootFile) -> dict[str, Any]:
    cost = file.cost
    return {
        "v": _FORMAT,
        "kind": KIND,
        "organisation": file.organisation,
        "public": file.public.hex(),
        "kdf": {
            "name": "argon2id",
            "time": cost.time,
            "memory": cost.memory,
            "lanes": cost.lanes,
            "salt": file.salt.hex(),
        },
    }


def _head(file: RootFile) -> bytes:
    """What is not sealed but must be as it was."""
    return canonical(_values(file)).encode()


def _cost(name: str, value: object) -> int:
    if type(value) is not int or not 1 <= value <= _COST_MOST[name]:
        raise BadRoster(f"{name}: not a whole number from 1 to {_COST_MOST[name]}")
    return value
