"""One run: a technician's visit to a session, which is one row of the ledger."""

from collections.abc import Callable
from datetime import datetime

from broker.ledger import Ledger, Row, Standing
from broker.rendezvous.visit import Visit
from broker.session import Meter
from broker.wire.messages import JoinedAgent, JoinedConsole
from broker.wire.words import Outcome, State


class Run:
    """Who came, what it has come to, and its row."""

    def __init__(
        self,
        visit: Visit,
        ledger: Ledger,
        *,
        now: Callable[[], float],
        utcnow: Callable[[], datetime],
    ) -> None:
        self.visit = visit
        self.key = visit.key
        """The PC's key while the run rests on quick access; empty for one by password, and once
        the customer has withdrawn: they see the session and have Stop."""
        self.paired = False
        """Whether both legs were told that they are together."""
        self.console_told = False
        self.agent_told = False
        self.enrol = ""
        """The ticket with which the customer may enrol this PC once the run is over."""
        self._meter = Meter()
        self._now = now
        self._utcnow = utcnow
        self._active_at: datetime | None = None
        self._billed: int | None = None
        self.row: Row = ledger.open(visit.opening, self.standing)

    @property
    def open(self) -> bool:
        """Whether the run has not ended."""
        return self._billed is None

    def for_agent(self, *, resumed: bool) -> JoinedAgent:
        """What the agent is told once both are there."""
        opening = self.visit.opening
        return JoinedAgent(
            technician=opening.technician,
            organisation=opening.organisation,
            resumed=resumed,
            quick=bool(self.visit.key) and not resumed,
            reason=opening.reason,
        )

    def for_console(self, broker: str, token: str, *, resumed: bool) -> JoinedConsole:
        """What the console is told once both are there, and the row is open."""
        opening = self.visit.opening
        return JoinedConsole(
            entry=self.row.number(),
            broker=broker,
            pc=opening.pc,
            technician=opening.technician,
            organisation=opening.organisation,
            token=token,
            resumed=resumed,
        )

    def move(self, state: State) -> None:
        """The session is in `state` from now on."""
        self._meter.move(state, self._now())
        if state is State.ACTIVE and self._active_at is None:
            self._active_at = self._utcnow()
        self.row.moved()

    def end(self, outcome: Outcome) -> None:
        """The run is over: nothing is billed from here on."""
        self._meter.move(State.ENDED, self._now())
        self._billed = self.billable_ms()
        self.row.end(outcome)

    def billable_ms(self) -> int:
        """Milliseconds billed up to now, or up to the end."""
        return self._meter.billable_ms(self._now()) if self._billed is None else self._billed

    def standing(self) -> Standing:
        """What the ledger is to write now."""
        return Standing(self._active_at, self.billable_ms())
