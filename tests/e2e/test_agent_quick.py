"""What the customer sees and does about quick access, in the real window with mouse and keys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent import views
from agent.consent import Answer
from agent.limits import EVERY_DAY, Limits
from agent.window.over import STAYS_SECONDS
from broker.wire import texts
from broker.wire.words import Asks, Outcome
from tests.stack.scene import Scene, Steps, elsewhere, play

ANNA, ORG = "Anna Rossi", "Studio Bianchi"
WORDS = (0, 511, 1023)
REASON = "Aggiornamento del programma di contabilità"
SAFE = Limits((ANNA,), EVERY_DAY, "08:00", "20:00", None, "2027-01-05")
QUICK = views.QuickLine(ORG, Limits((ANNA,), (0, 1), "08:00", "20:00", 4, None), True, 1, ANNA)
CODE = views.Code("Broker", "123456789", "ABCDEFGH", 900.0, quick=QUICK)
ARRIVING = views.Arriving(ANNA, ORG, Asks.CONTROL, REASON, 10.0)
SUMMARY = views.Summary(ANNA, ORG, Outcome.COMPLETED, 5.0, offer=views.Offer(ANNA, ORG))
STOPPED = [("answer", Answer.REFUSE), ("stop",)]


@pytest.fixture(scope="module")
def other() -> Iterator[Callable[..., Any]]:
    """Runs steps in a window on a virtual screen; gives what the customer did."""
    with elsewhere() as call:
        yield call


def without_leave(calls: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return [call for call in calls if call != ("leave",)]


def arriving(scene: Scene) -> Iterator[None]:
    """Shows somebody arriving, past the first second."""
    scene.show(ARRIVING)
    yield
    scene.clock.now = 3.0
    yield
    assert scene.title == scene.say("title_arriving")
    assert scene.say("arriving_left", seconds=7) in scene.said()
    assert scene.say("consent_verified", organisation=ORG) in scene.said()
    assert scene.say("consent_reason", reason=REASON) in scene.said()
    assert scene.focus() == scene.say("arriving_stop")


def let_in(scene: Scene) -> Iterator[None]:
    yield from arriving(scene)
    stop = scene.find("arriving_stop")
    others = [scene.find("arriving_let_in"), scene.find("arriving_see")]
    area = stop.winfo_width() * stop.winfo_height()
    assert all(area > 2 * one.winfo_width() * one.winfo_height() for one in others)
    scene.press("arriving_let_in")
    yield


def see_only(scene: Scene) -> Iterator[None]:
    yield from arriving(scene)
    scene.press("arriving_see")
    yield


def stop_by_mouse(scene: Scene) -> Iterator[None]:
    yield from arriving(scene)
    scene.press("arriving_stop")
    yield
    assert scene.say("outcome_stopped_by_customer") in scene.said()
    scene.show(views.Active(ANNA, ORG, Asks.CONTROL, 0.0, 3.0))
    yield
    assert scene.window._bar is None, "a view that crossed Stop was shown"


def stop_by_escape(scene: Scene) -> Iterator[None]:
    scene.show(ARRIVING)
    yield
    scene.keys("Escape")
    yield


def stop_by_return(scene: Scene) -> Iterator[None]:
    yield from arriving(scene)
    scene.keys("Return")
    yield


def hotkey(scene: Scene) -> Iterator[None]:
    yield from arriving(scene)
    scene.window.stopped()
    yield
    assert scene.say("outcome_stopped_by_customer") in scene.said()


@pytest.mark.parametrize(
    ("steps", "done"),
    [
        (let_in, [("answer", Answer.ALLOW)]),
        (see_only, [("answer", Answer.ALLOW_SEE)]),
        (stop_by_mouse, STOPPED),
        (stop_by_escape, STOPPED),
        (stop_by_return, STOPPED),
        (hotkey, []),
    ],
)
def test_who_arrives_can_be_let_in_or_stopped(
    other: Callable[..., Any], steps: Steps, done: list[tuple[Any, ...]]
) -> None:
    assert without_leave(other(play, "it", steps)) == done


def first_second(scene: Scene) -> Iterator[None]:
    scene.show(ARRIVING)
    yield
    scene.keys("Return", "space")
    for key in ("arriving_let_in", "arriving_see"):
        assert str(scene.find(key)["state"]) == "disabled"
        scene.press(key)
    yield
    assert scene.title == scene.say("title_arriving")


def test_in_the_first_second_no_key_and_no_click_answers(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "en", first_second)) == []


def only_seeing(scene: Scene) -> Iterator[None]:
    scene.show(views.Arriving(ANNA, ORG, Asks.SEE, REASON, 10.0))
    yield
    assert scene.say("arriving_see") not in scene.said()
    bar = scene.window._page._bar  # type: ignore[union-attr]
    full = bar.coords("left")[2]
    scene.clock.now = 5.0
    yield
    assert abs(bar.coords("left")[2] - full / 2) < 2
    scene.clock.now = 11.0
    yield
    assert bar.coords("left")[2] == 0
    assert scene.say("arriving_left", seconds=0) in scene.said()


def test_the_bar_runs_out_and_the_page_answers_nothing_by_itself(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "it", only_seeing)) == []


def verified(scene: Scene) -> Iterator[None]:
    scene.show(views.Consent(ANNA, ORG, "Broker", Asks.SEE, 60.0, WORDS, True, REASON))
    yield
    said = scene.said()
    listed = scene.window._kit.pairs
    for place in WORDS:
        own, foreign = listed[place] if scene.say.language == "it" else reversed(listed[place])
        assert f"{own} / {foreign}" in said
    assert scene.say("consent_words_help") in said
    assert scene.say("consent_verified", organisation=ORG) in said
    assert scene.say("consent_reason", reason=REASON) in said
    assert scene.say("consent_not_verified", broker="Broker") not in said
    scene.show(views.Consent(ANNA, ORG, "Broker", Asks.SEE, 60.0, WORDS))
    yield
    said = scene.said()
    assert scene.say("consent_not_verified", broker="Broker") in said
    assert scene.say("consent_organisation", organisation=ORG) in said
    assert not any("✓" in line for line in said)
    scene.show(views.Active(ANNA, ORG, Asks.SEE, 0.0, 0.0, "", True, True))
    yield
    bar = scene.window._bar
    assert bar is not None and bar._who["text"].startswith("✓ ")
    scene.show(views.Active(ANNA, ORG, Asks.SEE, 0.0, 0.0, "", True, False))
    yield
    assert "✓" not in bar._who["text"] + bar._notes["text"]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_words_and_who_vouches(other: Callable[..., Any], language: str) -> None:
    other(play, language, verified)


def forget_at_the_advice(scene: Scene) -> Iterator[None]:
    """Return in the first second does nothing; then it forgets, because forgetting is safe."""
    yield
    assert scene.title == scene.say("title_advice")
    assert scene.say("quick_on", organisation=ORG) in scene.said()
    scene.press("quick_forget")
    yield
    scene.keys("Return")
    yield
    assert scene.title == scene.say("title_forget")
    assert scene.focus() == scene.say("forget_yes")
    assert ("forget",) not in scene.nobody.calls
    scene.clock.now = 1.5
    scene.keys("Return")
    yield
    assert scene.title == scene.say("title_advice")
    scene.show(views.Advice(None, "quick_forgotten"))
    yield
    assert scene.say("quick_forgotten") in scene.said()
    assert scene.say("quick_on", organisation=ORG) not in scene.said()


def test_forgetting_works_at_the_first_page(other: Callable[..., Any]) -> None:
    calls = other(play, "it", forget_at_the_advice, views.Advice(QUICK))
    assert without_leave(calls) == [("forget",)]


def keep_it(scene: Scene) -> Iterator[None]:
    scene.show(CODE)
    yield
    scene.press("quick_forget")
    yield
    scene.clock.now = 2.0
    scene.press("forget_no")
    yield
    assert scene.title == scene.say("title_code")
    scene.press("quick_forget")
    yield
    scene.keys("Escape")
    yield
    assert scene.title == scene.say("title_code")


def test_not_forgetting_changes_nothing(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "en", keep_it)) == []


def states(scene: Scene) -> Iterator[None]:
    for line, key in (
        (QUICK, "quick_on"),
        (views.QuickLine(ORG, QUICK.limits, False), "quick_withdrawn"),
        (views.QuickLine(ORG, QUICK.limits, True, 4), "quick_lapsed"),
        (views.QuickLine(ORG, Limits(None, (0,), None, None, None, "2026-01-04")), "quick_lapsed"),
        (views.QuickLine(ORG, Limits(None, (0,), None, None, None, "2026-01-05")), "quick_on"),
    ):
        scene.show(views.Code("Broker", "123456789", "ABCDEFGH", 900.0, quick=line))
        yield
        assert scene.say(key, organisation=ORG) in scene.said(), key


def test_the_code_page_says_how_quick_access_stands(other: Callable[..., Any]) -> None:
    other(play, "it", states)


def typed(scene: Scene, place: int, words: str) -> None:
    entry = scene.entries()[place]
    scene.click(entry)
    scene.keys("ctrl+a")
    scene.display.hands("key", "ctrl+slash", "BackSpace")
    scene.display.hands("type", words)


def change(scene: Scene) -> Iterator[None]:
    """Mistakes are said at their fields, all at once; what is right then is kept."""
    scene.show(CODE)
    yield
    scene.press("quick_change")
    yield
    assert scene.title == scene.say("title_bounds")
    assert scene.focus() == scene.say("bounds_back")
    assert [one.get() for one in scene.entries()] == ["08:00", "20:00", "3", "05/01/2027"]
    scene.press("bounds_until_day")
    for place, words in enumerate(("20:00", "08:00", "0", "04/01/2026")):
        typed(scene, place, words)
    for day in (0, 1):
        scene.press(f"day_short_{day}")
    yield
    scene.press("bounds_keep")
    yield
    for key in ("form_hours_reversed", "form_uses", "form_past", "form_days"):
        assert scene.say(key) in scene.said(), key
    for place, words in enumerate(("9", "17.30", "2", "31/12/2026")):
        typed(scene, place, words)
    scene.press("day_short_6")
    scene.press("bounds_everybody", organisation=ORG)
    yield
    scene.press("bounds_keep")
    yield
    assert scene.title == scene.say("title_code")


def test_the_limits_are_changed(other: Callable[..., Any]) -> None:
    wanted = Limits(None, (6,), "09:00", "17:30", 2, "2026-12-31")
    assert without_leave(other(play, "it", change)) == [("change_limits", wanted)]


def look_at_the_offer(scene: Scene) -> Iterator[None]:
    """Opens the page; the time that ends the program stands still on it."""
    scene.show(SUMMARY)
    yield
    scene.clock.now = STAYS_SECONDS - 1
    yield
    scene.press("offer_open")
    yield
    assert scene.title == scene.say("title_offer")
    assert scene.focus() == scene.say("offer_refuse")
    scene.clock.now += 10 * STAYS_SECONDS
    yield


def accept(scene: Scene) -> Iterator[None]:
    yield from look_at_the_offer(scene)
    scene.press("offer_accept")
    yield
    assert scene.title == scene.say("title_enrolling")
    scene.show(views.Enrolling())
    scene.show(views.QuickDone(kept=True))
    yield
    assert scene.say("quick_done_1") in scene.said()


def accept_less(scene: Scene) -> Iterator[None]:
    yield from look_at_the_offer(scene)
    scene.press("offer_change")
    yield
    scene.press("bounds_at_most")
    yield
    typed(scene, 2, "1")
    yield
    scene.press("bounds_keep")
    yield
    assert f"• {scene.say('bounds_once')}" in scene.said()
    scene.clock.now += 2
    scene.press("offer_accept")
    yield


def refuse(scene: Scene) -> Iterator[None]:
    yield from look_at_the_offer(scene)
    scene.keys("Return")
    yield
    assert scene.title == scene.say("title_summary")
    assert scene.say("offer_open") not in scene.said()
    scene.clock.now += STAYS_SECONDS - 0.5
    yield
    assert scene.title == scene.say("title_summary"), "the time did not begin anew"


def click_twice(scene: Scene) -> Iterator[None]:
    """A double click on what opens the page decides nothing on it."""
    scene.show(SUMMARY)
    yield
    scene.press("offer_open")
    yield
    scene.press("offer_accept")
    scene.keys("Return")
    yield
    assert scene.title == scene.say("title_offer")


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


def overtaken(scene: Scene) -> Iterator[None]:
    """A dialog stays while its code page changes, and goes when somebody asks to come in."""
    scene.show(CODE)
    yield
    scene.press("quick_change")
    yield
    scene.show(views.proving(CODE, ANNA))
    yield
    assert scene.title == scene.say("title_bounds")
    scene.show(views.Consent(ANNA, ORG, "Broker", Asks.SEE, 60.0, WORDS))
    yield
    assert scene.title == scene.say("title_consent")
    scene.show(CODE)
    yield
    assert scene.title == scene.say("title_code")
    scene.press("quick_forget")
    yield
    scene.show(ARRIVING)
    yield
    assert scene.title == scene.say("title_arriving")


def test_who_comes_is_in_front_of_every_dialog(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "it", overtaken)) == []
