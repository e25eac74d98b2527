"""By password: who is verified, and when quick access is offered for the next time."""

from collections.abc import Callable
from dataclasses import replace

from agent import events as ev
from agent import views
from agent.consent import Answer
from agent.frames import control
from agent.session import Session
from broker.wire import messages
from broker.wire.roster import Standing as Device
from broker.wire.words import Asks, Outcome
from tests.every import every
from tests.fakes.agent_legs import ANNA
from tests.fakes.organisation import Organisation
from tests.fakes.quick_session import (
    BY_PASSWORD,
    OPENED,
    ORG,
    WORDS,
    arriving,
    shown,
    waiting,
    walk,
)


def by_password(run: Session, roster: str) -> views.Consent:
    came = [messages.RosterCame(roster)] if roster else []
    actions = walk(run, *came, BY_PASSWORD, ev.Progress(True), OPENED, control.Ask(Asks.SEE, "x"))
    [consent] = [view for view in shown(actions) if isinstance(view, views.Consent)]
    return consent


@every(
    [
        (ORG.roster(), True),
        ("", False),
        ("nothing", False),
        (Organisation().roster(), False),
        (ORG.roster(replace(ORG.anna, state=Device.LEFT)), False),
    ]
)
def test_by_password_a_roster_only_says_whether_it_is_verified(roster: str, yes: bool) -> None:
    consent = by_password(waiting(None), roster)
    assert (consent.verified, consent.words, consent.reason) == (yes, WORDS, "x")


ENDED = messages.Ended(Outcome.COMPLETED, 5000, False, "ticket")


def after(run: Session, ended: messages.Ended = ENDED, *, roster: str = "") -> views.Summary:
    by_password(run, roster or ORG.roster())
    actions = walk(run, ev.Answered(Answer.ALLOW), ev.Equipped(Asks.SEE), ended)
    [summary] = [view for view in shown(actions) if isinstance(view, views.Summary)]
    return summary


def test_after_an_allowed_session_quick_access_is_offered() -> None:
    run = waiting(None)
    assert after(run).offer == views.Offer(*ANNA)
    assert run.knowing.ticket == "ticket"


def test_after_the_customers_stop_it_is_offered_too() -> None:
    run = waiting(None)
    by_password(run, ORG.roster())
    walk(run, ev.Answered(Answer.ALLOW), ev.Equipped(Asks.SEE), ev.Stop())
    [summary] = shown(run.step(replace(ENDED, outcome=Outcome.STOPPED_BY_CUSTOMER), 2.0))
    assert isinstance(summary, views.Summary) and summary.offer == views.Offer(*ANNA)


@every(
    [
        ("no ticket", lambda: waiting(None), replace(ENDED, enrol=""), ""),
        ("not verified", lambda: waiting(None), ENDED, "nothing"),
        ("already on", waiting, ENDED, ""),
        ("something else is kept", lambda: waiting(None, can_offer=False), ENDED, ""),
    ],
    name=lambda case: case[0],
)
def test_else_it_is_not(
    _: str, made: Callable[[], Session], ended: messages.Ended, roster: str
) -> None:
    run = made()
    assert after(run, ended, roster=roster).offer is None
    assert run.knowing.ticket == ""


def test_after_quick_access_it_is_not_offered_again() -> None:
    run = arriving()
    walk(run, ev.Answered(Answer.ALLOW), ev.Equipped(Asks.CONTROL))
    [summary] = [view for view in shown(run.step(ENDED, 3.0)) if isinstance(view, views.Summary)]
    assert summary.offer is None
