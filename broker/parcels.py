"""What travels over the bus. Plain values only, so that it may pass between processes. Pure.

A leg answers to a subject of its own (`leg_subject`); it takes records (bytes), `Tell` and `Shut`.
A session answers to the subject of its ID (`session_subject`); it takes `ToSession`. One whose
agent is present by quick access answers to the subject of its PC too (`pc_subject`); it takes
`ToPc`.
"""

from dataclasses import dataclass

from broker.wire.messages import Message
from broker.wire.words import Close


class Refused(Exception):
    """This leg is to be closed, for this reason."""

    def __init__(self, close: Close) -> None:
        super().__init__(close.reason)
        self.close = close


@dataclass(frozen=True, slots=True)
class Tell:
    """To a leg: send this message.

    `peer` is the subject that takes this leg's records from now on; empty for none, None to leave
    it as it is.
    """

    message: Message
    peer: str | None = None


@dataclass(frozen=True, slots=True)
class Shut:
    """To a leg: close it."""

    close: Close


@dataclass(frozen=True, slots=True)
class Enter:
    """To a session: a technician wants in. Answered with None, or why not."""

    leg: str
    technician_id: int
    technician: str
    organisation: str
    customer: int
    resume: str
    quick: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Back:
    """To a session: its agent came back on another leg. Answered with None, or why not."""

    leg: str
    resume: str


@dataclass(frozen=True, slots=True)
class Said:
    """To a session: a leg said this. Answered with None, or why that leg is to be closed."""

    leg: str
    message: Message


@dataclass(frozen=True, slots=True)
class Gone:
    """To a session: a leg is no more. `clean` where its end closed it in due form."""

    leg: str
    clean: bool


@dataclass(frozen=True, slots=True)
class Broke:
    """To a session: a leg broke the rules of the wire and is being closed for it."""

    leg: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """To a session: whoever works in the run of this ledger entry has vouched for the PC.

    `ticket` lets its customer enrol it. Answered with None, or with a reason where it is over.
    """

    entry: int
    ticket: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """To a PC: quick access to it has ended, by the office."""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """To a PC: it is present under another session from now on."""


ToLeg = bytes | Tell | Shut
ToSession = Enter | Back | Said | Gone | Broke | Vouched
ToPc = Withdrawn | Elsewhere


def leg_subject(token: str) -> str:
    """The subject of one leg; `token` is random, so that nobody else can be meant."""
    return f"leg.{token}"


def session_subject(session: str) -> str:
    """The subject of a session ID."""
    return f"session.{session}"


def pc_subject(key: str) -> str:
    """The subject of a PC that is present, by its public key in hexadecimal digits."""
    return f"pc.{key}"
