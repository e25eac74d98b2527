"""Where time and randomness come from: the real ones, unless a test says otherwise."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def _utcnow() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Sources:
    """Where time and randomness come from."""

    now: Callable[[], float] = time.monotonic
    utcnow: Callable[[], datetime] = _utcnow
    random: Callable[[int], bytes] = secrets.token_bytes
