"""Quick access in the session's table: presence, the countdown, forgetting."""

from dataclasses import replace

from agent import actions as do
from agent import events as ev
from agent import views
from agent.consent import Answer
from agent.frames import control
from agent.frames.control import Why
from agent.quick.roster import Trust
from agent.session import Stage
from broker.wire import limits as wire
from broker.wire import messages, signing
from broker.wire.words import Asks, Outcome, State
from tests.every import every
from tests.fakes.agent_legs import ANNA
from tests.fakes.quick_session import (
    AGAIN,
    ANY,
    ASK,
    BY_PASSWORD,
    CHALLENGE,
    FRESH,
    JOINED,
    KEY,
    OPENED,
    ORG,
    PIN,
    PRESENCE,
    REASON,
    REGISTERED,
    WHO,
    WORDS,
    arriving,
    comes,
    said,
    session,
    shown,
    told,
    waiting,
    walk,
)


def test_presence_is_said_under_every_id_and_after_every_run() -> None:
    run = session()
    run.step(ev.LineUp(), 0.0)
    [first] = said(run.step(REGISTERED, 0.0))
    signature = KEY.sign(signing.present("Broker", "123456789", "token")).hex()
    assert first == messages.Present(KEY.public.hex(), signature)
    walk(run, PRESENCE)
    comes(run, OPENED, replace(ASK, reason="Another"))
    assert said(run.step(AGAIN, 2.0)) == [first]
    assert run.stage is Stage.WAITING


def test_without_an_opt_in_nothing_is_said() -> None:
    run = session(None)
    assert said(walk(run, ev.LineUp(), REGISTERED)) == [messages.Hello(1, "PC", "")]


def test_the_code_says_how_quick_access_stands() -> None:
    run = session()
    [first] = shown(walk(run, ev.LineUp(), REGISTERED))
    [second] = shown(walk(run, PRESENCE))
    [third] = shown(walk(run, messages.Presence(False, 900)))
    lines = [one.quick for one in (first, second, third) if isinstance(one, views.Code)]
    assert [line and line.shown for line in lines] == [None, True, False]
    assert lines[0] is not None and lines[0].organisation == ANNA[1]


def test_while_present_the_password_is_renewed_until_eight_hours_are_over() -> None:
    run = waiting()
    code = run.passwords.made_at
    assert run.step(ev.Tick(), 899.9) == []
    [view] = shown(run.step(ev.Tick(), 900.0))
    assert isinstance(view, views.Code) and view.deadline == 1800.0
    assert run.passwords.made_at == 900.0 > code
    for minute in range(30, 480, 15):
        assert run.stage is Stage.WAITING
        run.step(ev.Tick(), minute * 60.0)
    assert messages.End(Outcome.EXPIRED) in said(run.step(ev.Tick(), wire.PRESENT_SECONDS + 1.0))


@every([messages.Presence(False, 900), None])
def test_who_is_not_seen_expires_as_ever(presence: messages.Presence | None) -> None:
    run = waiting(None) if presence is None else waiting()
    walk(run, *([] if presence is None else [presence]))
    assert messages.End(Outcome.EXPIRED) in said(run.step(ev.Tick(), 901.0))


def test_silence_lets_in_after_ten_seconds_and_not_before() -> None:
    run = waiting()
    actions = comes(run, now=5.0)
    assert messages.AgentState(State.ASKING) in said(actions)
    assert shown(actions)[-1] == views.Arriving(*ANNA, Asks.CONTROL, REASON, 15.0)
    assert told(actions) == [control.Asking()]
    assert run.step(ev.Tick(), 14.9) == []
    assert run.step(ev.Tick(), 15.0) == [do.Equip(Asks.CONTROL, False)]
    [active] = shown(run.step(ev.Equipped(Asks.CONTROL), 15.1))
    assert isinstance(active, views.Active) and active.verified


def test_silence_lets_nobody_in_whom_the_customer_could_not_see() -> None:
    run = arriving()
    run.seen = False
    actions = run.step(ev.Tick(), 11.0)
    assert told(actions) == [control.Refused(Why.SILENCE)]
    assert messages.End(Outcome.DECLINED) in said(actions)
    assert run.allowed is None


def test_a_pc_that_slept_through_the_countdown_lets_nobody_in() -> None:
    run = arriving()
    actions = run.step(ev.Tick(), 16.1)
    assert told(actions) == [control.Refused(Why.SILENCE)]
    assert messages.End(Outcome.DECLINED) in said(actions)
    assert run.allowed is None


@every([(Answer.ALLOW, Asks.CONTROL), (Answer.ALLOW_SEE, Asks.SEE)])
def test_let_in_now(answer: Answer, allowed: Asks) -> None:
    assert arriving().step(ev.Answered(answer), 2.0) == [do.Equip(allowed, False)]


def test_the_stop_button_of_the_countdown_is_stop() -> None:
    run = arriving()
    actions = run.step(ev.Answered(Answer.REFUSE), 2.0)
    assert told(actions) == [control.Refused(Why.CUSTOMER)]
    assert messages.End(Outcome.STOPPED_BY_CUSTOMER) in said(actions)
    assert run.step(ev.Answered(Answer.ALLOW), 2.1) == []
    assert run.step(ev.Tick(), 3.9) == []
    assert run.allowed is None


@every([ev.Stop(), ev.LineLost(), ev.Forgot(FRESH, ""), messages.Ended(Outcome.LOST, 0, False, "")])
def test_what_comes_in_between_lets_nobody_in(event: ev.Event) -> None:
    run = arriving()
    actions = run.step(event, 10.9)
    assert any(isinstance(one, do.Cut) for one in actions)
    for late in (ev.Tick(), ev.Answered(Answer.ALLOW), ev.Equipped(Asks.CONTROL)):
        after = run.step(late, 11.0)
        assert not [one for one in after if isinstance(one, (do.Equip, do.Begin))]
    assert run.allowed is None


def test_what_a_roster_says_of_roots_and_versions_is_kept() -> None:
    run = waiting()
    actions = comes(run, OPENED, replace(ASK, reason="Altro"), roster=ORG.roster(version=9))
    assert do.Believe(Trust((ORG.root,), 9)) in actions
    run.step(AGAIN, 2.0)
    assert told(comes(run, OPENED, roster=ORG.roster(version=8))) == [control.Refused(Why.ROSTER)]


def test_after_forgetting_quick_access_is_over_here_and_the_broker_hears_of_it() -> None:
    run = waiting()
    actions = run.step(ev.Forgot(FRESH, "quick_forgotten"), 2.0)
    signature = KEY.sign(signing.forget("Broker", "123456789", "token")).hex()
    assert said(actions) == [messages.Forget(KEY.public.hex(), signature)]
    [code] = shown(actions)
    assert isinstance(code, views.Code) and (code.quick, code.note) == (None, "quick_forgotten")
    crossing = walk(run, messages.RosterCame(ORG.roster()), JOINED)
    assert not [one for one in crossing if isinstance(one, do.Shake)]
    assert said(crossing) == [messages.End(Outcome.DECLINED)]
    assert said(run.step(AGAIN, 3.0)) == []
    walk(run, BY_PASSWORD)
    assert run.knowing.key is FRESH


def test_forgetting_while_the_line_is_down_says_nothing() -> None:
    run = waiting()
    run.step(ev.LineLost(), 2.0)
    assert run.step(ev.Forgot(FRESH, "quick_forgotten"), 3.0) == []
    back = walk(run, ev.LineUp(), REGISTERED)
    assert said(back) == [messages.Hello(1, "PC", "token")]


def test_other_limits_hold_at_once() -> None:
    run = waiting()
    changed = replace(PIN, limits=replace(ANY, weekdays=(0,)))
    [code] = shown(run.step(ev.Changed(changed), 2.0))
    assert isinstance(code, views.Code) and code.note == "quick_limits_kept"
    assert told(comes(run, OPENED)) == [control.Refused(Why.HOURS)]


def test_tries_of_the_password_are_not_worn_by_quick_access() -> None:
    run = waiting()
    for _ in range(20):
        comes(run, OPENED, replace(ASK, reason="Altro"))
        run.step(AGAIN, 2.0)
    assert run.stage is Stage.WAITING
    assert run.passwords.tries_in_all == 0
    assert len(run.passwords.misses) == 20


def test_names_that_differ_end_it() -> None:
    run = waiting()
    other = ev.Opened(replace(WHO, technician="Anna R."), WORDS, CHALLENGE)
    assert said(comes(run, other))[-1] == messages.End(Outcome.FAILED)


@every(range(4))
def test_a_roster_comes_only_right_before_somebody_does(steps: int) -> None:
    run = session() if steps == 0 else waiting()
    first = ev.LineUp() if steps == 0 else messages.RosterCame(ORG.roster())
    walk(run, first, *(JOINED, OPENED, ASK)[:steps])
    actions = walk(run, messages.RosterCame(ORG.roster()))
    assert any(isinstance(one, do.Cut) for one in actions)
    assert run.stage in (Stage.SETTLING, Stage.OVER) and run.allowed is None
