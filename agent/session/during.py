"""From the question on: asking, allowed, paused, and a line that drops in the middle."""

from agent import actions as do
from agent import consent, views
from agent import events as ev
from agent.frames import control
from agent.handshake import Mode
from agent.session import arriving
from agent.session.run import Actions, Run, Stage
from broker.wire import limits, messages
from broker.wire.words import Asks, Outcome, State


def asked(run: Run, event: control.Ask, now: float) -> Actions:
    if run.quick:
        return arriving.asked(run, event, now)
    run.stage = Stage.ASKING
    run.question = consent.ask(event.asks, now)
    run.deadline = run.question.deadline
    view = views.Consent(
        *run.said,
        run.broker,
        event.asks,
        run.deadline,
        run.words,
        verified=run.knowing.entry is not None,
        reason=event.reason,
        cost=None if run.bill is None else run.bill.cost,
    )
    return [
        do.Say(messages.AgentState(State.ASKING)),
        do.Tell(control.Asking()),
        do.Show(view),
    ]


def answered(run: Run, event: ev.Answered, now: float) -> Actions:
    if run.question is None:
        return []
    answer = consent.decide(run.question, event.answer, now)
    run.question = None
    if isinstance(answer, control.Why):
        note = "note_silence" if answer is control.Why.SILENCE else ""
        return [
            do.Tell(control.Refused(answer)),
            *run.quit(Outcome.DECLINED, now, note),
        ]
    run.allowed = answer
    return run.equip()


def silence(run: Run, now: float) -> Actions:
    return answered(run, ev.Answered(consent.Answer.REFUSE), now)


def equipped(run: Run, event: ev.Equipped, now: float) -> Actions:
    if run.allowed is None:
        return []
    run.allowed = consent.narrower(run.allowed, event.allowed)
    run.equipment = event
    told: Actions = [do.Tell(control.Allowed(run.allowed))]
    if run.paused:
        run.stage = Stage.PAUSED
        told += [do.Say(messages.AgentState(State.PAUSED)), do.Tell(control.Paused())]
    else:
        run.stage, run.since = Stage.ACTIVE, now
        told += [do.Say(messages.AgentState(State.ACTIVE))]
    return [*told, do.Begin(), do.Show(run.active())]


def not_equipped(run: Run, event: ev.NotEquipped, now: float) -> Actions:
    return run.quit(Outcome.FAILED, now, event.key)


def pause(run: Run, _: ev.Pause, now: float) -> Actions:
    run.stop_clock(now)
    run.pauses += 1
    run.stage, run.paused = Stage.PAUSED, True
    return [
        do.Hold(),
        do.Say(messages.AgentState(State.PAUSED)),
        do.Tell(control.Paused()),
        do.Show(run.active()),
    ]


def go_on(run: Run, event: ev.GoOn, now: float) -> Actions:
    run.stage, run.paused, run.since = Stage.ACTIVE, False, now
    return [
        do.Say(messages.AgentState(State.ACTIVE)),
        do.Tell(control.Resumed()),
        do.Release(event.pause),
        do.Show(run.active()),
    ]


def input(run: Run, event: ev.InputCame, now: float) -> Actions:
    if not consent.includes(run.allowed, Asks.CONTROL):
        return run.fail(now)
    return [do.Inject(event.record)] if run.stage is Stage.ACTIVE else []


def drawn(run: Run, event: ev.ShownCame, _: float) -> Actions:
    return [do.Drawn(event.frame)]


def look(run: Run, event: control.View, _: float) -> Actions:
    return [do.Look(event)]


def refresh(run: Run, _: control.Refresh, __: float) -> Actions:
    return [do.Repaint()]


def opened_again(run: Run, event: ev.Opened, now: float) -> Actions:
    if not run.is_said(event.identity):
        return run.quit(Outcome.FAILED, now, "note_names_differ")
    return run.equip()


def cut(run: Run, _: object, now: float) -> Actions:
    if run.stage not in (Stage.RECONNECTING, Stage.RESUMING):
        run.cut_deadline = now + limits.RECONNECT_SECONDS
        run.cuts += 1
    run.stop_clock(now)
    run.question = None
    run.stage, run.deadline = Stage.RECONNECTING, run.cut_deadline
    seconds = None if run.allowed is None else run.seconds
    view = views.Reconnecting(*run.said, run.cut_deadline, seconds)
    return [do.Cut(), do.Show(view)]


def state(run: Run, event: messages.SessionState, now: float) -> Actions:
    return cut(run, event, now) if event.state is State.RECONNECTING else []


def tally(run: Run, event: messages.Tally, now: float) -> Actions:
    """The bill so far: signed where this PC agrees; what is shown is what it agreed to."""
    agreed = None if run.bill is None else run.bill.tally(event, run.count(now))
    if agreed is None:
        return []
    shown = run.stage in (Stage.ACTIVE, Stage.PAUSED)
    return [do.Say(agreed), *([do.Show(run.active())] if shown else [])]


def joined_again(run: Run, event: messages.JoinedAgent, now: float) -> Actions:
    if not event.resumed or (event.technician, event.organisation) != run.said:
        return run.fail(now)
    dropped = cut(run, event, now)
    run.stage = Stage.RESUMING
    run.deadline = now + limits.HANDSHAKE_STEP_SECONDS
    return [*dropped, run.shake(Mode.RESUME)]


def registered_again(run: Run, event: messages.Registered, now: float) -> Actions:
    if (event.session, event.broker) != (run.session, run.broker):
        return run.fail(now)
    run.token = event.token
    return []


def lose(run: Run, _: object, now: float) -> Actions:
    return run.over(run.summary(Outcome.LOST, now))


def lose_late(run: Run, now: float) -> Actions:
    return lose(run, None, now)


def resume_late(run: Run, now: float) -> Actions:
    return run.fail(now)
