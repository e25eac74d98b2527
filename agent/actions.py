"""What a session wants done after an event (agent/events.py). Plain values, no behaviour."""

from dataclasses import dataclass

from agent.frames import control
from agent.handshake import Mode
from agent.identity import Signer
from agent.quick.roster import Trust
from agent.views import View
from broker.wire import messages
from broker.wire.words import Asks


@dataclass(frozen=True, slots=True)
class Say:
    """Send this to the broker."""

    message: (
        messages.Hello
        | messages.Present
        | messages.Forget
        | messages.AgentState
        | messages.Agreed
        | messages.End
    )


@dataclass(frozen=True, slots=True)
class Shake:
    """Begin a handshake; `password` is its secret in mode `password`. `signer`: this PC's key."""

    mode: Mode
    session: str
    broker: str
    password: str
    signer: Signer | None


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
    """The gate lets through again, where no pause came after the one of this number."""

    pause: int


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
class Look:
    """Send pictures as the technician wants to see them."""

    view: control.View


@dataclass(frozen=True, slots=True)
class Repaint:
    """Send the whole screen anew."""


@dataclass(frozen=True, slots=True)
class Believe:
    """Keep whom to believe from now on, beside the opt-in."""

    trust: Trust


@dataclass(frozen=True, slots=True)
class Count:
    """Count one use of quick access and keep that; say `Counted` or `NotCounted`."""


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
    | Look
    | Repaint
    | Believe
    | Count
    | Show
    | HangUp
)
