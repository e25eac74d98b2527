"""Any order of events: the agent does nothing that the customer has not let it do."""

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from agent import events as ev
from agent.consent import Answer
from agent.frames import control
from agent.limits import EVERY_DAY, Limits
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
EVENTS = (
    *(ev.LineUp(), ev.LineLost(), ev.Unreachable("trouble_unreachable"), ev.Missed()),
    *(ev.Progress(False), ev.Progress(True), ev.Broken(), ev.InputCame(b"x"), ev.ShownCame(1)),
    *(control.Refresh(), control.Ask(Asks.SEE, ""), control.Ask(Asks.CONTROL, REASON)),
    *(ev.Equipped(Asks.SEE), ev.Equipped(Asks.CONTROL), ev.NotEquipped("screen_broke")),
    *(ev.Answered(answer) for answer in Answer),
    *(ev.Stop(), ev.Pause(), ev.GoOn(), ev.Done(), ev.Tick(), ev.NotCounted()),
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
        self.model = Model(limited, seed)

    @rule(event=st.sampled_from(EVENTS))
    def anything(self, event: ev.Event) -> None:
        self.model.step(event)

    @rule(name=st.sampled_from(sorted(ROSTERS)))
    def a_roster(self, name: str) -> None:
        self.model.step(messages.RosterCame(ROSTERS[name]))

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

    @rule(who=st.sampled_from(("Anna", "Bruno")), quick=st.booleans(), steps=st.integers(1, 12))
    def as_it_should_be(self, who: str, quick: bool, steps: int) -> None:
        """Some steps of the natural course, from wherever it stands."""
        for _ in range(steps):
            self.naturally(who, quick)

    def naturally(self, who: str, quick: bool) -> None:
        model = self.model
        registered = messages.Registered("123456789", "Affianco", "token", 900)
        quick = quick and model.kept is not None
        match model.run.stage:
            case Stage.CALLING | Stage.RECONNECTING:
                for event in (ev.LineUp(), registered):
                    model.step(event)
                if model.run.stage is Stage.RECONNECTING:
                    again = messages.JoinedAgent(*model.run.said, True, False, "")
                    model.step(again)
            case Stage.WAITING:
                model.step(messages.RosterCame(ROSTERS["newer"]))
                model.step(joined(quick, REASON, who))
            case Stage.PROVING | Stage.RESUMING:
                model.step(ev.Progress(True))
                self.somebody_proves(model.run.said[0])
            case Stage.PROVED:
                if model.quick and model.who == "Bruno":
                    self.a_passkey(True)
                model.step(control.Ask(Asks.CONTROL, model.reason))
            case Stage.ASKING:
                model.step(ev.Answered(Answer.ALLOW))
            case Stage.ARRIVING:
                self.time_passes(10.0)
            case Stage.EQUIPPING:
                model.step(ev.Equipped(Asks.CONTROL))
            case Stage.ACTIVE | Stage.PAUSED:
                model.step(ev.InputCame(b"x"))
            case Stage.SETTLING:
                model.step(messages.Ended(Outcome.FAILED, 0, True, ""))
            case Stage.OVER:
                model.begin()


TestAgentMachine = AgentMachine.TestCase


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
