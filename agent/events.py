"""What can happen to a session. Plain values, no behaviour. What it then wants: agent/actions.py.

Messages of the broker (`broker.wire.messages`) and of the console (`agent.frames.control`)
are events as they are; the rest is here.
"""

from dataclasses import dataclass

from agent.consent import Answer
from agent.frames import control
from agent.handshake import Words
from agent.identity import Identity, Signer
from agent.quick.pin import Pin
from broker.wire import messages
from broker.wire.words import Asks, Close


@dataclass(frozen=True, slots=True)
class LineUp:
    """The WebSocket is open; nothing was said yet."""


@dataclass(frozen=True, slots=True)
class LineLost:
    """The WebSocket was cut, or the broker closed it in a way that allows coming back."""


@dataclass(frozen=True, slots=True)
class LineClosed:
    """The broker closed the leg for good and said why."""

    why: Close


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No WebSocket came about; the key of the sentence that says why."""

    key: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """A handshake message was right. `guessed`: this run counts as a try from now on."""

    guessed: bool


@dataclass(frozen=True, slots=True)
class Missed:
    """The technician's password was not the customer's."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The handshake is done: whoever is there knows the password, or has this device key.

    `words` are for comparing; `challenge` is what a passkey has to sign.
    """

    identity: Identity
    words: Words
    challenge: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """Something came that the protocol does not allow."""


@dataclass(frozen=True, slots=True)
class InputCame:
    """A well-formed record of mouse and keyboard events, as bytes."""

    record: bytes


@dataclass(frozen=True, slots=True)
class ShownCame:
    """The console has drawn up to this frame."""

    frame: int


@dataclass(frozen=True, slots=True)
class Equipped:
    """Screen and input are at hand, for this much; `note` says what could not be had."""

    allowed: Asks
    note: str = ""
    hotkey: bool = False


@dataclass(frozen=True, slots=True)
class NotEquipped:
    """The screen could not be had, or broke; the key of the sentence that says why."""

    key: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The customer answered the question."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Seen:
    """Who is about to come in by quick access is drawn where the customer can see it."""


@dataclass(frozen=True, slots=True)
class Stop:
    """The customer stopped; the local cut is already done."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The customer paused; the gate is already held."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The customer goes on after a pause; `pause` is its number (see `Reins.pause`)."""

    pause: int


@dataclass(frozen=True, slots=True)
class Forgot:
    """The customer withdrew quick access; what was kept is already gone.

    `key`: the next one. `note`: key of the sentence on what came of it.
    """

    key: Signer
    note: str


@dataclass(frozen=True, slots=True)
class Changed:
    """The customer set other limits, and they are kept."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class NotChanged:
    """The customer's other limits could not be kept."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One more use is counted, and kept."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class NotCounted:
    """The use could not be kept, or there is none left."""


@dataclass(frozen=True, slots=True)
class Done:
    """The customer has seen the end and goes on: nobody waits for the broker any more."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


FromBroker = (
    messages.Registered
    | messages.Presence
    | messages.RosterCame
    | messages.Cost
    | messages.JoinedAgent
    | messages.SessionState
    | messages.Tally
    | messages.ReceiptCame
    | messages.Ended
)
FromConsole = control.Ask | control.Passkey | control.View | control.Refresh | InputCame | ShownCame
FromPerson = Answered | Seen | Stop | Pause | GoOn | Forgot | Changed | NotChanged | Done
FromHere = (
    LineUp
    | LineLost
    | LineClosed
    | Unreachable
    | Progress
    | Missed
    | Opened
    | Broken
    | Equipped
    | NotEquipped
    | Counted
    | NotCounted
    | Tick
)
Event = FromBroker | FromConsole | FromPerson | FromHere
