"""Session IDs and the tokens with which a cut leg comes back. Pure: random bytes are passed in."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Final

from broker.wire.limits import SESSION_DIGITS
from broker.wire.messages import is_session_id

Random = Callable[[int], bytes]
"""So many random bytes, such as `secrets.token_bytes`."""

_RANGE: Final = 10**SESSION_DIGITS
_BYTES: Final = 4
_FAIR: Final = 256**_BYTES - 256**_BYTES % _RANGE
_TRIES: Final = 1000
_TOKEN_BYTES: Final = 32


class NoFreeId(RuntimeError):
    """No free ID was found in very many draws: the broker is far past its limits."""


def new_id(random: Random, taken: Callable[[str], bool]) -> str:
    """Nine random digits that are not `taken`, each number as likely as any other.

    Draws from the part of the range that would make low numbers likelier are thrown away.
    """
    for _ in range(_TRIES):
        number = int.from_bytes(random(_BYTES), "big")
        drawn = f"{number % _RANGE:0{SESSION_DIGITS}d}"
        if number < _FAIR and not taken(drawn):
            return drawn
    raise NoFreeId(f"after {_TRIES} draws")


def new_token(session: str, random: Random) -> str:
    """A secret of 256 bits that names its session, so that a cut agent can be found again."""
    return f"{session}-{urlsafe_b64encode(random(_TOKEN_BYTES)).decode().rstrip('=')}"


def session_of(token: str) -> str | None:
    """The session ID that a token names, or None where it has not the form of a token."""
    session, dash, secret = token.partition("-")
    return session if dash and secret and is_session_id(session) else None


def same(one: str, other: str) -> bool:
    """Whether two tokens are equal; takes as long wherever they differ."""
    return hmac.compare_digest(one.encode(), other.encode())
