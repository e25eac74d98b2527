"""What a person is shown, one at a time. Window and terminal draw the same views.

Times are monotonic seconds, so that a view stays true however long it waits to be drawn.
"""

from dataclasses import dataclass, replace

from agent.password import Miss
from agent.quick.limits import Limits
from broker.wire.messages import Cost
from broker.wire.receipts import Receipt
from broker.wire.words import Asks, Outcome, Verdict


@dataclass(frozen=True, slots=True)
class QuickLine:
    """Quick access is on for this PC: for whom, how far, and how it stands with the broker."""

    organisation: str
    limits: Limits
    shown: bool | None = None
    """Whether technicians see this PC; False: the office withdrew it; None: not known yet."""
    used: int = 0
    """How many times it was used."""
    technician: str = ""
    """With whom it was allowed, to be offered as the only one; empty where that is not known."""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to know before the broker is called; the first view of all."""

    quick: QuickLine | None = None
    note: str = ""
    """What was just done with quick access, a key such as `quick_forgotten`, or empty."""


@dataclass(frozen=True, slots=True)
class Connecting:
    """The broker is being called for the first time."""


@dataclass(frozen=True, slots=True)
class Code:
    """The ID and the password to read out, until when they live, and who tried in vain."""

    broker: str
    session: str
    password: str
    deadline: float
    misses: tuple[Miss, ...] = ()
    proving: str = ""
    """Name of the technician who is trying right now, or empty."""
    quick: QuickLine | None = None
    note: str = ""
    """What was just done with quick access, a key such as `quick_forgotten`, or empty."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Somebody has proved the password and asks to come in."""

    technician: str
    organisation: str
    broker: str
    asks: Asks
    deadline: float
    words: tuple[int, int, int]
    """Places in the word list, the same at the technician's end if nobody sits in between."""
    verified: bool = False
    """Whether the organisation vouches for the technician."""
    reason: str = ""
    """Why the technician comes, or empty."""
    cost: Cost | None = None
    """What the session will cost; None where the broker did not say."""


@dataclass(frozen=True, slots=True)
class Arriving:
    """Somebody verified comes in by quick access at `deadline` unless the customer says no."""

    technician: str
    organisation: str
    asks: Asks
    reason: str
    deadline: float
    cost: Cost | None = None
    """What the session will cost; None where the broker did not say."""


@dataclass(frozen=True, slots=True)
class Active:
    """The technician sees the screen, or would, were it not paused."""

    technician: str
    organisation: str
    allowed: Asks
    seconds_before: float
    since: float | None
    """Since when time runs; None while paused."""
    note: str = ""
    """Key of a sentence on something that does not work, or empty."""
    hotkey: bool = False
    verified: bool = False
    """Whether the organisation vouches for the technician."""
    cost: Cost | None = None
    """What was said about it before; None where the broker did not say."""
    so_far: Receipt | None = None
    """The last count that both the broker and this PC have signed, with the price so far."""

    @property
    def paused(self) -> bool:
        """Whether the customer has paused."""
        return self.since is None

    def seconds(self, now: float) -> float:
        """How long the technician has been let in, pauses left out."""
        return self.seconds_before + (0.0 if self.since is None else max(0.0, now - self.since))


@dataclass(frozen=True, slots=True)
class Reconnecting:
    """The line dropped; until when it is tried again. No technician: nobody had joined."""

    technician: str
    organisation: str
    deadline: float
    seconds: float | None
    """How long the technician had been let in; None where that never happened."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The customer may allow quick access now: to whom."""

    technician: str
    organisation: str


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """The receipt of the session that is over.

    A running one where no final one came: what both sides had agreed on last.
    """

    receipt: Receipt
    fault: str = ""
    """Why this PC has not signed it, the key of a sentence; empty where it has."""
    saved: str = ""
    """Where the page for reading and printing is; empty where nothing could be written."""
    verdict: Verdict = Verdict.NONE
    """What the customer said of it."""
    sending: bool = False
    """The broker is being told."""
    kept: bool | None = None
    """Whether the broker keeps what was said last; None: not known yet, or nothing was said."""
    told: bool | None = None
    """Whether the broker has this PC's signature; None: it is being told."""
    counted: float = 0.0
    """This PC's own count, in seconds."""

    @property
    def can_judge(self) -> bool:
        """Whether the customer may confirm or dispute it now."""
        return not self.fault and self.can_dispute

    @property
    def can_dispute(self) -> bool:
        """Whether the customer may dispute it now, which takes no signature of this PC."""
        return self.receipt.final and self.verdict is Verdict.NONE and not self.sending


@dataclass(frozen=True, slots=True)
class Summary:
    """A session is over: who, how long, how."""

    technician: str
    organisation: str
    outcome: Outcome
    seconds: float | None
    note: str = ""
    can_renew: bool = True
    offer: Offer | None = None
    receipt: ReceiptShown | None = None
    """None until it has come, and where there is none."""


@dataclass(frozen=True, slots=True)
class Enrolling:
    """The customer allowed quick access; the broker is being told."""


@dataclass(frozen=True, slots=True)
class QuickDone:
    """What came of it. `kept`: quick access is on from now on."""

    kept: bool
    can_renew: bool = True


@dataclass(frozen=True, slots=True)
class Trouble:
    """No session came about: the key of the sentence that says why and what to do."""

    key: str
    can_renew: bool = True
    detail: str = ""
    misses: tuple[Miss, ...] = ()
    """The tries that used up all there were, where that is the trouble."""


View = (
    Advice
    | Connecting
    | Code
    | Consent
    | Arriving
    | Active
    | Reconnecting
    | Summary
    | Enrolling
    | QuickDone
    | Trouble
)

OVER = (Summary, QuickDone, Trouble)
"""Views after which only a new code or leaving is left."""

MET = (Consent, Arriving, Active, Reconnecting)
"""Views in which a technician is at the other end."""


def stopped(view: View, now: float) -> Summary | None:
    """What to show at once when the person says Stop; None: there is no session to sum up."""
    if isinstance(view, Active):
        seconds: float | None = view.seconds(now)
    elif isinstance(view, Reconnecting) and view.technician:
        seconds = view.seconds
    elif isinstance(view, Consent | Arriving):
        seconds = None
    else:
        return None
    return Summary(view.technician, view.organisation, Outcome.STOPPED_BY_CUSTOMER, seconds)


def proving(view: Code, technician: str) -> Code:
    """The code with the name of who is trying."""
    return replace(view, proving=technician)


def subject(view: View | None) -> QuickLine | Offer | None:
    """What a dialog about quick access could be about while this is shown."""
    if isinstance(view, Advice | Code):
        return view.quick
    return view.offer if isinstance(view, Summary) else None
