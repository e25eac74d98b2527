"""The root code: an organisation's public key as people paste it. `ar1` and base32 with a check."""

import base64
import binascii
import hashlib
from typing import Final

from broker.wire.limits import KEY_SIZE

_START: Final = "ar1"
_CHECK_SIZE: Final = 4


class BadRoot(ValueError):
    """A text that is no root code."""


def code_of(key: bytes) -> str:
    """The root code of a public key of 32 bytes."""
    return _START + base64.b32encode(key + _check(key)).decode().rstrip("=").lower()


def key_of(code: str) -> bytes:
    """The public key that a root code names. Raises `BadRoot`, for a mistyped one too."""
    digits = code.removeprefix(_START).upper()
    try:
        data = base64.b32decode(digits + "=" * (-len(digits) % 8))
    except (ValueError, binascii.Error) as error:
        raise BadRoot("not a root code") from error
    key = data[:KEY_SIZE]
    if len(key) != KEY_SIZE or code_of(key) != code:
        raise BadRoot("not a root code")
    return key


def _check(key: bytes) -> bytes:
    return hashlib.sha256(b"affianco root\0" + key).digest()[:_CHECK_SIZE]
