"""Who is not let in by quick access, and why: each reason is told, and seen by the customer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent import actions as do
from agent import events as ev
from agent import views
from agent.frames import control
from agent.frames.control import Why
from agent.password import Why as Missed
from agent.quick.roster import Trust
from agent.session import Session, Stage
from broker.wire import messages
from broker.wire.roster import Standing as Device
from broker.wire.words import Outcome
from tests.every import every
from tests.fakes.authenticator import Authenticator
from tests.fakes.organisation import NOW, Organisation
from tests.fakes.quick_session import (
    AGAIN,
    ANY,
    ASK,
    BY_PASSWORD,
    CHALLENGE,
    FRESH,
    JOINED,
    OPENED,
    ORG,
    PIN,
    PRESENCE,
    REGISTERED,
    WHO,
    WORDS,
    comes,
    said,
    shown,
    told,
    waiting,
    walk,
)
from tests.rab1.reference import public


def limited(**changed: Any) -> Callable[[], Session]:
    return lambda: waiting(replace(PIN, limits=replace(ANY, **changed)))


MINE = Authenticator()
WITH_PASSKEY = ORG.roster(ORG.with_passkey(MINE.passkey))
GONE = ORG.roster(replace(ORG.anna, state=Device.LEFT))
REFUSALS: list[tuple[str, Why, Callable[[], Session], str, tuple[ev.Event, ...]]] = [
    ("no roster", Why.ROSTER, waiting, "nothing", ()),
    ("another root", Why.ROSTER, waiting, Organisation().roster(), ()),
    ("wrong signature", Why.ROSTER, waiting, ORG.roster(wrong=True), ()),
    ("expired", Why.ROSTER, lambda: waiting(wall=NOW + timedelta(days=90)), "", ()),
    (
        "rolled back",
        Why.ROSTER,
        lambda: waiting(replace(PIN, trust=Trust((ORG.root,), 2)), trust=Trust((ORG.root,), 2)),
        "",
        (),
    ),
    ("revoked", Why.TECHNICIAN, waiting, GONE, ()),
    ("another device", Why.TECHNICIAN, waiting, ORG.roster(replace(ORG.anna, seed=b"x" * 32)), ()),
    ("another name", Why.TECHNICIAN, waiting, ORG.roster(replace(ORG.anna, name="Anna R.")), ()),
    ("not chosen", Why.TECHNICIAN, limited(technicians=("Bruno Verdi",)), "", ()),
    ("weekday", Why.HOURS, limited(weekdays=(0,)), "", ()),
    ("hour", Why.HOURS, limited(start="11:00", end="12:00"), "", ()),
    ("last day", Why.LAPSED, limited(until="2026-11-24"), "", ()),
    (
        "uses",
        Why.USES,
        lambda: waiting(replace(PIN, limits=replace(ANY, uses=2), used=2)),
        "",
        (),
    ),
    ("no passkey", Why.PASSKEY, waiting, WITH_PASSKEY, (OPENED, ASK)),
    (
        "a passkey of another run",
        Why.PASSKEY,
        waiting,
        WITH_PASSKEY,
        (OPENED, MINE.answer(bytes(32)), ASK),
    ),
    ("another reason", Why.REASON, waiting, "", (OPENED, replace(ASK, reason="Altro"))),
]


@every(REFUSALS, name=lambda case: case[0])
def test_every_refusal_is_told_seen_and_leaves_the_id_waiting(
    _: str, why: Why, made: Callable[[], Session], roster: str, events: tuple[ev.Event, ...]
) -> None:
    run = made()
    actions = comes(run, *(events or (OPENED,)), roster=roster)
    assert told(actions) == [control.Refused(why)]
    assert said(actions)[-1] == messages.End(Outcome.DECLINED)
    assert run.stage is Stage.SETTLING and run.allowed is None
    [code, *_] = [view for view in shown(run.step(AGAIN, 2.0)) if isinstance(view, views.Code)]
    assert [miss.why for miss in code.misses] == [Missed(f"quick_{why}")]
    assert run.stage is Stage.WAITING
    assert do.Count() not in actions


def test_a_blank_reason_is_none() -> None:
    for reason in ("", "   "):
        run = waiting()
        joined = replace(JOINED, reason=reason)
        came = (messages.RosterCame(ORG.roster()), joined, ev.Progress(True), OPENED)
        actions = walk(run, *came, replace(ASK, reason=reason))
        assert told(actions) == [control.Refused(Why.REASON)]


def test_a_roster_that_did_not_come_is_none() -> None:
    run = waiting()
    assert told(walk(run, JOINED, ev.Progress(True), OPENED)) == [control.Refused(Why.ROSTER)]
    run.step(AGAIN, 2.0)
    comes(run)
    assert run.stage is Stage.ARRIVING
    run = waiting()
    comes(run, OPENED, replace(ASK, reason="Altro"))
    run.step(AGAIN, 2.0)
    late = walk(run, JOINED, ev.Progress(True), OPENED)
    assert told(late) == [control.Refused(Why.ROSTER)]


def test_a_use_that_cannot_be_kept_is_no_use() -> None:
    run = waiting()
    came = (messages.RosterCame(ORG.roster()), JOINED, ev.Progress(True), OPENED)
    walk(run, *came)
    assert run.step(ASK, 1.0) == [do.Count()]
    actions = run.step(ev.NotCounted(), 1.0)
    assert told(actions) == [control.Refused(Why.USES)]
    assert not any(isinstance(view, views.Arriving) for view in shown(actions))


def test_the_passkey_of_the_roster_lets_in() -> None:
    run = waiting()
    comes(run, OPENED, MINE.answer(CHALLENGE), ASK, roster=WITH_PASSKEY)
    assert run.stage is Stage.ARRIVING


@every(
    [
        (JOINED, ORG.roster(), (MINE.answer(CHALLENGE),)),
        (JOINED, WITH_PASSKEY, (MINE.answer(CHALLENGE), MINE.answer(CHALLENGE))),
        (BY_PASSWORD, WITH_PASSKEY, (MINE.answer(CHALLENGE),)),
    ]
)
def test_a_passkey_that_nobody_asked_for_is_a_fault(
    joined: messages.JoinedAgent, roster: str, given: tuple[control.Passkey, ...]
) -> None:
    run = waiting()
    events = (messages.RosterCame(roster), joined, ev.Progress(True), OPENED, *given)
    assert said(walk(run, *events))[-1] == messages.End(Outcome.FAILED)


EVENTS = st.sampled_from(
    [
        ev.LineUp(),
        ev.LineLost(),
        REGISTERED,
        PRESENCE,
        messages.RosterCame(GONE),
        messages.RosterCame("nothing"),
        messages.RosterCame(WITH_PASSKEY),
        JOINED,
        BY_PASSWORD,
        ev.Progress(True),
        ev.Missed(),
        OPENED,
        ev.Opened(replace(WHO, device_key=public(bytes(32))), WORDS, CHALLENGE),
        ASK,
        MINE.answer(bytes(32)),
        AGAIN,
        ev.Tick(),
        ev.Forgot(FRESH, ""),
        ev.Pause(),
        ev.GoOn(0),
    ]
)


@given(st.lists(st.tuples(EVENTS, st.integers(0, 12)), max_size=60))
def test_without_a_right_roster_and_passkey_nobody_comes_in(
    steps: list[tuple[ev.Event, int]],
) -> None:
    run, now = waiting(), 1.0
    for event, seconds in steps:
        now += seconds
        actions = run.step(event, now)
        assert not [one for one in actions if isinstance(one, (do.Count, do.Equip, do.Begin))]
        assert run.allowed is None
