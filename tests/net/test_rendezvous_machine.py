"""Any order of events: what legs hear and what the ledger says follow a model of their own."""

import asyncio
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from broker.bus import LocalBus
from broker.config import Settings
from broker.ledger import Ledger, Pace
from broker.parcels import Refused, Shut, Tell
from broker.records import Technician
from broker.rendezvous import Rendezvous
from broker.wire.messages import (
    AgentState,
    End,
    Ended,
    Hello,
    Join,
    JoinedAgent,
    JoinedConsole,
    Message,
    Registered,
    SessionState,
)
from broker.wire.words import Close, Outcome, State
from tests.fakes.legs import Book

ANNA = Technician(1, "anna", "Anna Rossi", "Aiuto SRL")
RARELY = st.integers(0, 3)
START = datetime(2026, 1, 1, tzinfo=UTC)


class OnceBook(Book):
    """A store that fails the test where a closed row would change."""

    async def checkpoint(self, entry: int, **values: Any) -> None:
        if self.rows[entry]["outcome"] is None:
            assert values["billable_ms"] >= self.rows[entry]["billable_ms"]
        await super().checkpoint(entry, **values)

    async def close_session(self, entry: int, **values: Any) -> None:
        assert self.rows[entry]["outcome"] is None, "a row was closed twice"
        await super().close_session(entry, **values)


class FakeLeg:
    """A leg on the bus that remembers what it was told."""

    def __init__(self, bus: LocalBus, name: str) -> None:
        self.subject = f"leg.{name}"
        self.told: list[Message] = []
        self.closed: Close | None = None
        self.peer = ""
        self.detach = bus.attach(self.subject, self._take)

    async def _take(self, parcel: Tell | Shut) -> None:
        if isinstance(parcel, Shut):
            self.closed = self.closed or parcel.close
            self.detach()
            return
        assert self.closed is None, "told something after it was closed"
        self.told.append(parcel.message)
        self.peer = self.peer if parcel.peer is None else parcel.peer

    def last(self, kind: type) -> Any:
        return next(message for message in reversed(self.told) if isinstance(message, kind))


class Machine(RuleBasedStateMachine):
    """One agent, one technician; the model is `state`, `billed` and the outcomes."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.now = 1000.0
        self.bus, self.book = LocalBus(), OnceBook()
        self.rendezvous = Rendezvous(
            bus=self.bus,
            ledger=Ledger(
                self.book, node="main", utcnow=self.utcnow, pace=Pace(checkpoint_seconds=3600)
            ),
            settings=Settings(data_dir=Path("/nowhere")),
            now=lambda: self.now,
            utcnow=self.utcnow,
            random=random.Random(7).randbytes,
            sleep=lambda _seconds: asyncio.sleep(0),
        )
        self.legs = 0
        self.agent: FakeLeg | None = None
        self.console: FakeLeg | None = None
        self.session, self.token, self.console_token = "", "", ""
        self.state = State.ENDED
        self.back_by: float | None = None
        self.unused_by = 0.0
        self.active_ms: list[int] = []
        self.outcomes: list[Outcome] = []

    def utcnow(self) -> datetime:
        return START + timedelta(seconds=self.now)

    def teardown(self) -> None:
        self.run(self.rendezvous.close())
        if self.state not in (State.ENDED, State.WAITING):
            self.outcomes.append(Outcome.LOST)
        self.rows_follow_the_model()
        self.loop.close()

    def run(self, doing: Any) -> Any:
        async def settled() -> Any:
            try:
                return await doing
            finally:
                for _ in range(40):
                    await asyncio.sleep(0)

        return self.loop.run_until_complete(settled())

    def new_leg(self) -> FakeLeg:
        self.legs += 1
        return FakeLeg(self.bus, str(self.legs))

    @initialize()
    def begin(self) -> None:
        self.register()

    @precondition(lambda self: self.state is State.ENDED)
    @rule()
    def register(self) -> None:
        self.now += 61
        self.agent = leg = self.new_leg()
        self.session = self.run(self.rendezvous.hello(Hello(1, "PC", ""), leg.subject, "10.0.0.1"))
        self.token = leg.last(Registered).token
        self.state, self.back_by, self.unused_by = State.WAITING, None, self.now + 905

    @precondition(lambda self: self.state is not State.WAITING or self.agent is None)
    @rule()
    def somebody_joins_in_vain(self) -> None:
        self.time_passes(7.0)
        self.refused(self.join_as(self.new_leg(), ""), False)

    @precondition(lambda self: self.state is State.WAITING and self.agent is not None)
    @rule()
    def join(self) -> None:
        leg = self.new_leg()
        self.refused(self.join_as(leg, ""), True)
        self.console, self.state = leg, State.JOINED
        self.active_ms.append(0)
        self.console_token = leg.last(JoinedConsole).token
        assert self.agent is not None
        assert (self.agent.peer, leg.peer) == (leg.subject, self.agent.subject)

    @precondition(lambda self: self.state is State.WAITING and self.agent is not None)
    @rule(then=st.sampled_from([State.ACTIVE, State.PAUSED]))
    def join_and_be_allowed(self, then: State) -> None:
        self.join()
        for state in (State.ASKING, State.ACTIVE, then):
            self.agent_says(state)

    def join_as(self, leg: FakeLeg, resume: str) -> Any:
        session = self.session or "000000000"
        return self.rendezvous.join(Join(1, "t", session, 0, resume), ANNA, leg.subject, "10.0.0.2")

    def refused(self, asking: Any, answers: bool) -> bool:
        """Whether the leg was let in, which must be what the model says."""
        try:
            self.run(asking)
        except Refused as refused:
            assert not answers and refused.close is Close.NO_ANSWER
            return False
        assert answers
        return True

    def say(self, leg: FakeLeg, message: Message) -> bool:
        try:
            self.run(self.rendezvous.said(self.session, leg.subject, message))
        except Refused as refused:
            assert refused.close is Close.BAD_MESSAGE
            return False
        return True

    @precondition(lambda self: self.agent is not None)
    @rule(to=st.sampled_from([State.ASKING, State.ACTIVE, State.PAUSED]))
    def agent_says(self, to: State) -> None:
        allowed = {
            State.JOINED: {State.ASKING},
            State.ASKING: {State.ACTIVE},
            State.ACTIVE: {State.ACTIVE, State.PAUSED},
            State.PAUSED: {State.ACTIVE, State.PAUSED},
            State.RECONNECTING: {State.ACTIVE, State.PAUSED},
        }.get(self.state, set())
        if to not in allowed:
            return
        assert self.agent is not None and self.say(self.agent, AgentState(to))
        if self.state is State.RECONNECTING and self.console is None:
            return
        self.state, self.back_by = to, None
        assert self.agent.last(SessionState).state is to
        assert self.console is not None and self.console.last(SessionState).state is to

    @precondition(lambda self: self.agent is not None and self.state is not State.WAITING)
    @rule(
        really=RARELY,
        outcome=st.sampled_from(
            [Outcome.STOPPED_BY_CUSTOMER, Outcome.DECLINED, Outcome.WRONG_PASSWORD, Outcome.FAILED]
        ),
    )
    def agent_ends(self, really: int, outcome: Outcome) -> None:
        if really:
            return
        assert self.agent is not None and self.say(self.agent, End(outcome))
        misses = outcome in (Outcome.WRONG_PASSWORD, Outcome.FAILED)
        self.over(outcome, again=self.state is State.JOINED and misses)

    @precondition(lambda self: self.console is not None)
    @rule(
        really=RARELY,
        outcome=st.sampled_from([Outcome.COMPLETED, Outcome.LEFT_BY_TECHNICIAN, Outcome.FAILED]),
    )
    def console_ends(self, really: int, outcome: Outcome) -> None:
        if really:
            return
        assert self.console is not None and self.say(self.console, End(outcome))
        early = self.state in (State.JOINED, State.ASKING) and outcome is Outcome.COMPLETED
        self.over(
            Outcome.LEFT_BY_TECHNICIAN if early else outcome, again=self.state is State.JOINED
        )

    @precondition(lambda self: self.agent is not None)
    @rule()
    def agent_is_cut(self) -> None:
        assert self.agent is not None
        leg, self.agent = self.agent, None
        leg.detach()
        self.run(self.rendezvous.gone(self.session, leg.subject, clean=False))
        self.cut(Outcome.LOST)

    @precondition(lambda self: self.console is not None)
    @rule()
    def console_is_cut(self) -> None:
        assert self.console is not None
        leg, self.console = self.console, None
        leg.detach()
        self.run(self.rendezvous.gone(self.session, leg.subject, clean=False))
        self.cut(Outcome.LEFT_BY_TECHNICIAN)

    def cut(self, early: Outcome) -> None:
        if self.state is State.WAITING:
            self.back_by = self.now + 60
        elif self.state in (State.JOINED, State.ASKING):
            self.over(early, again=self.state is State.JOINED)
        elif self.state is not State.RECONNECTING:
            self.state, self.back_by = State.RECONNECTING, self.now + 60

    @precondition(lambda self: self.state is not State.ENDED)
    @rule()
    def agent_comes_back(self) -> None:
        """After a cut, or before the broker knows of one: then its old leg is replaced."""
        leg, old = self.new_leg(), self.agent
        early = old is not None and self.state is State.ASKING
        coming = self.rendezvous.hello(Hello(1, "PC", self.token), leg.subject, "10.0.0.1")
        self.now += 13  # for the limit on registrations, which a vain one counts against
        self.billing(13)
        self.sweep()
        if self.state is State.ENDED:
            coming.close()
            return
        came = self.refused(coming, not early)
        if old is not None:
            assert old.closed is Close.REPLACED
            self.agent = None
            self.cut(Outcome.LOST)
        if came:
            self.agent = leg
            assert leg.last(Registered).session == self.session
            self.back_by = None if self.state is State.WAITING else self.back_by
            self.together()

    @precondition(lambda self: self.console_token and self.state is not State.ENDED)
    @rule()
    def console_comes_back(self) -> None:
        self.time_passes(7.0)
        leg, old = self.new_leg(), self.console
        known = self.state in (State.ACTIVE, State.PAUSED, State.RECONNECTING)
        came = self.refused(self.join_as(leg, self.console_token), known)
        if old is not None and self.state not in (State.WAITING, State.ENDED):
            assert old.closed is Close.REPLACED
            self.console = None
            self.cut(Outcome.LEFT_BY_TECHNICIAN)
        if came:
            self.console = leg
            self.together()

    def together(self) -> None:
        if self.state is not State.RECONNECTING:
            return
        if self.agent is not None and self.console is not None:
            assert self.agent.last(JoinedAgent).resumed
            assert self.console.last(JoinedConsole).resumed
            assert self.agent.peer == self.console.subject
            assert self.console.peer == self.agent.subject
        else:
            alone = self.agent or self.console
            assert alone is not None and alone.peer == ""
            assert alone.last(SessionState).state is State.RECONNECTING

    @rule(seconds=st.sampled_from([0.0015, 1.0, 7.25, 30.0, 59.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds
        self.billing(seconds)
        self.sweep()

    def billing(self, seconds: float) -> None:
        if self.state is State.ACTIVE:
            self.active_ms[-1] += round(seconds * 1_000_000)

    def sweep(self) -> None:
        async def swept() -> None:
            self.rendezvous.sweep()

        self.run(swept())
        if self.back_by is not None and self.now >= self.back_by:
            self.over(Outcome.LOST, again=False)
        elif self.state is State.WAITING and self.now >= self.unused_by:
            self.over(Outcome.EXPIRED, again=False)

    def over(self, outcome: Outcome, *, again: bool) -> None:
        ran = self.state is not State.WAITING
        if ran:
            self.outcomes.append(outcome)
            if self.console is not None:
                assert self.console.last(Ended).outcome is outcome
                assert self.console.closed is not None
            if self.agent is not None:
                assert self.agent.last(Ended).again is again
                assert (self.agent.closed is None) is again
        self.console = None
        if again:
            self.state = State.WAITING
            self.back_by = None if self.agent is not None else self.now + 60
        else:
            self.state, self.agent, self.back_by = State.ENDED, None, None

    @invariant()
    def rows_follow_the_model(self) -> None:
        rows = list(self.book.rows.values())
        assert [row["outcome"] for row in rows if row["outcome"]] == self.outcomes
        assert len(rows) == len(self.active_ms)
        still_open = sum(row["outcome"] is None for row in rows)
        run = self.state not in (State.WAITING, State.ENDED)
        assert still_open == (1 if run and len(rows) > len(self.outcomes) else 0)
        for row, microseconds in zip(rows, self.active_ms, strict=True):
            if row["outcome"] is not None:
                assert (
                    microseconds / 1000 - 1.01 <= row["billable_ms"] <= microseconds / 1000 + 0.01
                )

    @invariant()
    def the_id_is_known_as_long_as_it_lives(self) -> None:
        waiting = 1 if self.state is State.WAITING else 0
        assert self.rendezvous.waiting() == waiting
        assert len(self.rendezvous._held) == (0 if self.state is State.ENDED else 1)


TestAnyOrder = Machine.TestCase
TestAnyOrder.settings = examples(max_examples=100, stateful_step_count=50, deadline=None)
