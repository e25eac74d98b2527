"""Who comes in, by quick access or by the codes: what the customer sees and answers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent import views
from agent.consent import Answer
from broker.wire import texts
from broker.wire.words import Asks
from tests.stack.scene import Scene, Steps, Until, elsewhere, play, without_leave

ANNA, ORG = "Anna Rossi", "Studio Bianchi"
WORDS = (0, 511, 1023)
REASON = "Aggiornamento del programma di contabilità"
ARRIVING = views.Arriving(ANNA, ORG, Asks.CONTROL, REASON, 10.0)
STOPPED = [("answer", Answer.REFUSE), ("stop",)]


@pytest.fixture(scope="module")
def other() -> Iterator[Callable[..., Any]]:
    """Runs steps in a window on a virtual screen; gives what the customer did."""
    with elsewhere() as call:
        yield call


def arriving(scene: Scene) -> Iterator[Until]:
    """Shows somebody arriving, past the first second."""
    scene.show(ARRIVING)
    yield "title_arriving"
    scene.clock.now = 3.0
    yield "title_arriving"
    assert scene.say("arriving_left", seconds=7) in scene.said()
    assert scene.say("consent_verified", organisation=ORG) in scene.said()
    assert scene.say("consent_reason", reason=REASON) in scene.said()
    assert scene.focus() == scene.say("arriving_stop")


def let_in(scene: Scene) -> Iterator[Until]:
    yield from arriving(scene)
    stop = scene.find("arriving_stop")
    others = [scene.find("arriving_let_in"), scene.find("arriving_see")]
    area = stop.winfo_width() * stop.winfo_height()
    assert all(area > 2 * one.winfo_width() * one.winfo_height() for one in others)
    scene.press("arriving_let_in")
    yield None


def see_only(scene: Scene) -> Iterator[Until]:
    yield from arriving(scene)
    scene.press("arriving_see")
    yield None


def stop_by_mouse(scene: Scene) -> Iterator[Until]:
    yield from arriving(scene)
    scene.press("arriving_stop")
    yield None
    assert scene.say("outcome_stopped_by_customer") in scene.said()
    scene.show(views.Active(ANNA, ORG, Asks.CONTROL, 0.0, 3.0))
    yield None
    assert scene.window._bar is None, "a view that crossed Stop was shown"


def stop_by_escape(scene: Scene) -> Iterator[Until]:
    scene.show(ARRIVING)
    yield "title_arriving"
    scene.keys("Escape")
    yield None


def stop_by_return(scene: Scene) -> Iterator[Until]:
    yield from arriving(scene)
    scene.keys("Return")
    yield None


def hotkey(scene: Scene) -> Iterator[Until]:
    yield from arriving(scene)
    scene.window.stopped()
    yield None
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


def first_second(scene: Scene) -> Iterator[Until]:
    scene.show(ARRIVING)
    yield "title_arriving"
    scene.keys("Return", "space")
    for key in ("arriving_let_in", "arriving_see"):
        assert str(scene.find(key)["state"]) == "disabled"
        scene.press(key)
    yield "title_arriving"


def test_in_the_first_second_no_key_and_no_click_answers(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "en", first_second)) == []


def only_seeing(scene: Scene) -> Iterator[Until]:
    scene.show(views.Arriving(ANNA, ORG, Asks.SEE, REASON, 10.0))
    yield None
    assert scene.say("arriving_see") not in scene.said()
    bar = scene.window._page._bar  # type: ignore[union-attr]
    full = bar.coords("left")[2]
    scene.clock.now = 5.0
    yield None
    assert abs(bar.coords("left")[2] - full / 2) < 2
    scene.clock.now = 11.0
    yield None
    assert bar.coords("left")[2] == 0
    assert scene.say("arriving_left", seconds=0) in scene.said()


def test_the_bar_runs_out_and_the_page_answers_nothing_by_itself(other: Callable[..., Any]) -> None:
    assert without_leave(other(play, "it", only_seeing)) == []


def verified(scene: Scene) -> Iterator[Until]:
    scene.show(views.Consent(ANNA, ORG, "Broker", Asks.SEE, 60.0, WORDS, True, REASON))
    yield None
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
    yield None
    said = scene.said()
    assert scene.say("consent_not_verified", broker="Broker") in said
    assert scene.say("consent_organisation", organisation=ORG) in said
    assert not any("✓" in line for line in said)
    scene.show(views.Active(ANNA, ORG, Asks.SEE, 0.0, 0.0, "", True, True))
    yield None
    bar = scene.window._bar
    assert bar is not None and bar._who["text"].startswith("✓ ")
    scene.show(views.Active(ANNA, ORG, Asks.SEE, 0.0, 0.0, "", True, False))
    yield None
    assert "✓" not in bar._who["text"] + bar._notes["text"]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_words_and_who_vouches(other: Callable[..., Any], language: str) -> None:
    other(play, language, verified)
