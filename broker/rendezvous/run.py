"""One run: a technician's visit to a session, which is one row of the ledger."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from broker.ledger import Ledger, Row, Standing
from broker.parcels import Tell
from broker.records import epoch_ms
from broker.rendezvous.steady import Steady
from broker.rendezvous.tallying import Tallying
from broker.rendezvous.visit import Visit
from broker.session import Meter
from broker.wire.messages import Cost, JoinedAgent, JoinedConsole, ReceiptCame
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
        self.cost: Cost | None = None
        self.tallying: Tallying | None = None
        self.receipt: asyncio.Task[ReceiptCame | None] | None = None
        """What makes the receipt, once the run is over; None where there will be none."""
        self._meter = Meter()
        self._now = now
        self.utcnow = Steady(now, utcnow).utcnow
        """The time in which all of this run is told and written."""
        self._active_at: datetime | None = None
        self._billed: int | None = None
        self.row: Row = ledger.open(visit.opening, self.standing, self.utcnow)

    @property
    def open(self) -> bool:
        """Whether the run has not ended."""
        return self._billed is None

    @property
    def was_active(self) -> bool:
        """Whether the customer has let the technician in."""
        return self._active_at is not None

    async def last_word(self, *, agent: bool) -> Tell | None:
        """Waits until the row is closed, and the receipt made, but not for ever; the receipt."""
        if self.receipt is None:
            await self.row.closed()
            return None
        came = await asyncio.shield(self.receipt)
        if came is None:
            return None
        return Tell(came if agent else replace(came, ticket=""), peer="")

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
            self._active_at = self.utcnow()
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
        """What the ledger is to write now.

        The wall clock says when the run began, and the monotonic one all that follows: a clock
        that is put right meanwhile moves nothing.
        """
        now = self._now()
        begun = 0 if self._active_at is None else epoch_ms(self._active_at)
        intervals = tuple((begun + start, ms) for start, ms in self._meter.intervals(now))
        return Standing(self._active_at, self._meter.billable_ms(now), intervals)
