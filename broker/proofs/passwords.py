"""Technicians' passwords: Argon2id (RFC 9106, by argon2-cffi), the policy, generated ones. Pure.

Hashing takes some 50 ms and 64 MiB on purpose; the caller runs it beside the event loop.
"""

from collections.abc import Callable
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SALT_BYTES: Final = 16
LENGTH_LEAST: Final = 10
LENGTH_MOST: Final = 256
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_GROUPS: Final = 5
_GROUP_LENGTH: Final = 4


def hashed(password: str, salt: bytes) -> str:
    """The Argon2id hash to keep, with argon2-cffi's parameters (RFC 9106, low memory)."""
    return PasswordHasher().hash(password, salt=salt)


def matches(password_hash: str, password: str) -> bool:
    """Whether `password` is the one that was hashed."""
    try:
        return PasswordHasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def generated(random: Callable[[int], bytes]) -> str:
    """A password of 100 random bits, in groups that can be read out: `k7wd-3mzp-…`."""
    symbols = [_ALPHABET[byte % len(_ALPHABET)] for byte in random(_GROUPS * _GROUP_LENGTH)]
    groups = ["".join(symbols[at : at + _GROUP_LENGTH]) for at in range(0, len(symbols), 4)]
    return "-".join(groups)


def fault(password: str, name: str) -> str | None:
    """The key of the sentence saying why a chosen password will not do; None where it will.

    Length, and not the account's name, is all that is asked for (NIST SP 800-63B, 5.1.1).
    """
    if len(password) < LENGTH_LEAST:
        return "password_short"
    if len(password) > LENGTH_MOST:
        return "password_long"
    if not password.isprintable():
        return "password_unprintable"
    if password.casefold() == name.casefold():
        return "password_is_name"
    return None
