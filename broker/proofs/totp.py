"""Time-based one-time codes (RFC 6238: SHA-1, 30 s steps, 6 digits) over pyotp. Pure."""

import base64
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pyotp

STEP_SECONDS: Final = 30
WINDOW: Final = 1
"""Steps before and after the present one that are accepted: clocks differ (RFC 6238, 5.2)."""


def new_secret(random: Callable[[int], bytes]) -> str:
    """A new secret of 160 bits (RFC 4226, section 4), in base 32."""
    return base64.b32encode(random(20)).decode("ascii")


def accepted_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code `code` is, near `now`; None where it is none of them.

    Whether that step was used before is for the store to say.
    """
    typed = "".join(code.split())
    present = step_at(now)
    found = None
    for step in range(present - WINDOW, present + WINDOW + 1):
        if hmac.compare_digest(code_of(secret, step).encode(), typed.encode("utf-8", "replace")):
            found = step
    return found


def step_at(now: datetime) -> int:
    """The number of the time step that `now` lies in."""
    return int(now.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """The code of a time step."""
    return pyotp.TOTP(secret).at(datetime.fromtimestamp(step * STEP_SECONDS, UTC))


def uri(secret: str, name: str, issuer: str) -> str:
    """The `otpauth:` address that authenticator apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)
