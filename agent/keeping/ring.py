"""The keyring of the operating system, where there is one."""

import logging
from collections.abc import Callable
from queue import Empty, Queue
from threading import Thread
from typing import Final, Protocol, TypeVar

import keyring
from keyring.backend import KeyringBackend

LOG: Final = logging.getLogger("affianco.agent")

SERVICE: Final = "affianco-agent"
"""Under this name people find the entry in their keyring's own program."""

ENTRY: Final = "quick access"

UNLOCK_SECONDS: Final = 60.0
"""How long a person may take to unlock the keyring."""

REMOVE_SECONDS: Final = 2.0
"""How long forgetting waits for the keyring."""

_REAL: Final = 1
"""Priority from which on a back end is one that `keyring` itself recommends: no plain files."""

T = TypeVar("T")


class NoRing(Exception):
    """The keyring did not do what it was asked for, or there is none."""


class Ring(Protocol):
    """One secret in a keyring."""

    def get(self) -> str | None:
        """The secret, None where it is not there; NoRing. Takes as long as unlocking does."""

    def put(self, secret: str) -> None:
        """Keep it; NoRing. Takes as long as unlocking does."""

    def remove(self) -> None:
        """Keep it no more; NoRing."""


class SystemRing:
    """The keyring of the person who is logged in: see `Ring`."""

    def get(self) -> str | None:
        """See `Ring`, as for all that follow."""
        return _asked(lambda back_end: back_end.get_password(SERVICE, ENTRY), UNLOCK_SECONDS)

    def put(self, secret: str) -> None:
        _asked(lambda back_end: back_end.set_password(SERVICE, ENTRY, secret), UNLOCK_SECONDS)

    def remove(self) -> None:
        _asked(lambda back_end: back_end.delete_password(SERVICE, ENTRY), REMOVE_SECONDS)


def _asked(ask: Callable[[KeyringBackend], T], seconds: float) -> T:
    """The back end's answer; NoRing. In a thread of its own: it may never answer."""
    answers: Queue[T | NoRing] = Queue()
    Thread(target=_ask, args=(ask, answers), name="affianco-keyring", daemon=True).start()
    try:
        answer = answers.get(timeout=seconds)
    except Empty as error:
        raise NoRing("no answer") from error
    if isinstance(answer, NoRing):
        raise answer
    return answer


def _ask(ask: Callable[[KeyringBackend], T], answers: "Queue[T | NoRing]") -> None:
    try:
        back_end = keyring.get_keyring()
        answers.put(ask(back_end) if back_end.priority >= _REAL else NoRing("no real keyring"))
    except Exception as error:  # noqa: BLE001
        # The outermost edge of this thread: back ends raise whatever D-Bus and systems give them.
        LOG.debug("keyring: %s", error)
        answers.put(NoRing(str(error)))
