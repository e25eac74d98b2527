"""Any order of events: what legs hear and what the ledger says follow a model of their own."""

from contextlib import suppress

from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from broker.bus import Nobody
from broker.parcels import Withdrawn, pc_subject
from broker.wire.messages import (
    AgentState,
    End,
    Forget,
    Hello,
    JoinedAgent,
    JoinedConsole,
    Presence,
    Present,
    Registered,
    SessionState,
)
from broker.wire.words import Close, Outcome, State
from tests.fakes.quick import pc_of
from tests.net.rendezvous_model import KEY, Model

RARELY = st.integers(0, 3)


class Machine(Model):
    """Everything that legs, people and time may do, in any order."""

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

    @rule(stands=st.booleans())
    def the_wishes_change_unseen(self, stands: bool) -> None:
        """In the database, by another process: nobody tells the rendezvous."""
        self.quick.pcs = {KEY: pc_of(KEY)} if stands else {}

    @precondition(lambda self: self.state is State.WAITING and self.agent is not None)
    @rule(right=st.booleans())
    def present(self, right: bool) -> None:
        assert self.agent is not None
        assert self.say(self.agent, Present(KEY, KEY * 2 if right else "00" * 64))
        if right and self.quick.pcs:
            self.present_by = self.present_by or self.now + 8 * 3600 + 5
            self.unused_by = max(self.unused_by, self.present_by)
            self.shown = True
        else:
            self.vanish()
        told = self.agent.last(Presence)
        assert told.shown is self.shown
        assert told.seconds == max(0, int(self.unused_by - 5 - self.now))

    @precondition(lambda self: self.state is State.WAITING and self.agent is not None)
    @rule(first=st.booleans())
    def quick_join(self, first: bool) -> None:
        if first:
            self.quick.pcs = {KEY: pc_of(KEY)}
            self.present(right=True)
        self.time_passes(7.0)
        if self.state is not State.WAITING:
            return
        leg, stands = self.new_leg(), self.shown and bool(self.quick.pcs)
        if not self.refused(self.join_as(leg, "", quick=True), stands):
            self.vanish()
            return
        self.console, self.state, self.came_quick = leg, State.JOINED, True
        self.active_ms.append(0)
        self.console_token = leg.last(JoinedConsole).token
        assert self.agent is not None and self.agent.last(JoinedAgent).quick
        assert self.book.rows[len(self.active_ms)]["mode"] == "quick"

    @rule()
    def the_office_withdraws(self) -> None:
        self.quick.pcs = {}
        told = self.shown
        self.run(self.tell_pc())
        if told:
            self.withdrawn()

    async def tell_pc(self) -> None:
        with suppress(Nobody):
            await self.bus.send(pc_subject(KEY), Withdrawn())

    @rule()
    def the_wishes_are_looked_up(self) -> None:
        self.run(self.rendezvous.recheck())
        if (self.shown or self.came_quick) and not self.quick.pcs:
            self.withdrawn()

    @precondition(lambda self: self.agent is not None)
    @rule()
    def the_customer_forgets(self) -> None:
        assert self.agent is not None
        agent, theirs = self.agent, bool(self.quick.pcs)
        assert self.say(agent, Forget(KEY, KEY * 2))
        if theirs:
            self.vanish()
        assert agent.last(Presence).shown is self.shown
        self.came_quick = self.came_quick and not theirs

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
        misses = outcome is not Outcome.STOPPED_BY_CUSTOMER
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


TestAnyOrder = Machine.TestCase
TestAnyOrder.settings = examples(
    max_examples=max(100, examples().max_examples), stateful_step_count=50
)
