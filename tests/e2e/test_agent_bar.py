"""The bar and the last page, with the clock in the test's hands."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from agent import views
from agent.hotkey import HotkeyUnavailable, open_hotkey
from agent.window.over import STAYS_SECONDS
from broker.wire import texts
from broker.wire.words import Asks, Outcome
from tests.stack.scene import Scene, Until, elsewhere, play

SIZES = ("1024x768", "1280x800", "1920x1080")
LONG = "Giovanni Battista Pellegrini-Castiglione della Torre e Tasso"
HIGH = 64
"""Pixels that the bar takes at most where nothing is wrong."""
SHARE = 0.57
"""Part of the screen's width that it takes at most."""


@pytest.fixture
def other(request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """Calls a function in another process, on a virtual screen of this size."""
    with elsewhere(getattr(request, "param", SIZES[0])) as call:
        yield call


def bars(scene: Scene) -> Iterator[Until]:
    """Looks at the bar for a short name and a long one, running and paused, verified and not."""
    for name in ("Ada Bianchi", LONG):
        for since in (0.0, None):
            for verified in (True, False):
                scene.show(views.Active(name, "Org", Asks.CONTROL, 0.0, since, "", True, verified))
                yield None
                bar = scene.window._bar
                assert bar is not None
                looked_at(bar, name)
                scene.window._clear_bar()


def looked_at(bar: Any, name: str) -> None:
    width, height = bar.top.winfo_width(), bar.top.winfo_height()
    screen = bar.top.winfo_screenwidth()
    assert width <= SHARE * screen, (name, width)
    assert height <= HIGH, (name, height, bar._notes["text"])
    assert bar.top.winfo_rooty() <= 8
    assert abs(bar.top.winfo_rootx() + width / 2 - screen / 2) < 5
    assert name[:5] in bar._who["text"], bar._who["text"]


@pytest.mark.parametrize("other", SIZES, indirect=True)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_bar_is_small_and_at_the_top(other: Callable[..., Any], language: str) -> None:
    other(play, language, bars)


def last_page(view: views.View) -> list[str]:
    """Whether it is still there just before its time is over, and what was done then."""

    def steps(scene: Scene) -> Iterator[Until]:
        scene.show(view)
        yield None
        scene.clock.now = STAYS_SECONDS - 0.1
        yield None
        scene.nobody.still_there()
        scene.clock.now = STAYS_SECONDS
        yield None
        yield None
        scene.nobody.too_long()

    return [call[0] for call in play("it", steps)]


@pytest.mark.parametrize(
    "view",
    [
        views.Trouble("trouble_unreachable"),
        views.Summary("Ada", "Org", Outcome.COMPLETED, 3.0),
        views.Summary("Ada", "Org", Outcome.COMPLETED, 3.0, offer=views.Offer("Ada", "Org")),
        views.QuickDone(kept=True),
    ],
)
def test_after_the_end_the_window_goes_by_itself_in_a_minute(
    other: Callable[..., Any], view: views.View
) -> None:
    done = other(last_page, view)
    assert done[0] == "still_there"
    assert set(done[1:]) == {"leave"}


def hotkey_not_had(scene: Scene) -> Iterator[Until]:
    """What the bar says where the hot-key could not be had."""
    scene.show(views.Active("Ada", "Org", Asks.SEE, 0.0, 0.0, "", False))
    yield None
    bar = scene.window._bar
    assert bar is not None
    assert bar._notes["text"] == "Ctrl+Maiusc+F12 qui non funziona: lo usa un altro programma."


def test_a_hotkey_that_another_program_has_is_said_in_the_bar(other: Callable[..., Any]) -> None:
    taken = open_hotkey(lambda: None)
    try:
        with pytest.raises(HotkeyUnavailable):
            open_hotkey(lambda: None)
        other(play, "it", hotkey_not_had)
    finally:
        taken.close()
