"""What can happen to a session, and what it then wants done. Plain values, no behaviour.

Messages of the broker (`broker.wire.messages`) and of the console (`agent.frames.control`)
are events as they are; the rest is here.
"""

from dataclasses import dataclass

from agent.consent import Answer
from agent.frames import control
from agent.handshake import Identity, Mode
from agent.views import View
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
    """The handshake is done: whoever is there knows the password and has these names."""

    identity: Identity


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
class Stop:
    """The customer stopped; the local cut is already done."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The customer paused; the gate is already held."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """The customer goes on after a pause."""


@dataclass(frozen=True, slots=True)
class Done:
    """The customer has seen the end and goes on: nobody waits for the broker any more."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""


FromBroker = messages.Registered | messages.JoinedAgent | messages.SessionState | messages.Ended
FromConsole = control.Ask | control.Refresh | InputCame | ShownCame
FromPerson = Answered | Stop | Pause | GoOn | Done
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
    | Tick
)
Event = FromBroker | FromConsole | FromPerson | FromHere


@dataclass(frozen=True, slots=True)
class Say:
    """Send this to the broker."""

    message: messages.Hello | messages.AgentState | messages.End


@dataclass(frozen=True, slots=True)
class Shake:
    """Begin a handshake; `password` is its secret unless the mode is `resume`."""

    mode: Mode
    session: str
    broker: str
    password: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Send this to the console, sealed."""

    message: control.Message


@dataclass(frozen=True, slots=True)
class Equip:
    """Get hold of screen and input, for this much; say `Equipped` or `NotEquipped`."""

    allowed: Asks
    paused: bool


@dataclass(frozen=True, slots=True)
class Begin:
    """Start sending pictures."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Nothing passes the gate until `Release`."""


@dataclass(frozen=True, slots=True)
class Release:
    """The gate lets through again."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Screen, input, handshake and keys are gone."""


@dataclass(frozen=True, slots=True)
class Inject:
    """Do what is in this input record."""

    record: bytes


@dataclass(frozen=True, slots=True)
class Drawn:
    """The console has drawn up to this frame."""

    frame: int


@dataclass(frozen=True, slots=True)
class Repaint:
    """Send the whole screen anew."""


@dataclass(frozen=True, slots=True)
class Show:
    """Show this to the customer."""

    view: View


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the leg once what was said is out."""


Action = (
    Say
    | Shake
    | Tell
    | Equip
    | Begin
    | Hold
    | Release
    | Cut
    | Inject
    | Drawn
    | Repaint
    | Show
    | HangUp
)
