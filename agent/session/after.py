"""The ends: Stop, what the broker says of it, and silence."""

from dataclasses import replace

from agent import actions as do
from agent import events as ev
from agent import views
from agent.session import before
from agent.session.run import BEFORE_ASKING, SETTLE_SECONDS, Actions, Run, Stage, end
from broker.wire import limits, messages
from broker.wire.words import Outcome


def stop(run: Run, _: ev.Stop, now: float) -> Actions:
    if run.last is not None:
        return []
    if run.stage in BEFORE_ASKING:
        said = [] if run.stage is Stage.CALLING else [end(Outcome.STOPPED_BY_CUSTOMER)]
        return [*said, *run.over(views.Trouble("trouble_stopped"))]
    return run.quit(Outcome.STOPPED_BY_CUSTOMER, now)


def settled(run: Run, event: messages.Ended, now: float) -> Actions:
    if run.last is None:
        return before.ended_early(run, event, now)
    seconds = None if run.last.seconds is None else event.billable_ms / 1000
    return run.over(replace(run.last, seconds=seconds, offer=_offer(run, event)))


def lost_settling(run: Run, event: ev.LineLost, now: float) -> Actions:
    if run.last is None:
        return before.lost_unmet(run, event, now)
    run.deadline = min(run.cut_deadline, now + limits.RECONNECT_SECONDS)
    return []


def line_up(run: Run, event: ev.LineUp, now: float) -> Actions:
    return before.line_up(run, event, now) if run.last is not None else []


def registered(run: Run, event: messages.Registered, now: float) -> Actions:
    """The line is back, only to say how it ended: without that the ledger would say `lost`."""
    if run.last is None:
        return []
    run.token = event.token
    run.deadline = now + SETTLE_SECONDS
    return [end(run.last.outcome)]


def done(run: Run, _: ev.Done, __: float) -> Actions:
    run.stage = Stage.OVER
    return [do.HangUp()]


def unsettled(run: Run, now: float) -> Actions:
    return run.over(run.last or run.summary(Outcome.LOST, now))


def ended(run: Run, event: messages.Ended, now: float) -> Actions:
    seconds = None if run.allowed is None else event.billable_ms / 1000
    return run.over(views.Summary(*run.said, event.outcome, seconds, offer=_offer(run, event)))


def receipt(run: Run, event: messages.ReceiptCame, now: float) -> Actions:
    """The final receipt: it comes before the broker says that the session is over."""
    if run.bill is not None:
        run.bill.end(event, run.count(now))
    return []


def _offer(run: Run, event: messages.Ended) -> views.Offer | None:
    """Whether quick access can be allowed now: after an allowed session, nothing being kept."""
    vouched = run.knowing.entry is not None and run.knowing.can_offer
    if not event.enrol or not vouched or run.allowed is None:
        return None
    run.knowing.ticket = event.enrol
    return views.Offer(*run.said)
