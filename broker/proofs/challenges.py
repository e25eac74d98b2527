"""Challenges for passkeys, each good once and for two minutes. Pure: key and bytes are passed in.

A challenge proves itself by a MAC under a key of this process, so that none has to be remembered
until it was answered rightly: whoever asks for millions fills nothing and pushes nobody's out.
"""

import hashlib
import hmac
from typing import Final

SECONDS: Final = 120
"""How long a challenge may be answered."""
USED_MOST: Final = 10_000
"""Answered challenges that are remembered, each until it would be too old anyway."""
RANDOM_BYTES: Final = 16
_TIME_BYTES: Final = 8
_MAC_BYTES: Final = 32


class Challenges:
    """Makes and checks challenges; one is for one purpose."""

    def __init__(self, key: bytes) -> None:
        """`key`: 32 secret random bytes."""
        self._key = key
        self._used: dict[bytes, int] = {}

    def new(self, purpose: str, random: bytes, now: float) -> bytes:
        """A challenge. `now`: monotonic seconds; `random`: `RANDOM_BYTES` of them."""
        head = random + (int(now) + SECONDS).to_bytes(_TIME_BYTES, "big")
        return head + self._mac(purpose, head)

    def stands(self, challenge: bytes, purpose: str, now: float) -> bool:
        """Whether it is ours, for this purpose, in time and not used."""
        head, mac = challenge[:-_MAC_BYTES], challenge[-_MAC_BYTES:]
        ours = hmac.compare_digest(mac, self._mac(purpose, head))
        return ours and now < _until(head) and challenge not in self._used

    def use(self, challenge: bytes, now: float) -> bool:
        """Use up one that stands and was answered rightly; False where no more can be noted."""
        for old in [old for old, until in self._used.items() if until <= now]:
            del self._used[old]
        if challenge in self._used or len(self._used) >= USED_MOST:
            return False
        self._used[challenge] = _until(challenge[:-_MAC_BYTES])
        return True

    def _mac(self, purpose: str, head: bytes) -> bytes:
        return hmac.digest(self._key, purpose.encode() + b"\0" + head, hashlib.sha256)


def _until(head: bytes) -> int:
    return int.from_bytes(head[RANDOM_BYTES:], "big")
