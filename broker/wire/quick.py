"""The messages of quick access. See messages.py."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Present:
    """Agent → broker, while waiting: this PC is here, by the key that quick access knows it by.

    `signature` is over "affianco present\\0" and lv_cat(broker, session, token).
    """

    type: ClassVar[str] = "present"
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Agent → broker: the customer withdrew quick access on this PC.

    `signature` is over "affianco forget\\0" and lv_cat(broker, session, token).
    """

    type: ClassVar[str] = "forget"
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Presence:
    """Broker → agent: whether technicians see this PC; `seconds` its ID still lives."""

    type: ClassVar[str] = "presence"
    shown: bool
    seconds: int


@dataclass(frozen=True, slots=True)
class Enrol:
    """Agent → broker, first on a leg of its own: the customer allows quick access on this PC.

    `ticket` came with `ended`. `signature` is over "affianco enrol\\0" and
    lv_cat(broker, ticket, pc).
    """

    type: ClassVar[str] = "enrol"
    v: int
    ticket: str
    pc: str
    key: str
    signature: str


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Broker → agent: the PC is enrolled; the leg is closed after it."""

    type: ClassVar[str] = "enrolled"


@dataclass(frozen=True, slots=True)
class RosterCame:
    """Broker → agent, right before a `joined` that resumes nothing: who works for the organisation.

    Signed by the organisation's root; the one message that may be as long as `ROSTER_MAX`.
    """

    type: ClassVar[str] = "roster"
    roster: str
