"""Text frames between the broker and its legs: one JSON object each, with exactly these fields.

A frame that is not valid UTF-8 JSON, is longer than `limits.TEXT_MAX`, names an unknown type,
or has a field missing, left over, of another type or out of its bounds, is a `BadMessage`.
Binary frames are not described here: the broker passes them on unread.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Final

from broker.wire import limits
from broker.wire.strict import one_object
from broker.wire.words import Outcome, State


class BadMessage(ValueError):
    """A text frame that the wire does not allow; the argument says which field and why."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Agent → broker, first: asks for an ID, or, with `resume`, for the one it had."""

    type: ClassVar[str] = "hello"
    v: int
    pc: str
    resume: str


@dataclass(frozen=True, slots=True)
class Registered:
    """Broker → agent: the ID to show; `token` resumes it after a cut; `seconds` it still lives."""

    type: ClassVar[str] = "registered"
    session: str
    broker: str
    token: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Join:
    """Console → broker, first: join the agent with this ID, or with `resume` a cut session.

    `customer` is the number of a customer record, or 0 for unknown.
    """

    type: ClassVar[str] = "join"
    v: int
    ticket: str
    session: str
    customer: int
    resume: str


@dataclass(frozen=True, slots=True)
class JoinedAgent:
    """Broker → agent: a technician is at the other end; the agent sends its offer.

    The names are the broker's word. The agent compares them with those inside the handshake.
    `resumed` asks for a handshake in mode `resume`.
    """

    type: ClassVar[str] = "joined"
    technician: str
    organisation: str
    resumed: bool


@dataclass(frozen=True, slots=True)
class JoinedConsole:
    """Broker → console: the agent is at the other end; `entry` is the ledger's number."""

    type: ClassVar[str] = "joined"
    entry: int
    broker: str
    pc: str
    technician: str
    organisation: str
    token: str
    resumed: bool


@dataclass(frozen=True, slots=True)
class AgentState:
    """Agent → broker: the customer's side moved to `asking`, `active` or `paused`."""

    type: ClassVar[str] = "state"
    state: State


@dataclass(frozen=True, slots=True)
class SessionState:
    """Broker → both: where the session stands, and the milliseconds billed so far."""

    type: ClassVar[str] = "state"
    state: State
    billable_ms: int


@dataclass(frozen=True, slots=True)
class End:
    """Agent or console → broker: this end is done, with the outcome it saw."""

    type: ClassVar[str] = "end"
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Ended:
    """Broker → both: the session is over and in the ledger.

    `again` says to the agent that its ID goes on waiting; to a console it is always false.
    """

    type: ClassVar[str] = "ended"
    outcome: Outcome
    billable_ms: int
    again: bool


Message = (
    Hello
    | Registered
    | Join
    | JoinedAgent
    | JoinedConsole
    | AgentState
    | SessionState
    | End
    | Ended
)

AGENT_STATES: Final = frozenset({State.ASKING, State.ACTIVE, State.PAUSED})
AGENT_OUTCOMES: Final = frozenset(
    {
        Outcome.STOPPED_BY_CUSTOMER,
        Outcome.DECLINED,
        Outcome.EXPIRED,
        Outcome.WRONG_PASSWORD,
        Outcome.FAILED,
    }
)
CONSOLE_OUTCOMES: Final = frozenset(
    {Outcome.COMPLETED, Outcome.LEFT_BY_TECHNICIAN, Outcome.WRONG_PASSWORD, Outcome.FAILED}
)

FROM_AGENT: Final[Mapping[str, type[Message]]] = {"hello": Hello, "state": AgentState, "end": End}
FROM_CONSOLE: Final[Mapping[str, type[Message]]] = {"join": Join, "end": End}
TO_AGENT: Final[Mapping[str, type[Message]]] = {
    "registered": Registered,
    "joined": JoinedAgent,
    "state": SessionState,
    "ended": Ended,
}
TO_CONSOLE: Final[Mapping[str, type[Message]]] = {
    "joined": JoinedConsole,
    "state": SessionState,
    "ended": Ended,
}


def encode(message: Message) -> str:
    """The text frame of a message."""
    return json.dumps(
        {"type": message.type, **asdict(message)}, ensure_ascii=False, separators=(",", ":")
    )


def decode(text: str, allowed: Mapping[str, type[Message]]) -> Message:
    """The message in a text frame, one of the `allowed` types; else `BadMessage`."""
    if len(text.encode("utf-8", "replace")) > limits.TEXT_MAX:
        raise BadMessage("longer than a text frame may be")
    try:
        values = one_object(text)
    except ValueError as error:
        raise BadMessage(str(error)) from error
    kind = values.pop("type", None)
    if not isinstance(kind, str) or kind not in allowed:
        raise BadMessage("type: not expected here")
    wanted = allowed[kind]
    names = [field.name for field in fields(wanted)]
    if set(values) != set(names):
        raise BadMessage(f"{kind}: needs exactly {', '.join(names)}")
    return wanted(**{name: _FIELDS[name](name, values[name]) for name in names})


def _number(most: int) -> Callable[[str, object], int]:
    def check(name: str, value: object) -> int:
        if type(value) is not int or not 0 <= value <= most:
            raise BadMessage(f"{name}: not a whole number from 0 to {most}")
        return value

    return check


def _flag(name: str, value: object) -> bool:
    if type(value) is not bool:
        raise BadMessage(f"{name}: not true or false")
    return value


def _token(name: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > 64 or not value.isascii():
        raise BadMessage(f"{name}: not a token")
    return value


def _name(name: str, value: object) -> str:
    if not isinstance(value, str) or not is_name(value):
        raise BadMessage(f"{name}: not 1 to {limits.NAME_MAX} printable characters")
    return value


def _session(name: str, value: object) -> str:
    if not isinstance(value, str) or not is_session_id(value):
        raise BadMessage(f"{name}: not {limits.SESSION_DIGITS} digits")
    return value


def _word(words: type[State] | type[Outcome]) -> Callable[[str, object], State | Outcome]:
    def check(name: str, value: object) -> State | Outcome:
        if not isinstance(value, str) or value not in set(words):
            raise BadMessage(f"{name}: no such {name}")
        return words(value)

    return check


def is_name(text: str) -> bool:
    """Whether a text may be shown as somebody's name: printable, not blank, not too long."""
    return bool(text.strip()) and len(text) <= limits.NAME_MAX and text.isprintable()


def is_session_id(text: str) -> bool:
    """Whether a text has the form of a session ID: nine ASCII digits, no spaces."""
    return len(text) == limits.SESSION_DIGITS and text.isascii() and text.isdigit()


_FIELDS: Final[Mapping[str, Callable[[str, Any], Any]]] = {
    "v": _number(2**16),
    "pc": _name,
    "resume": _token,
    "session": _session,
    "broker": _name,
    "token": _token,
    "seconds": _number(2**31),
    "ticket": _token,
    "customer": _number(2**31),
    "technician": _name,
    "organisation": _name,
    "resumed": _flag,
    "entry": _number(2**53),
    "state": _word(State),
    "billable_ms": _number(2**53),
    "outcome": _word(Outcome),
    "again": _flag,
}
