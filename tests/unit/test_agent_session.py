"""The agent's run as a table: whatever comes, nothing is allowed without a person's Allow."""

import itertools
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from agent import actions as do
from agent import events as ev
from agent import password, views
from agent.consent import Answer
from agent.frames import control
from agent.identity import Identity
from agent.session import Session, Stage
from agent.session.table import TABLE
from broker.wire import messages
from broker.wire.words import Asks, Close, Outcome, State
from tests.every import every

MONDAY = datetime(2026, 1, 5, 10, 0, tzinfo=UTC)
NAMES = ("Anna Rossi", "Aiuto SRL")
ANNA = Identity(*NAMES, b"")
OPENED = ev.Opened(ANNA, (1, 2, 3), bytes(32))
REGISTERED = messages.Registered("123456789", "Broker", "token", 900)
JOINED = messages.JoinedAgent(*NAMES, False, False, "")


def zeros(count: int) -> bytes:
    return bytes(count)


def session() -> Session:
    passwords = password.first(zeros, 0.0)
    return Session(pc="PC", passwords=passwords, random=zeros, now=0.0, wall=lambda: MONDAY)


def walk(run: Session, *events: ev.Event, now: float = 1.0) -> list[do.Action]:
    return [action for event in events for action in run.step(event, now)]


def allowed(answer: Answer = Answer.ALLOW, asks: Asks = Asks.CONTROL) -> Session:
    run = session()
    opened = (ev.LineUp(), REGISTERED, JOINED, ev.Progress(True), OPENED)
    walk(run, *opened, control.Ask(asks), ev.Answered(answer))
    return run


HARMFUL = (do.Equip, do.Begin, do.Inject, do.Look, do.Release)
FROM_PERSON = st.sampled_from(
    [ev.Answered(Answer.REFUSE), ev.Stop(), ev.Pause(), ev.GoOn(0), ev.Done(), ev.Tick()]
)
FROM_WIRE = st.one_of(
    st.sampled_from(
        [
            ev.LineUp(),
            ev.LineLost(),
            ev.Unreachable("trouble_unreachable"),
            REGISTERED,
            JOINED,
            messages.JoinedAgent(*NAMES, True, False, ""),
            messages.JoinedAgent("Other", "Name", False, False, ""),
            ev.Progress(False),
            ev.Progress(True),
            ev.Missed(),
            OPENED,
            ev.Broken(),
            ev.InputCame(b"x"),
            ev.ShownCame(1),
            control.AS_IT_BEGINS,
            control.Refresh(),
            control.Ask(Asks.SEE),
            control.Ask(Asks.CONTROL),
            control.Passkey("00", "00", "00", "00"),
            messages.RosterCame("nothing"),
            messages.JoinedAgent(*NAMES, False, True, "a reason"),
            messages.Presence(True, 28_800),
            ev.NotCounted(),
            ev.NotEquipped("screen_broke"),
        ]
    ),
    st.builds(messages.SessionState, st.sampled_from(State), st.just(0)),
    st.builds(
        messages.Ended,
        st.sampled_from(Outcome),
        st.just(0),
        st.booleans(),
        st.sampled_from(["", "ticket"]),
    ),
    st.builds(ev.LineClosed, st.sampled_from(Close)),
)


@given(st.lists(st.tuples(st.one_of(FROM_WIRE, FROM_PERSON), st.integers(0, 40)), max_size=40))
def test_nothing_is_allowed_without_a_persons_allow(steps: list[tuple[ev.Event, int]]) -> None:
    run, now = session(), 0.0
    for event, seconds in steps:
        now += seconds
        actions = run.step(event, now)
        assert run.allowed is None
        assert not [action for action in actions if isinstance(action, HARMFUL)]
        assert not any(
            isinstance(action, do.Tell) and isinstance(action.message, control.Allowed)
            for action in actions
        )


@given(st.lists(st.one_of(FROM_WIRE, FROM_PERSON), max_size=30), st.sampled_from(Asks))
def test_what_was_allowed_never_grows(events: list[ev.Event], asks: Asks) -> None:
    run = allowed(Answer.ALLOW_SEE, asks)
    for event in (ev.Equipped(Asks.CONTROL), *events):
        actions = run.step(event, 2.0)
        assert run.allowed is Asks.SEE
        assert not [action for action in actions if isinstance(action, do.Inject)]


@given(st.lists(st.one_of(FROM_WIRE, FROM_PERSON), max_size=20))
def test_after_stop_nothing_is_done_any_more(events: list[ev.Event]) -> None:
    run = allowed()
    walk(run, ev.Equipped(Asks.CONTROL), ev.Stop())
    last_words = (messages.Hello(1, "PC", "token"), messages.End(Outcome.STOPPED_BY_CUSTOMER))
    for event in events:
        for one in run.step(event, 2.0):
            assert isinstance(one, (do.Cut, do.Show, do.HangUp)) or (
                isinstance(one, do.Say) and one.message in last_words
            )


def test_the_technician_chooses_the_view_once_let_in_and_while_paused() -> None:
    view = control.View(control.Quality.SHARP, half=True, grey=False, video=True)
    run = allowed()
    walk(run, ev.Equipped(Asks.CONTROL))
    assert run.step(view, 2.0) == [do.Look(view)]
    walk(run, ev.Pause())
    assert run.step(view, 3.0) == [do.Look(view)]
    walk(run, ev.LineLost())
    assert run.step(view, 4.0)[-1:] != [do.Look(view)]
    assert {stage for stage, event in TABLE if event is control.View} == {
        Stage.ACTIVE,
        Stage.PAUSED,
    }


def test_every_stage_can_be_stopped_and_gets_ticks() -> None:
    for stage, event in itertools.product(Stage, (ev.Stop, ev.Tick)):
        assert ((stage, event) in TABLE) == (stage is not Stage.OVER)


@every([(59.9, False), (60.0, True)])
def test_silence_is_refuse(seconds: float, refused: bool) -> None:
    run = session()
    walk(run, ev.LineUp(), REGISTERED, JOINED, OPENED, control.Ask(Asks.SEE), now=0.0)
    actions = run.step(ev.Tick(), seconds)
    assert (do.Tell(control.Refused(control.Why.SILENCE)) in actions) == refused
    assert (run.stage is Stage.SETTLING) == refused


def test_an_answer_after_the_deadline_is_no() -> None:
    run = session()
    walk(run, ev.LineUp(), REGISTERED, JOINED, OPENED, control.Ask(Asks.SEE), now=0.0)
    assert do.Say(messages.End(Outcome.DECLINED)) in run.step(ev.Answered(Answer.ALLOW), 60.0)
    assert run.allowed is None


@every(
    [Identity("Anna Rossi ", "Aiuto SRL", b""), Identity("Anna Rossi", "aiuto srl", b"")],
)
def test_names_must_be_the_brokers_to_the_letter(identity: Identity) -> None:
    run = session()
    actions = walk(run, ev.LineUp(), REGISTERED, JOINED, ev.Opened(identity, (1, 2, 3), bytes(32)))
    assert do.Say(messages.End(Outcome.FAILED)) in actions
    [shown] = [one.view for one in actions if isinstance(one, do.Show)][-1:]
    assert isinstance(shown, views.Summary)
    assert shown.note == "note_names_differ"


def test_a_state_said_again_changes_nothing() -> None:
    run = session()
    walk(run, ev.LineUp(), REGISTERED)
    course: list[tuple[list[ev.Event], State]] = [
        ([JOINED], State.JOINED),
        ([ev.Progress(True), OPENED], State.JOINED),
        ([control.Ask(Asks.CONTROL)], State.ASKING),
        ([ev.Answered(Answer.ALLOW)], State.ASKING),
        ([ev.Equipped(Asks.CONTROL)], State.ACTIVE),
        ([ev.Pause()], State.PAUSED),
        ([ev.GoOn(0)], State.ACTIVE),
        ([ev.LineLost()], State.RECONNECTING),
        ([ev.LineUp(), REGISTERED], State.RECONNECTING),
    ]
    for events, state in course:
        walk(run, *events)
        stage = run.stage
        for billable_ms in (0, 5000):
            assert run.step(messages.SessionState(state, billable_ms), 1.0) == []
        assert run.stage is stage


def test_paused_time_is_not_counted() -> None:
    run = allowed()
    run.step(ev.Equipped(Asks.CONTROL), 10.0)
    run.step(ev.Pause(), 14.0)
    run.step(ev.GoOn(0), 100.0)
    run.step(ev.LineLost(), 101.5)
    assert run.billed(1000.0) == 5.5


def test_the_cut_has_sixty_seconds_in_all() -> None:
    run = allowed()
    run.step(ev.Equipped(Asks.CONTROL), 10.0)
    run.step(ev.LineLost(), 20.0)
    walk(run, ev.LineUp(), REGISTERED, messages.JoinedAgent(*NAMES, True, False, ""), now=50.0)
    run.step(ev.LineLost(), 55.0)
    run.step(ev.Tick(), 79.9)
    assert run.stage is Stage.RECONNECTING
    run.step(ev.Tick(), 80.0)
    assert run.stage is Stage.OVER


def down() -> Session:
    run = allowed()
    run.step(ev.Equipped(Asks.CONTROL), 10.0)
    run.step(ev.LineLost(), 20.0)
    return run


def test_stop_while_the_line_is_down_is_told_once_it_is_back() -> None:
    run = down()
    stopped = run.step(ev.Stop(), 21.0)
    assert [type(one) for one in stopped] == [do.Cut, do.Show]
    assert run.wants_line
    assert run.step(ev.Unreachable("trouble_unreachable"), 30.0) == []
    assert run.step(ev.LineUp(), 40.0) == [do.Say(messages.Hello(1, "PC", "token"))]
    assert run.step(REGISTERED, 40.0) == [do.Say(messages.End(Outcome.STOPPED_BY_CUSTOMER))]
    run.step(messages.Ended(Outcome.STOPPED_BY_CUSTOMER, 10_000, False, ""), 40.1)
    assert run.stage is Stage.OVER


def test_nobody_waits_for_the_broker_after_that() -> None:
    run = down()
    run.step(ev.Stop(), 21.0)
    run.step(ev.Tick(), 79.9)
    assert run.stage is Stage.SETTLING
    run.step(ev.Tick(), 80.0)
    assert run.stage is Stage.OVER
    run = down()
    run.step(ev.Stop(), 21.0)
    assert run.step(ev.Done(), 22.0) == [do.HangUp()]


def test_a_session_that_ended_while_the_line_was_down() -> None:
    run = down()
    run.step(ev.LineUp(), 21.0)
    [_, shown, _] = run.step(ev.LineClosed(Close.NO_ANSWER), 21.0)
    assert isinstance(shown, do.Show) and isinstance(shown.view, views.Summary)
    assert (shown.view.outcome, shown.view.note) == (Outcome.LOST, "note_ended_meanwhile")


def test_the_unused_code_expires() -> None:
    run = session()
    walk(run, ev.LineUp(), REGISTERED, now=0.0)
    assert run.step(ev.Tick(), 899.9) == []
    assert do.Say(messages.End(Outcome.EXPIRED)) in run.step(ev.Tick(), 900.0)


def test_ten_runs_end_the_process() -> None:
    run = session()
    walk(run, ev.LineUp(), REGISTERED)
    again = messages.Ended(Outcome.WRONG_PASSWORD, 0, True, "")
    for _ in range(9):
        walk(run, JOINED, ev.Progress(True), ev.Missed(), again)
        assert run.stage is Stage.WAITING
    walk(run, JOINED, ev.Progress(True), ev.Missed(), again)
    assert run.stage is Stage.OVER
    assert len(run.passwords.misses) == 10
