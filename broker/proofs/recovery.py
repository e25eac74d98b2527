"""Recovery codes: what signs in once in place of a TOTP code, when the phone is gone. Pure."""

import hashlib
from collections.abc import Callable
from typing import Final

CODES: Final = 10
"""Codes made at once; new ones replace the old."""
_ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""32 symbols that are not mistaken for one another: 5 bits each."""
_LENGTH: Final = 16
_GROUP: Final = 4


def new_codes(random: Callable[[int], bytes]) -> tuple[str, ...]:
    """Codes of 80 random bits, in groups that can be read out: `k7wd-3mzp-…`."""
    return tuple(_grouped(random(_LENGTH)) for _ in range(CODES))


def normal(typed: str) -> str | None:
    """A typed code without spaces, dashes and capitals; None where it cannot be one."""
    code = "".join(typed.split()).replace("-", "").casefold()
    return code if len(code) == _LENGTH and set(code) <= set(_ALPHABET) else None


def code_hash(code: str) -> str:
    """What is kept of a code in its normal form: 80 random bits need no slow hash."""
    return hashlib.sha256(f"affianco recovery\0{code}".encode()).hexdigest()


def hashes(codes: tuple[str, ...]) -> list[str]:
    """What is kept of new codes."""
    return [code_hash(code.replace("-", "")) for code in codes]


def _grouped(random: bytes) -> str:
    symbols = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in random)
    return "-".join(symbols[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))
