"""What the customer sees and does about quick access, in the real window with mouse and keys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent import views
from agent.quick.limits import EVERY_DAY, Limits
from agent.window.over import STAYS_SECONDS
from broker.wire.words import Asks, Outcome
from tests.stack.scene import Scene, Steps, Until, elsewhere, play, without_leave

ANNA, ORG = "Anna Rossi", "Studio Bianchi"
WORDS = (0, 511, 1023)
REASON = "Aggiornamento del programma di contabilità"
SAFE = Limits((ANNA,), EVERY_DAY, "08:00", "20:00", None, "2027-01-05")
QUICK = views.QuickLine(ORG, Limits((ANNA,), (0, 1), "08:00", "20:00", 4, None), True, 1, ANNA)
CODE = views.Code("Broker", "123456789", "ABCDEFGH", 900.0, quick=QUICK)
ARRIVING = views.Arriving(ANNA, ORG, Asks.CONTROL, REASON, 10.0)
SUMMARY = views.Summary(ANNA, ORG, Outcome.COMPLETED, 5.0, offer=views.Offer(ANNA, ORG))


@pytest.fixture(scope="module")
def other() -> Iterator[Callable[..., Any]]:
    """Runs steps in a window on a virtual screen; gives what the customer did."""
    with elsewhere() as call:
        yield call


def forget_at_the_advice(scene: Scene) -> Iterator[Until]:
    """Return in the first second does nothing; then it forgets, because forgetting is safe."""
    yield "title_advice"
    assert scene.say("quick_on", organisation=ORG) in scene.said()
    scene.press("quick_forget")
    yield "title_forget"
    scene.keys("Return")
    yield "title_forget"
    assert scene.focus() == scene.say("forget_yes")
    assert ("forget",) not in scene.nobody.calls
    scene.clock.now = 1.5
    scene.keys("Return")
    yield "title_advice"
    scene.show(views.Advice(None, "quick_forgotten"))
    yield None
    assert scene.say("quick_forgotten") in scene.said()
    assert scene.say("quick_on", organisation=ORG) not in scene.said()


def test_forgetting_works_at_the_first_page(other: Callable[..., Any]) -> None:
    calls = other(play, "it", forget_at_the_advice, views.Advice(QUICK))
    assert without_leave(calls) == [("forget",)]


def keep_it(scene: Scene) -> Iterator[Until]:
    scene.show(CODE)
    yield "title_code"
    scene.press("quick_forget")
    yield "title_forget"
    scene.clock.now = 2.0
    scene.press("forget_no")
    yield "title_code"
    scene.press("quick_forget")
    yield "title_forget"
    scene.keys("Escape")
    yield "title_code"


def test_not_forgetting_changes_nothing(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "en", keep_it)) == []


def states(scene: Scene) -> Iterator[Until]:
    for line, key in (
        (QUICK, "quick_on"),
        (views.QuickLine(ORG, QUICK.limits, False), "quick_withdrawn"),
        (views.QuickLine(ORG, QUICK.limits, True, 4), "quick_lapsed"),
        (views.QuickLine(ORG, Limits(None, (0,), None, None, None, "2026-01-04")), "quick_lapsed"),
        (views.QuickLine(ORG, Limits(None, (0,), None, None, None, "2026-01-05")), "quick_on"),
    ):
        scene.show(views.Code("Broker", "123456789", "ABCDEFGH", 900.0, quick=line))
        yield None
        assert scene.say(key, organisation=ORG) in scene.said(), key


def test_the_code_page_says_how_quick_access_stands(other: Callable[..., Any]) -> None:
    other(play, "it", states)


def typed(scene: Scene, place: int, words: str) -> None:
    entry = scene.entries()[place]
    scene.click(entry)
    scene.keys("ctrl+a")
    scene.display.hands("key", "ctrl+slash", "BackSpace")
    scene.display.hands("type", words)


def change(scene: Scene) -> Iterator[Until]:
    """Mistakes are said at their fields, all at once; what is right then is kept."""
    scene.show(CODE)
    yield "title_code"
    scene.press("quick_change")
    yield "title_bounds"
    assert scene.focus() == scene.say("bounds_back")
    assert [one.get() for one in scene.entries()] == ["08:00", "20:00", "3", "05/01/2027"]
    scene.press("bounds_until_day")
    for place, words in enumerate(("20:00", "08:00", "0", "04/01/2026")):
        typed(scene, place, words)
    for day in (0, 1):
        scene.press(f"day_short_{day}")
    yield None
    scene.press("bounds_keep")
    yield scene.says("form_hours_reversed", "form_uses", "form_past", "form_days")
    yield None
    for place, words in enumerate(("9", "17.30", "2", "31/12/2026")):
        typed(scene, place, words)
    scene.press("day_short_6")
    scene.press("bounds_everybody", organisation=ORG)
    yield None
    scene.press("bounds_keep")
    yield "title_code"


def test_the_limits_are_changed(other: Callable[..., Any]) -> None:
    wanted = Limits(None, (6,), "09:00", "17:30", 2, "2026-12-31")
    assert without_leave(other(play, "it", change)) == [("change_limits", wanted)]


def look_at_the_offer(scene: Scene) -> Iterator[Until]:
    """Opens the page; the time that ends the program stands still on it."""
    scene.show(SUMMARY)
    yield "title_summary"
    scene.clock.now = STAYS_SECONDS - 1
    yield None
    scene.press("offer_open")
    yield "title_offer"
    assert scene.focus() == scene.say("offer_refuse")
    scene.clock.now += 10 * STAYS_SECONDS
    yield None


def accept(scene: Scene) -> Iterator[Until]:
    yield from look_at_the_offer(scene)
    scene.press("offer_accept")
    yield "title_enrolling"
    scene.show(views.Enrolling())
    scene.show(views.QuickDone(kept=True))
    yield None
    assert scene.say("quick_done_1") in scene.said()


def accept_less(scene: Scene) -> Iterator[Until]:
    yield from look_at_the_offer(scene)
    scene.press("offer_change")
    yield "title_bounds"
    scene.press("bounds_at_most")
    yield None
    typed(scene, 2, "1")
    yield None
    scene.press("bounds_keep")
    yield "title_offer"
    assert f"• {scene.say('bounds_once')}" in scene.said()
    scene.clock.now += 2
    scene.press("offer_accept")
    yield None


def refuse(scene: Scene) -> Iterator[Until]:
    yield from look_at_the_offer(scene)
    scene.keys("Return")
    yield "title_summary"
    assert scene.say("offer_open") not in scene.said()
    scene.clock.now += STAYS_SECONDS - 0.5
    yield None
    assert scene.title == scene.say("title_summary"), "the time did not begin anew"


def click_twice(scene: Scene) -> Iterator[Until]:
    """A double click on what opens the page decides nothing on it."""
    scene.show(SUMMARY)
    yield "title_summary"
    scene.press("offer_open")
    yield "title_offer"
    scene.press("offer_accept")
    scene.keys("Return")
    yield "title_offer"


@pytest.mark.parametrize(
    ("steps", "done"),
    [
        (accept, [("opt_in", SAFE)]),
        (
            accept_less,
            [("opt_in", Limits(SAFE.technicians, EVERY_DAY, "08:00", "20:00", 1, SAFE.until))],
        ),
        (refuse, [("no_opt_in",)]),
        (click_twice, []),
    ],
)
def test_the_offer(other: Callable[..., Any], steps: Steps, done: list[tuple[Any, ...]]) -> None:
    assert without_leave(other(play, "it", steps)) == done


def overtaken(scene: Scene) -> Iterator[Until]:
    """A dialog stays while its code page changes, and goes when somebody asks to come in."""
    scene.show(CODE)
    yield "title_code"
    scene.press("quick_change")
    yield "title_bounds"
    scene.show(views.proving(CODE, ANNA))
    yield "title_bounds"
    scene.show(views.Consent(ANNA, ORG, "Broker", Asks.SEE, 60.0, WORDS))
    yield "title_consent"
    scene.show(CODE)
    yield "title_code"
    scene.press("quick_forget")
    yield "title_forget"
    scene.show(ARRIVING)
    yield "title_arriving"


def test_who_comes_is_in_front_of_every_dialog(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "it", overtaken)) == []
