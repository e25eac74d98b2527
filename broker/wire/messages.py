"""Text frames between the broker and its legs: one JSON object each, with exactly these fields.

A frame that is not valid UTF-8 JSON, is longer than `limits.TEXT_MAX`, names an unknown type,
or has a field missing, left over, of another type or out of its bounds, is a `BadMessage`.
Binary frames are not described here: the broker passes them on unread.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import ClassVar, Final

from broker.wire import limits
from broker.wire.bill import Agreed as Agreed
from broker.wire.bill import Cost as Cost
from broker.wire.bill import Countersign as Countersign
from broker.wire.bill import Countersigned as Countersigned
from broker.wire.bill import ReceiptCame as ReceiptCame
from broker.wire.bill import Tally as Tally
from broker.wire.quick import Enrol as Enrol
from broker.wire.quick import Enrolled as Enrolled
from broker.wire.quick import Forget as Forget
from broker.wire.quick import Presence as Presence
from broker.wire.quick import Present as Present
from broker.wire.quick import RosterCame as RosterCame
from broker.wire.reading import FIELDS
from broker.wire.reading import BadMessage as BadMessage
from broker.wire.reading import is_hex as is_hex
from broker.wire.reading import is_name as is_name
from broker.wire.reading import is_reason as is_reason
from broker.wire.reading import is_session_id as is_session_id
from broker.wire.strict import one_object
from broker.wire.words import Outcome, State


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

    `customer` is the number of a customer record, or 0 for unknown. `quick`: by quick access, for
    `reason`, which the customer reads and the ledger keeps.
    """

    type: ClassVar[str] = "join"
    v: int
    ticket: str
    session: str
    customer: int
    resume: str
    quick: bool
    reason: str


@dataclass(frozen=True, slots=True)
class JoinedAgent:
    """Broker → agent: a technician is at the other end; the agent sends its offer.

    The names are the broker's word. The agent compares them with those inside the handshake.
    `resumed` asks for a handshake in mode `resume`, `quick` for one in mode `quick`; `reason` is
    why the technician comes, as the ledger keeps it.
    """

    type: ClassVar[str] = "joined"
    technician: str
    organisation: str
    resumed: bool
    quick: bool
    reason: str


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

    `again` says to the agent that its ID goes on waiting; to a console it is always false. `enrol`:
    the ticket with which the customer may now enrol this PC for quick access, else empty.
    """

    type: ClassVar[str] = "ended"
    outcome: Outcome
    billable_ms: int
    again: bool
    enrol: str


Message = (
    Hello
    | Registered
    | Join
    | Present
    | Forget
    | Presence
    | Enrol
    | Enrolled
    | RosterCame
    | JoinedAgent
    | JoinedConsole
    | AgentState
    | SessionState
    | End
    | Cost
    | Tally
    | Agreed
    | ReceiptCame
    | Countersign
    | Countersigned
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

FROM_AGENT: Final[Mapping[str, type[Message]]] = {
    "hello": Hello,
    "present": Present,
    "forget": Forget,
    "enrol": Enrol,
    "state": AgentState,
    "agreed": Agreed,
    "countersign": Countersign,
    "end": End,
}
FROM_CONSOLE: Final[Mapping[str, type[Message]]] = {"join": Join, "agreed": Agreed, "end": End}
TO_AGENT: Final[Mapping[str, type[Message]]] = {
    "registered": Registered,
    "presence": Presence,
    "enrolled": Enrolled,
    "countersigned": Countersigned,
    "roster": RosterCame,
    "cost": Cost,
    "joined": JoinedAgent,
    "state": SessionState,
    "tally": Tally,
    "receipt": ReceiptCame,
    "ended": Ended,
}
TO_CONSOLE: Final[Mapping[str, type[Message]]] = {
    "cost": Cost,
    "joined": JoinedConsole,
    "state": SessionState,
    "tally": Tally,
    "receipt": ReceiptCame,
    "ended": Ended,
}


_RECEIPT_FRAME: Final = 2 * limits.RECEIPT_MAX + 1024
LONGER: Final[Mapping[str, int]] = {
    "roster": 60 * 1024,
    "tally": _RECEIPT_FRAME,
    "receipt": _RECEIPT_FRAME,
}
"""The messages that may be longer than `TEXT_MAX`, and how long: a document is in them, its
quotation marks escaped."""


def encode(message: Message) -> str:
    """The text frame of a message."""
    return json.dumps(
        {"type": message.type, **asdict(message)}, ensure_ascii=False, separators=(",", ":")
    )


def decode(text: str, allowed: Mapping[str, type[Message]]) -> Message:
    """The message in a text frame, one of the `allowed` types; else `BadMessage`."""
    size = len(text.encode("utf-8", "replace"))
    longest = max((LONGER[kind] for kind in LONGER if kind in allowed), default=limits.TEXT_MAX)
    if size > longest:
        raise BadMessage("longer than a text frame may be")
    try:
        values = one_object(text)
    except ValueError as error:
        raise BadMessage(str(error)) from error
    kind = values.pop("type", None)
    if not isinstance(kind, str) or kind not in allowed:
        raise BadMessage("type: not expected here")
    if size > LONGER.get(kind, limits.TEXT_MAX):
        raise BadMessage("longer than a text frame may be")
    wanted = allowed[kind]
    names = [field.name for field in fields(wanted)]
    if set(values) != set(names):
        raise BadMessage(f"{kind}: needs exactly {', '.join(names)}")
    return wanted(**{name: FIELDS[name](name, values[name]) for name in names})
