"""Any order of events: the agent does nothing that the customer has not let it do."""

from collections.abc import Iterator, Mapping

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from agent import events as ev
from agent.consent import Answer
from agent.frames import control
from agent.frames.control import Quality, View
from agent.quick.limits import EVERY_DAY, Limits
from agent.session import Stage
from broker.wire import messages
from broker.wire.words import Asks, Close, Outcome, State
from tests.every import every
from tests.fakes.agent_model import PEOPLE, ROSTERS, Model
from tests.fuzz import seeds
from tests.rab1.run import Seeded

OPEN = Limits(None, EVERY_DAY, None, None, None, None)
LIMITS = (
    None,
    OPEN,
    Limits(("Anna",), EVERY_DAY, None, None, 1, None),
    Limits(None, (0, 1), None, None, 2, "2026-01-06"),
)
REASON = "stampante"
_LET_IN = frozenset({Stage.ASKING, Stage.ARRIVING, Stage.EQUIPPING, Stage.ACTIVE, Stage.PAUSED})
EVENTS = (
    *(ev.LineUp(), ev.LineLost(), ev.Unreachable("trouble_unreachable"), ev.Missed()),
    *(ev.Progress(False), ev.Progress(True), ev.Broken(), ev.InputCame(b"x"), ev.ShownCame(1)),
    *(View(quality, half=True, grey=False, video=True) for quality in Quality),
    *(control.Refresh(), control.Ask(Asks.SEE, ""), control.Ask(Asks.CONTROL, REASON)),
    *(ev.Equipped(Asks.SEE), ev.Equipped(Asks.CONTROL), ev.NotEquipped("screen_broke")),
    *(ev.Answered(answer) for answer in Answer),
    *(ev.Stop(), ev.Pause(), ev.GoOn(0), ev.Done(), ev.Tick(), ev.NotCounted()),
    *(messages.Presence(shown, 28800) for shown in (True, False)),
    *(messages.SessionState(state, 0) for state in State),
    *(messages.Ended(outcome, 0, True, "ticket") for outcome in Outcome),
    *(messages.Ended(outcome, 0, False, "") for outcome in Outcome),
    *(ev.LineClosed(close) for close in Close),
)


def passkey() -> control.Passkey:
    """A right answer of Bruno's passkey to `seeds.CHALLENGE`."""
    parts, rest = [], seeds.assertion()
    while rest:
        size = int.from_bytes(rest[:2], "big")
        parts.append(rest[2 : 2 + size].hex())
        rest = rest[2 + size :]
    return control.Passkey(*parts)


def joined(quick: bool, reason: str = REASON, name: str = "Anna") -> messages.JoinedAgent:
    return messages.JoinedAgent(name, "Aiuto SRL", False, quick, reason)


class AgentMachine(RuleBasedStateMachine):
    """Broker, technician, customer and time, in any order."""

    @initialize(limited=st.sampled_from(LIMITS), seed=st.integers(0, 1000))
    def begin(self, limited: Limits | None, seed: int) -> None:
        self.model, self.roster = Model(limited, seed), "newer"

    @rule(event=st.sampled_from(EVENTS))
    def anything(self, event: ev.Event) -> None:
        self.model.step(event)

    @rule(name=st.sampled_from(sorted(ROSTERS)))
    def a_roster(self, name: str) -> None:
        self.model.step(messages.RosterCame(ROSTERS[name]))

    @rule(name=st.sampled_from(sorted(ROSTERS)))
    def the_broker_has(self, name: str) -> None:
        """What it sends in the natural course from now on."""
        self.roster = name

    @precondition(lambda self: self.model.run.stage in _LET_IN)
    @rule()
    def the_pc_sleeps(self) -> None:
        self.time_passes(86400.0)

    @rule(
        quick=st.booleans(),
        reason=st.sampled_from(("", " ", REASON)),
        name=st.sampled_from(("Anna", "Bruno", "Carla")),
    )
    def somebody_joins(self, quick: bool, reason: str, name: str) -> None:
        self.model.step(joined(quick, reason, name))

    @rule(who=st.sampled_from(sorted(PEOPLE)))
    def somebody_proves(self, who: str) -> None:
        self.model.step(ev.Opened(PEOPLE[who], (1, 2, 3), seeds.CHALLENGE))

    @rule(right=st.booleans())
    def a_passkey(self, right: bool) -> None:
        stage = self.model.run.stage
        given = passkey() if right else control.Passkey("00", "00", "00", "00")
        self.model.passkey |= right and stage is Stage.PROVED and self.model.who == "Bruno"
        self.model.step(given)

    @rule(seconds=st.sampled_from((0.2, 5.0, 10.0, 11.0, 59.9, 60.0, 900.0, 86400.0)))
    def time_passes(self, seconds: float) -> None:
        self.model.now += seconds
        self.model.step(ev.Tick())

    @rule(hung=st.booleans())
    def the_window(self, hung: bool) -> None:
        self.model.hung = hung

    @rule(full=st.booleans())
    def the_disk(self, full: bool) -> None:
        self.model.disk_is_full = full

    @precondition(lambda self: self.model.kept is not None)
    @rule(really=st.integers(0, 5))
    def the_customer_forgets(self, really: int) -> None:
        if really:
            return
        self.model.kept = None
        self.model.step(ev.Forgot(Seeded(bytes([4]) * 32), ""))

    @rule(who=st.sampled_from(("Anna", "Bruno")), steps=st.integers(1, 9))
    def as_it_should_be_by_the_code(self, who: str, steps: int) -> None:
        """Some steps of the natural course, from wherever it stands."""
        for _ in range(steps):
            self.naturally(who, False)

    @rule(who=st.sampled_from(("Anna", "Bruno")), steps=st.integers(1, 9))
    def as_it_should_be_quickly(self, who: str, steps: int) -> None:
        for _ in range(steps):
            self.naturally(who, True)

    @rule(
        quick=st.booleans(),
        then=st.sampled_from((*(ev.Answered(answer) for answer in Answer), ev.Tick(), ev.Stop())),
        seconds=st.sampled_from((0.0, 9.9, 10.0, 59.9, 60.0, 86400.0)),
    )
    def asked_and_then(self, quick: bool, then: ev.Event, seconds: float) -> None:
        """The customer sees somebody coming; they answer, or not, maybe too late."""
        for _ in range(12):
            if self.model.run.stage in (Stage.ASKING, Stage.ARRIVING):
                self.model.now += seconds
                self.model.step(then)
                return
            self.naturally("Anna", quick)

    @precondition(lambda self: self.model.run.stage in _LET_IN)
    @rule(event=st.sampled_from((ev.Stop(), ev.Pause(), ev.GoOn(0), ev.LineLost())))
    def something_while_let_in(self, event: ev.Event) -> None:
        self.model.step(event)
        for after in (ev.InputCame(b"x"), ev.GoOn(0), ev.Equipped(Asks.CONTROL)):
            self.model.step(after)

    def naturally(self, who: str, quick: bool) -> None:
        """What an honest broker, a right technician and a willing customer do next."""
        model = self.model
        if model.run.stage is Stage.OVER:
            model.begin()
        for event in self.next_events(who, quick and model.kept is not None):
            model.step(event)

    def next_events(self, who: str, quick: bool) -> Iterator[ev.Event]:
        model = self.model
        stage = model.run.stage
        if stage in (Stage.CALLING, Stage.RECONNECTING):
            yield ev.LineUp()
            yield messages.Registered("123456789", "Affianco", "token", 900)
            if stage is Stage.RECONNECTING:
                yield messages.JoinedAgent(*model.run.said, True, False, "")
        elif stage is Stage.WAITING:
            yield messages.RosterCame(ROSTERS[self.roster])
            yield joined(quick, REASON, who)
        elif stage in (Stage.PROVING, Stage.RESUMING):
            yield ev.Progress(True)
            yield ev.Opened(PEOPLE[model.run.said[0]], (1, 2, 3), seeds.CHALLENGE)
        elif stage is Stage.PROVED:
            if model.quick and model.who == "Bruno":
                model.passkey = True
                yield passkey()
            yield control.Ask(Asks.CONTROL, model.reason)
        elif stage is Stage.ARRIVING:
            model.now += 10.0
            yield ev.Tick()
        elif stage in _NATURAL:
            yield _NATURAL[stage]


_NATURAL: Mapping[Stage, ev.Event] = {
    Stage.ASKING: ev.Answered(Answer.ALLOW),
    Stage.EQUIPPING: ev.Equipped(Asks.CONTROL),
    Stage.ACTIVE: ev.InputCame(b"x"),
    Stage.PAUSED: ev.InputCame(b"x"),
    Stage.SETTLING: messages.Ended(Outcome.FAILED, 0, True, ""),
}

TestAgentMachine = AgentMachine.TestCase
TestAgentMachine.settings = settings(max_examples=max(150, settings().max_examples))


@every([("Anna", False), ("Bruno", False), ("Anna", True), ("Bruno", True)])
def test_the_natural_course_gets_in(who: str, quick: bool) -> None:
    """The machine reaches what its rules are about."""
    machine = AgentMachine()
    machine.begin(OPEN, 1)
    for _ in range(8):
        machine.naturally(who, quick)
    assert machine.model.run.stage is Stage.ACTIVE
    assert machine.model.counted == int(quick)
    assert machine.model.kept is not None and machine.model.kept.used == int(quick)
