"""Quick access at the terminal: the same questions, typed answers."""

import pytest

from agent import views
from agent.consent import Answer
from agent.quick import form
from agent.quick.limits import EVERY_DAY, Limits
from agent.terminal import OVER_SECONDS
from broker.wire import pairs
from broker.wire.words import Asks, Outcome
from tests.fakes.talk import SAY, Talk

ANNA, ORG = "Anna Rossi", "Studio Bianchi"
REASON = "Aggiornamento"
IT = SAY["it"]
QUICK = views.QuickLine(ORG, Limits((ANNA,), EVERY_DAY, "08:00", "20:00", 4, None), True, 1, ANNA)
CODE = views.Code("Broker", "123456789", "ABCDEFGH", 900.0, quick=QUICK)
ARRIVING = views.Arriving(ANNA, ORG, Asks.CONTROL, REASON, 10.0)
SUMMARY = views.Summary(ANNA, ORG, Outcome.COMPLETED, 5.0, offer=views.Offer(ANNA, ORG))


def test_who_asks_with_three_words() -> None:
    talk = Talk("it")
    asked = views.Consent(ANNA, ORG, "Broker", Asks.SEE, 60.0, (0, 511, 1023), True, REASON)
    talk.show(asked, IT("terminal_consent_ask_see"))
    listed = pairs.load()
    for place in (0, 511, 1023):
        assert f"    {listed[place][0]} / {listed[place][1]}" in talk.said
    assert IT("consent_verified", organisation=ORG) in talk.said
    assert IT("consent_reason", reason=REASON) in talk.said
    talk.close()


@pytest.mark.parametrize(
    ("word", "calls"),
    [
        ("sì", [("answer", Answer.ALLOW)]),
        ("vedere", [("answer", Answer.ALLOW_SEE)]),
        ("f", [("answer", Answer.REFUSE), ("stop",)]),
        ("no", [("answer", Answer.REFUSE), ("stop",)]),
    ],
)
def test_who_arrives_is_let_in_or_stopped(word: str, calls: list[tuple[object, ...]]) -> None:
    talk = Talk("it")
    talk.show(ARRIVING, IT("terminal_arriving_ask_control"))
    assert IT("arriving_left", seconds=10) in talk.said
    assert IT("consent_verified", organisation=ORG) in talk.said
    talk.does(word, *calls[-1])
    assert talk.calls == calls
    if len(calls) > 1:
        talk.waits(lambda: IT("outcome_stopped_by_customer") in talk.said)
    talk.close()


def test_silence_at_the_terminal_answers_nothing() -> None:
    talk = Talk("it")
    talk.show(ARRIVING, IT("terminal_arriving_ask_control"))
    talk.now = 11.0
    assert talk.goes_on()
    assert talk.calls == []
    assert talk.arrivals_drawn == 1
    talk.close()


def test_forgetting_at_the_advice() -> None:
    talk = Talk("it", views.Advice(QUICK))
    talk.waits(lambda: IT("terminal_advice_ask") in talk.said)
    assert IT("quick_on", organisation=ORG) in talk.said
    talk.types("dimentica", IT("terminal_forget_ask"))
    talk.types("no", IT("terminal_advice_ask"))
    assert talk.calls == []
    talk.types("dimentica", IT("terminal_forget_ask"))
    talk.does("sì", "forget")
    talk.show(views.Advice(None, "quick_forgotten"), IT("quick_forgotten"))
    talk.types("dimentica", IT("terminal_not_understood"))
    talk.close()


def test_limits_are_changed_from_what_is_left() -> None:
    talk = Talk("it")
    talk.show(CODE, IT("terminal_code_help_quick"))
    talk.types("limiti", who(IT("bounds_only", technicians=ANNA)))
    talk.types("2", IT("terminal_bounds_days", now=IT("bounds_every_day")))
    talk.types("", IT("terminal_bounds_hours", now="08:00-20:00"))
    talk.types("sempre", IT("terminal_bounds_uses", now="3"))
    talk.types("", IT("terminal_bounds_until", now="sempre"))
    talk.does("", "change_limits", Limits(None, EVERY_DAY, None, None, 3, None))
    talk.close()


def who(now: str) -> str:
    only = IT("bounds_only", technicians=ANNA)
    everybody = IT("bounds_everybody", organisation=ORG)
    return IT("terminal_bounds_who", only=only, everybody=everybody, now=now)


def test_the_offer_stops_the_time_and_no_is_no() -> None:
    talk = Talk("it")
    talk.show(SUMMARY, IT("terminal_offer_open"))
    talk.types("rapido", IT("terminal_offer_ask"))
    talk.now += 10 * OVER_SECONDS
    assert talk.goes_on()
    talk.does("no", "no_opt_in")
    talk.types("rapido", IT("terminal_not_understood"))
    talk.now += OVER_SECONDS + 1
    assert talk.ends()


def test_the_offer_taken_up() -> None:
    talk = Talk("it")
    talk.show(SUMMARY, IT("terminal_offer_open"))
    talk.types("rapido", IT("terminal_offer_ask"))
    talk.does("sì", "opt_in", form.safe(ANNA, talk.terminal._teller.today()))
    talk.waits(lambda: IT("enrolling_heading") in talk.said)
    talk.show(views.QuickDone(kept=True), IT("quick_done_1"))
    talk.close()


def test_who_arrives_ends_every_talk() -> None:
    talk = Talk("it")
    talk.show(CODE, IT("terminal_code_help_quick"))
    talk.types("dimentica", IT("terminal_forget_ask"))
    talk.show(ARRIVING, IT("terminal_arriving_ask_control"))
    talk.does("sì", "answer", Answer.ALLOW)
    assert ("forget",) not in talk.calls
    talk.close()
