"""What a run of the agent remembers, and the steps that several of its stages share."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from math import inf
from typing import Final

from agent import actions as do
from agent import consent, views
from agent import events as ev
from agent.consent import Question
from agent.handshake import Mode, Words
from agent.identity import Identity
from agent.keys import SEED, AgentKey
from agent.password import Miss, Passwords, Why
from agent.quick.standing import Standing
from agent.receipts import Bill, Count, Known
from agent.session.knowing import Knowing
from broker.wire import messages
from broker.wire.words import Asks, Outcome

SETTLE_SECONDS: Final = 2.0
"""How long the agent waits for the broker to confirm the end of a session."""

AGAIN_SECONDS: Final = 10.0
"""How long it waits for the broker to confirm that the ID goes on waiting."""

CALL_SECONDS: Final = 30.0
"""How long the first call may take until the broker has given an ID."""


class Stage(StrEnum):
    """Where the run stands, seen from the customer's PC."""

    CALLING = "calling"
    WAITING = "waiting"
    PROVING = "proving"
    PROVED = "proved"
    ASKING = "asking"
    COUNTING = "counting"
    ARRIVING = "arriving"
    EQUIPPING = "equipping"
    ACTIVE = "active"
    PAUSED = "paused"
    RECONNECTING = "reconnecting"
    RESUMING = "resuming"
    SETTLING = "settling"
    OVER = "over"


BEFORE_ASKING: Final = frozenset({Stage.CALLING, Stage.WAITING, Stage.PROVING, Stage.PROVED})
"""Stages in which nobody was asked anything yet."""

Actions = list[do.Action]


class Run:
    """The memory of one run; the functions beside this module move it from stage to stage."""

    def __init__(
        self,
        *,
        pc: str,
        passwords: Passwords,
        random: Callable[[int], bytes],
        now: float,
        wall: Callable[[], datetime],
        standing: Standing | None = None,
    ) -> None:
        """`wall`: the customer's local time, aware. `standing`: None where no root is known."""
        self.wall = wall
        self.knowing = Knowing(standing)
        self.passwords = passwords
        self.stage = Stage.CALLING
        self.allowed: Asks | None = None
        self.line = False
        self.token = ""
        self.pc = pc
        self.random = random
        self.deadline = now + CALL_SECONDS
        self.session = ""
        self.broker = ""
        self.id_deadline = inf
        self.cut_deadline = inf
        self.said = ("", "")
        self.reason = ""
        self.words: Words = (0, 0, 0)
        self.challenge = b""
        self.guessed = False
        self.question: Question | None = None
        self.seen = False
        self.quick = self.paused = False
        self.seconds = 0.0
        self.since: float | None = None
        self.equipment = ev.Equipped(Asks.SEE)
        self.last: views.Summary | None = None
        self.cost: messages.Cost | None = None
        self.bill: Bill | None = None
        self.pauses = self.cuts = 0

    @property
    def wants_line(self) -> bool:
        """Whether a cut leg is to be called again."""
        return self.stage is not Stage.OVER

    def billed(self, now: float) -> float:
        """Seconds for which the technician has been let in."""
        return self.seconds + (0.0 if self.since is None else now - self.since)

    def count(self, now: float) -> Count:
        """This PC's own count of the session, for the bill."""
        return Count(self.billed(now), self.pauses, self.cuts)

    def open_bill(self) -> None:
        """A bill for the technician who has just come."""
        signer = self.knowing.key or AgentKey(self.random(SEED))
        known = Known(
            self.broker, self.session, self.pc, *self.said, quick=self.quick, reason=self.reason
        )
        self.bill, self.cost = Bill(known, signer, self.cost), None
        self.pauses = self.cuts = 0

    def wait(self) -> Actions:
        """The ID waits, and the code is shown."""
        if self.passwords.exhausted:
            misses = self.passwords.misses
            return self.over(views.Trouble("trouble_exhausted", can_renew=False, misses=misses))
        self.stage, self.quick = Stage.WAITING, False
        self.knowing.roster = None
        return [*self.show_code(), *self.present()]

    def present(self) -> Actions:
        """Tells the broker by which key this PC is known, where quick access is on."""
        said = self.knowing.present(self.broker, self.session, self.token)
        return [] if said is None else [do.Say(said)]

    def show_code(self, note: str = "") -> Actions:
        """The code, as it stands now; `note`: key of a sentence on what was just done."""
        self.deadline = min(self.id_deadline, self.passwords.deadline)
        return [do.Show(self.code(note))]

    def code(self, note: str = "") -> views.Code:
        """What is shown while the ID waits."""
        return views.Code(
            self.broker,
            self.session,
            self.passwords.current,
            self.deadline,
            self.passwords.misses,
            quick=self.knowing.line(),
            note=note or self.knowing.note,
        )

    def end_run(self, now: float, why: Why) -> None:
        """A run before the question is over; a guess in vain is kept, a worn password renewed."""
        if self.stage is Stage.PROVING and (self.guessed or why is Why.FAILED):
            self.passwords = self.passwords.missed(Miss(now, *self.said, why))
        if self.passwords.worn:
            self.passwords = self.passwords.renewed(self.random, now)

    def shake(self, mode: Mode) -> do.Shake:
        """Begin a handshake in this mode."""
        key = self.knowing.key
        return do.Shake(mode, self.session, self.broker, self.passwords.current, key)

    def is_said(self, identity: Identity) -> bool:
        """Whether the handshake's names are those the broker said."""
        return consent.same_names((identity.technician, identity.organisation), self.said)

    def stop_clock(self, now: float) -> None:
        """The technician is not let in any more, or not for now."""
        self.seconds, self.since = self.billed(now), None

    def active(self) -> views.Active:
        """What is shown while the technician is let in."""
        return views.Active(
            *self.said,
            self.allowed or Asks.SEE,
            self.seconds,
            self.since,
            self.equipment.note,
            self.equipment.hotkey,
            self.knowing.entry is not None,
            cost=None if self.bill is None else self.bill.cost,
            so_far=None if self.bill is None else self.bill.so_far,
        )

    def equip(self) -> Actions:
        """Get hold of what was allowed; nothing where nothing was."""
        if self.allowed is None:
            return []
        self.stage, self.deadline = Stage.EQUIPPING, inf
        return [do.Equip(self.allowed, self.paused)]

    def settle(self, outcome: Outcome, now: float, last: views.Summary | None) -> Actions:
        """Says the end and waits for the broker's word; without `last` the ID may go on.

        While the line is down there is nobody to say it to: it is said once the line is back.
        """
        self.stop_clock(now)
        self.stage, self.last = Stage.SETTLING, last
        self.deadline = now + (AGAIN_SECONDS if last is None else SETTLE_SECONDS)
        if not self.line:
            self.deadline = max(self.deadline, self.cut_deadline)
        said: Actions = [end(outcome)] if self.line else []
        shown: Actions = [] if last is None else [do.Show(last)]
        return [do.Cut(), *said, *shown]

    def quit(self, outcome: Outcome, now: float, note: str = "") -> Actions:
        """The session is over, with this outcome: say it, and show it at once."""
        return self.settle(outcome, now, self.summary(outcome, now, note))

    def fail(self, now: float) -> Actions:
        """Something came that the protocol does not allow here."""
        if self.stage in (Stage.CALLING, Stage.WAITING):
            return self.over(views.Trouble("trouble_not_understood"))
        if self.stage in (Stage.PROVING, Stage.PROVED):
            self.end_run(now, Why.FAILED)
            return self.settle(Outcome.FAILED, now, None)
        return self.quit(Outcome.FAILED, now)

    def summary(self, outcome: Outcome, now: float, note: str = "") -> views.Summary:
        """What is shown of the session, once it is over."""
        seconds = None if self.allowed is None else self.billed(now)
        return views.Summary(*self.said, outcome, seconds, note)

    def over(self, view: views.View) -> Actions:
        """Nothing follows: cut, show this, close the leg."""
        self.stage, self.deadline = Stage.OVER, inf
        self.since = None
        return [do.Cut(), do.Show(view), do.HangUp()]


def end(outcome: Outcome) -> do.Say:
    """This end of the session is done, with this outcome."""
    return do.Say(messages.End(outcome))
