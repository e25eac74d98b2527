"""The bar and the last page, with the clock in the test's hands.

Each window runs in a process of its own: Tk ends the process when its display goes away.
"""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest

from agent import views
from agent.hotkey import HotkeyUnavailable, open_hotkey
from agent.window import Window
from agent.window.over import STAYS_SECONDS
from broker.wire import texts
from broker.wire.words import Asks, Outcome
from tests.stack.agent_process import ROOT
from tests.stack.display import virtual_screen

SIZES = ("1024x768", "1280x800", "1920x1080")
LONG = "Giovanni Battista Pellegrini-Castiglione della Torre e Tasso"
HIGH = 64
"""Pixels that the bar takes at most where nothing is wrong."""
SHARE = 0.57
"""Part of the screen's width that it takes at most."""


class Nobody:
    """Takes what the person does, and keeps it."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return lambda *_: self.done.append(name)


class Clock:
    """Stands still until it is put forward."""

    now = 0.0

    def wall(self, _: float) -> datetime:
        return datetime(2026, 1, 5, tzinfo=UTC)


@pytest.fixture
def elsewhere(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Any]]:
    """Calls a function in another process, on a virtual screen of this size."""
    with virtual_screen(getattr(request, "param", SIZES[0])) as display:
        monkeypatch.setenv("DISPLAY", display.name)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
            yield lambda what, *values: other.submit(what, *values).result(30)


def run(clock: Clock, language: str, steps: Callable[[Window], None]) -> Nobody:
    """The window in this thread, and these steps in its own loop, once it is there."""
    say = texts.load(ROOT / "agent" / "texts", language)
    window, nobody = Window(say, lambda: clock.now, clock.wall), Nobody()
    window._root.after(50, lambda: steps(window))
    watchdog = threading.Timer(15, window.interrupt)
    watchdog.start()
    window.run(nobody)
    assert watchdog.is_alive(), "it did not end by itself"
    watchdog.cancel()
    return nobody


def bars(language: str) -> list[dict[str, Any]]:
    """What the bar looks like for a short name and a long one, running and paused."""
    found: list[dict[str, Any]] = []
    each = [(name, since) for name in ("Ada Bianchi", LONG) for since in (0.0, None)]

    def show(window: Window) -> None:
        if not each:
            window.interrupt()
            return
        name, since = each.pop(0)
        window._shown(views.Active(name, "Org", Asks.CONTROL, 0.0, since, "", True))
        window._root.after(300, lambda: look(window, name))

    def look(window: Window, name: str) -> None:
        assert window._bar is not None
        top = window._bar.top
        found.append(
            {
                "size": (top.winfo_width(), top.winfo_height()),
                "place": (top.winfo_rootx(), top.winfo_rooty()),
                "screen": top.winfo_screenwidth(),
                "name": name,
                "who": window._bar._who["text"],
            }
        )
        window._clear_bar()
        show(window)

    run(Clock(), language, show)
    return found


@pytest.mark.parametrize("elsewhere", SIZES, indirect=True)
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_the_bar_is_small_and_at_the_top(elsewhere: Callable[..., Any], language: str) -> None:
    found = elsewhere(bars, language)
    assert len(found) == 4
    for one in found:
        (width, height), (left, above) = one["size"], one["place"]
        assert width <= SHARE * one["screen"]
        assert height <= HIGH
        assert above <= 8
        assert abs(left + width / 2 - one["screen"] / 2) < 5
        assert one["name"][:5] in one["who"]


def last_page(view: views.View) -> tuple[bool, list[str]]:
    """Whether it is still there just before its time is over, and what it did then."""
    clock, still = Clock(), []

    def steps(window: Window) -> None:
        window._shown(view)
        clock.now = STAYS_SECONDS - 0.1
        window._root.after(200, almost)

    def almost() -> None:
        still.append(True)
        clock.now = STAYS_SECONDS

    nobody = run(clock, "it", steps)
    return still == [True], nobody.done


@pytest.mark.parametrize(
    "view",
    [
        views.Trouble("trouble_unreachable"),
        views.Summary("Ada", "Org", Outcome.COMPLETED, 3.0),
    ],
)
def test_after_the_end_the_window_goes_by_itself_in_a_minute(
    elsewhere: Callable[..., Any], view: views.View
) -> None:
    still, done = elsewhere(last_page, view)
    assert still
    assert set(done) == {"leave"}


def note_of_the_bar() -> str:
    """What the bar says where the hot-key could not be had."""
    said: list[str] = []

    def steps(window: Window) -> None:
        window._shown(views.Active("Ada", "Org", Asks.SEE, 0.0, 0.0, "", False))
        assert window._bar is not None
        said.append(window._bar._notes["text"])
        window.interrupt()

    run(Clock(), "it", steps)
    return said[0]


def test_a_hotkey_that_another_program_has_is_said_in_the_bar(
    elsewhere: Callable[..., Any],
) -> None:
    other = open_hotkey(lambda: None)
    try:
        with pytest.raises(HotkeyUnavailable):
            open_hotkey(lambda: None)
        said = elsewhere(note_of_the_bar)
    finally:
        other.close()
    assert said == "Ctrl+Maiusc+F12 qui non funziona: lo usa un altro programma."
