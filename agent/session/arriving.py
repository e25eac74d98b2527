"""Quick access: who is vouched for, what the customer's limits say, the countdown, forgetting."""

from math import inf
from typing import Final

from agent import actions as do
from agent import events as ev
from agent import views
from agent.consent import Answer, Question
from agent.frames import control
from agent.frames.control import Why
from agent.identity import Identity
from agent.password import Miss
from agent.password import Why as Missed
from agent.session.run import Actions, Run, Stage
from broker.wire import limits, messages, signing
from broker.wire.words import Asks, Outcome, State

LATE_SECONDS: Final = 5.0
"""How late the end of the countdown may be noticed; after a PC that slept nobody is let in."""

_COMING: Final = frozenset({Stage.PROVING, Stage.PROVED, Stage.COUNTING, Stage.ARRIVING})


def refuse(run: Run, why: Why, now: float) -> Actions:
    """Not let in; the customer sees it as a miss, and the ID goes on waiting if it may."""
    miss = Miss(now, *run.said, Missed(f"quick_{why}"))
    run.passwords = run.passwords.missed(miss)
    run.question = None
    return [do.Tell(control.Refused(why)), *run.settle(Outcome.DECLINED, now, None)]


def vouch(run: Run, identity: Identity, now: float) -> Actions:
    """Whether the organisation vouches for who proved this; by quick access that is a must."""
    before = run.knowing.trust
    fault = run.knowing.vouch(identity, run.wall())
    trust = run.knowing.trust
    kept: Actions = []
    if run.knowing.pin is not None and trust is not None and trust != before:
        kept = [do.Believe(trust)]
    if not run.quick:
        return kept
    why = Why.ROSTER if fault is not None else run.knowing.refusal(run.wall())
    if why is not None:
        return [*kept, *refuse(run, why, now)]
    if run.knowing.awaits_passkey:
        # A phone or a security key has to be found and touched.
        run.deadline = now + limits.ASK_SECONDS
    return kept


def passkey(run: Run, event: control.Passkey, now: float) -> Actions:
    if not run.quick or not run.knowing.awaits_passkey:
        return run.fail(now)
    if not run.knowing.show_passkey(event, run.challenge):
        return refuse(run, Why.PASSKEY, now)
    run.deadline = now + limits.HANDSHAKE_STEP_SECONDS
    return []


def asked(run: Run, event: control.Ask, now: float) -> Actions:
    """The last checks; the use is counted, and kept, before anybody is shown to be coming."""
    if run.knowing.awaits_passkey:
        return refuse(run, Why.PASSKEY, now)
    if event.reason != run.reason or not event.reason.strip():
        return refuse(run, Why.REASON, now)
    run.stage, run.deadline = Stage.COUNTING, inf
    run.question = Question(event.asks, inf)
    return [do.Count()]


def counted(run: Run, event: ev.Counted, now: float) -> Actions:
    if run.question is None or run.knowing.pin is None:
        return run.fail(now)
    run.knowing.pin = event.pin
    run.stage, run.deadline = Stage.ARRIVING, now + limits.COUNTDOWN_SECONDS
    run.seen = False
    cost = None if run.bill is None else run.bill.cost
    view = views.Arriving(*run.said, run.question.asks, run.reason, run.deadline, cost)
    return [do.Say(messages.AgentState(State.ASKING)), do.Tell(control.Asking()), do.Show(view)]


def not_counted(run: Run, _: ev.NotCounted, now: float) -> Actions:
    return refuse(run, Why.USES, now)


def seen(run: Run, _: ev.Seen, __: float) -> Actions:
    """The countdown is drawn: only from then on does silence mean anything."""
    run.seen = True
    return []


def answered(run: Run, event: ev.Answered, now: float) -> Actions:
    if event.answer is Answer.REFUSE:
        run.question = None
        return [
            do.Tell(control.Refused(Why.CUSTOMER)),
            *run.quit(Outcome.STOPPED_BY_CUSTOMER, now),
        ]
    return _let_in(run, see_only=event.answer is Answer.ALLOW_SEE)


def counted_down(run: Run, now: float) -> Actions:
    """Nobody said no while it could be seen: let in."""
    if not run.seen or now >= run.deadline + LATE_SECONDS:
        run.question = None
        return [do.Tell(control.Refused(Why.SILENCE)), *run.quit(Outcome.DECLINED, now)]
    return _let_in(run, see_only=False)


def _let_in(run: Run, *, see_only: bool) -> Actions:
    if run.question is None:
        return []
    run.allowed = Asks.SEE if see_only else run.question.asks
    run.question = None
    return run.equip()


def forgot(run: Run, event: ev.Forgot, now: float) -> Actions:
    """It is gone here already; the broker hears of it where there is a line."""
    key, pin = run.knowing.key, run.knowing.forget(event.key, event.note)
    said: Actions = []
    if pin is not None and key is not None and run.line and run.stage is not Stage.CALLING:
        signature = key.sign(signing.forget(run.broker, run.session, run.token))
        said = [do.Say(messages.Forget(key.public.hex(), signature.hex()))]
    if run.quick and run.stage in _COMING:
        return [*said, *refuse(run, Why.CUSTOMER, now)]
    return [*said, *(run.show_code() if run.stage is Stage.WAITING else [])]


def changed(run: Run, event: ev.Changed, _: float) -> Actions:
    if run.knowing.pin is None:
        return []
    run.knowing.pin = event.pin
    return run.show_code("quick_limits_kept") if run.stage is Stage.WAITING else []


def not_changed(run: Run, _: ev.NotChanged, __: float) -> Actions:
    return run.show_code("quick_limits_not_kept") if run.stage is Stage.WAITING else []
