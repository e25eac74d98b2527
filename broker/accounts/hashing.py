"""Password hashes beside the event loop, in a bounded number."""

import asyncio
from typing import Final

from broker.proofs import passwords

HASHES_AT_ONCE: Final = 2
"""Argon2 takes 64 MiB and a core each."""
HASHES_WAITING_MOST: Final = 32
"""Sign-ins that wait for their hash; more are turned away, so that a flood cannot pile up."""


class HashesFull(Exception):
    """As many wait as may."""


class Hashing:
    """A queue for hashes. Known devices have one of their own, so that no flood fills theirs."""

    def __init__(self, *, at_once: int, waiting: int) -> None:
        self._turn = asyncio.Semaphore(at_once)
        self._waiting_most = waiting
        self._waiting = 0

    async def matches(self, password_hash: str, password: str) -> bool:
        """Whether the password is the one that was hashed. Raises `HashesFull`."""
        if self._waiting >= self._waiting_most:
            raise HashesFull
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(passwords.matches, password_hash, password)
        finally:
            self._waiting -= 1
