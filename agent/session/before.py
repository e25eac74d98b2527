"""Until somebody has proved the password: calling, waiting, proving."""

from agent import actions as do
from agent import events as ev
from agent import views
from agent.frames import control
from agent.handshake import Mode
from agent.password import Why
from agent.session import arriving
from agent.session.run import BEFORE_ASKING, Actions, Run, Stage, end
from broker.wire import limits, messages
from broker.wire.words import Close, Outcome


def line_up(run: Run, _: ev.LineUp, __: float) -> Actions:
    return [do.Say(messages.Hello(limits.VERSION, run.pc, run.token))]


def unreachable(run: Run, event: ev.Unreachable, _: float) -> Actions:
    if run.token:
        return []
    return run.over(views.Trouble(event.key, detail=event.detail))


def closed(run: Run, event: ev.LineClosed, now: float) -> Actions:
    if run.last is not None:
        return run.over(run.last)
    key = f"close_{event.why.reason}"
    if event.why is Close.NO_ANSWER and run.allowed is not None:
        key = "note_ended_meanwhile"
    if run.stage in BEFORE_ASKING:
        return run.over(views.Trouble(key))
    return run.over(run.summary(Outcome.LOST, now, key))


def lost_unmet(run: Run, _: ev.LineLost, now: float) -> Actions:
    if not run.token:
        return run.over(views.Trouble("trouble_dropped"))
    run.end_run(now, Why.UNFINISHED)
    if run.stage is not Stage.CALLING:
        run.deadline = now + limits.RECONNECT_SECONDS
    run.stage = Stage.CALLING
    return [do.Cut(), do.Show(views.Reconnecting("", "", run.deadline, None))]


def registered(run: Run, event: messages.Registered, now: float) -> Actions:
    run.session, run.broker, run.token = event.session, event.broker, event.token
    run.id_deadline = now + event.seconds
    return run.wait()


def presence(run: Run, event: messages.Presence, now: float) -> Actions:
    run.knowing.shown = event.shown
    run.id_deadline = now + event.seconds
    return run.show_code() if run.stage is Stage.WAITING else []


def roster(run: Run, event: messages.RosterCame, _: float) -> Actions:
    run.knowing.roster = event.roster
    return []


def cost(run: Run, event: messages.Cost, _: float) -> Actions:
    run.cost = event
    return []


def joined(run: Run, event: messages.JoinedAgent, now: float) -> Actions:
    if event.resumed:
        return run.fail(now)
    run.stage = Stage.PROVING
    run.said = (event.technician, event.organisation)
    run.quick, run.reason = event.quick, event.reason
    run.guessed = False
    run.open_bill()
    if run.quick and run.knowing.pin is None:
        return arriving.refuse(run, control.Why.CUSTOMER, now)
    code = views.proving(run.code(), event.technician)
    run.deadline = now + limits.HANDSHAKE_STEP_SECONDS
    return [do.Show(code), run.shake(Mode.QUICK if run.quick else Mode.PASSWORD)]


def progress(run: Run, event: ev.Progress, now: float) -> Actions:
    if event.guessed and not run.guessed and run.stage is Stage.PROVING:
        run.guessed = True
        # By quick access nothing is guessed: what is wrong there says nothing of the password.
        run.passwords = run.passwords if run.quick else run.passwords.started()
    run.deadline = now + limits.HANDSHAKE_STEP_SECONDS
    return []


def missed(run: Run, _: ev.Missed, now: float) -> Actions:
    if run.quick:
        return run.fail(now)
    run.end_run(now, Why.WRONG_PASSWORD)
    return run.settle(Outcome.WRONG_PASSWORD, now, None)


def opened(run: Run, event: ev.Opened, now: float) -> Actions:
    if not run.is_said(event.identity):
        return run.quit(Outcome.FAILED, now, "note_names_differ")
    run.stage = Stage.PROVED
    run.words, run.challenge = event.words, event.challenge
    if run.bill is not None:
        run.bill.device_key = event.identity.device_key
    run.deadline = now + limits.HANDSHAKE_STEP_SECONDS
    return arriving.vouch(run, event.identity, now)


def run_out(run: Run, now: float) -> Actions:
    run.end_run(now, Why.UNFINISHED)
    return run.settle(Outcome.FAILED, now, None)


def expire(run: Run, now: float) -> Actions:
    if run.knowing.is_shown and now < run.id_deadline:
        run.passwords = run.passwords.renewed(run.random, now)
        return run.show_code()
    return [end(Outcome.EXPIRED), *run.over(views.Trouble("close_expired"))]


def late_call(run: Run, now: float) -> Actions:
    if run.token:
        return run.over(views.Trouble("trouble_dropped"))
    return run.over(views.Trouble("trouble_silent"))


def ended_early(run: Run, event: messages.Ended, now: float) -> Actions:
    """The run ended before the question: the ID may go on waiting."""
    run.end_run(now, Why.UNFINISHED)
    if event.again:
        return [do.Cut(), *run.wait()]
    return run.over(run.summary(event.outcome, now))


def ended_unmet(run: Run, event: messages.Ended, _: float) -> Actions:
    key = "close_expired" if event.outcome is Outcome.EXPIRED else "close_session_ended"
    return run.over(views.Trouble(key))
