"""The session password and its tries. Pure: random bytes and the time are passed in."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from broker.wire import limits

MISSES_MAX: Final = 50
"""Runs in vain that are remembered: those by quick access are not bound by tries."""

_EVEN: Final = 256 - 256 % len(limits.PASSWORD_ALPHABET)
"""Bytes from here up are thrown away, or the first symbols would come more often."""

_HALF: Final = limits.PASSWORD_LENGTH // 2


class Why(StrEnum):
    """Why a run did not get through; from `QUICK_CUSTOMER` on, one by quick access."""

    WRONG_PASSWORD = "wrong_password"
    UNFINISHED = "unfinished"
    FAILED = "failed"
    QUICK_CUSTOMER = "quick_customer"
    QUICK_HOURS = "quick_hours"
    QUICK_USES = "quick_uses"
    QUICK_LAPSED = "quick_lapsed"
    QUICK_TECHNICIAN = "quick_technician"
    QUICK_ROSTER = "quick_roster"
    QUICK_PASSKEY = "quick_passkey"
    QUICK_REASON = "quick_reason"


@dataclass(frozen=True, slots=True)
class Miss:
    """A run that did not get through: when (monotonic seconds), who the broker says it was, why."""

    at: float
    technician: str
    organisation: str
    why: Why


@dataclass(frozen=True, slots=True)
class Passwords:
    """The current password of an agent process, with what was tried against it and before it."""

    current: str
    made_at: float
    tries: int = 0
    tries_in_all: int = 0
    misses: tuple[Miss, ...] = ()

    def started(self) -> "Passwords":
        """A run has started that may guess: it counts, whatever comes of it."""
        return replace(self, tries=self.tries + 1, tries_in_all=self.tries_in_all + 1)

    def missed(self, miss: Miss) -> "Passwords":
        """The run did not get through; the last of them are kept to be shown to the customer."""
        return replace(self, misses=(*self.misses, miss)[-MISSES_MAX:])

    def renewed(self, random: Callable[[int], bytes], now: float) -> "Passwords":
        """Another password with its own tries; the tries of the process go on."""
        return replace(self, current=make(random), made_at=now, tries=0)

    @property
    def worn(self) -> bool:
        """Whether this password has had all the runs that one may have."""
        return self.tries >= limits.TRIES_EACH_PASSWORD

    @property
    def exhausted(self) -> bool:
        """Whether the process has had all the runs that one may have."""
        return self.tries_in_all >= limits.TRIES_EACH_AGENT

    @property
    def deadline(self) -> float:
        """When the unused password stops being one, in monotonic seconds."""
        return self.made_at + limits.PASSWORD_SECONDS


def first(random: Callable[[int], bytes], now: float) -> Passwords:
    """The first password of a process, made from `random(count)` bytes."""
    return Passwords(current=make(random), made_at=now)


def make(random: Callable[[int], bytes]) -> str:
    """A password of eight symbols, each of the thirty equally likely."""
    symbols: list[str] = []
    while len(symbols) < limits.PASSWORD_LENGTH:
        symbols += [
            limits.PASSWORD_ALPHABET[byte % len(limits.PASSWORD_ALPHABET)]
            for byte in random(limits.PASSWORD_LENGTH - len(symbols))
            if byte < _EVEN
        ]
    return "".join(symbols)


def for_reading(password: str) -> str:
    """In two halves, for reading aloud; the dash is no part of it."""
    return f"{password[:_HALF]}-{password[_HALF:]}"


def id_for_reading(session: str) -> str:
    """A session ID in groups of three, for reading aloud."""
    return " ".join(session[place : place + 3] for place in range(0, len(session), 3))
