"""A window with nobody behind it: a test shows views, uses mouse and keys, sees what was done.

It runs in a process of its own: Tk ends the process when its display goes away.
"""

import multiprocessing
import os
import threading
import tkinter as tk
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from agent import views
from agent.window import Window
from broker.wire import texts
from broker.wire.texts import Texts
from tests.stack.agent_process import ROOT
from tests.stack.display import Display, virtual_screen

MORNING = datetime(2026, 1, 5, 9, 12, tzinfo=UTC)
"""The wall's time when the clock stands at nothing; a Monday."""
STEP_MS = 120
"""How long a page has to be drawn, and a key to arrive."""
TRIES = 80
"""How often it is looked for the title that is to be there."""


class Nobody:
    """Takes what the person does, and keeps it with what came with it."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.arrivals_drawn = 0

    @property
    def done(self) -> list[str]:
        """The names alone."""
        return [call[0] for call in self.calls]

    def seen(self) -> None:
        """See `agent.person.Handle`: told of itself, not asked for by anybody's hand."""
        self.arrivals_drawn += 1

    def __getattr__(self, name: str) -> Any:
        return lambda *values: self.calls.append((name, *values))


class Clock:
    """Stands still until it is put forward."""

    now = 0.0

    def wall(self, instant: float) -> datetime:
        return MORNING + timedelta(seconds=instant)


class Scene:
    """The window, its clock, and hands on the real mouse and keys."""

    def __init__(self, window: Window, say: Texts, clock: Clock, nobody: Nobody) -> None:
        self.window, self.say, self.clock, self.nobody = window, say, clock, nobody
        self.display = Display(os.environ["DISPLAY"])

    @property
    def top(self) -> tk.Misc:
        """The page that is shown."""
        page = self.window._page
        assert page is not None
        return page.top

    @property
    def title(self) -> str:
        return str(self.top.winfo_toplevel().title())

    def is_so(self, until: "Until") -> bool:
        """Whether what a step waits for has come."""
        if isinstance(until, str):
            return self.title == self.say(until)
        return until is None or until()

    def says(self, *keys: str) -> Callable[[], bool]:
        """Whether all these sentences are on the page."""
        return lambda: {self.say(key) for key in keys} <= set(self.said())

    def show(self, view: views.View) -> None:
        """As if the conductor showed it; it is there after the next step."""
        self.window.show(view)

    def widgets(self) -> Iterator[Any]:
        """Everything on the page that is to be seen."""
        waiting: list[Any] = [self.top]
        while waiting:
            one = waiting.pop()
            waiting += one.winfo_children()
            if one.winfo_ismapped():
                yield one

    def said(self) -> list[str]:
        """Every text on the page."""
        wordy = (tk.Label, tk.Button, tk.Checkbutton, tk.Radiobutton)
        return [one["text"] for one in self.widgets() if isinstance(one, wordy) and one["text"]]

    def find(self, key: str, **values: object) -> Any:
        """The button or tick with this sentence."""
        words = self.say(key, **values)
        each = (tk.Button, tk.Checkbutton, tk.Radiobutton)
        found = [one for one in self.widgets() if isinstance(one, each) and one["text"] == words]
        assert len(found) == 1, (words, self.said())
        return found[0]

    def entries(self) -> list[Any]:
        """The fields to type in, from above and from the left."""
        found = [one for one in self.widgets() if isinstance(one, tk.Entry)]
        return sorted(found, key=lambda one: (one.winfo_rooty(), one.winfo_rootx()))

    def click(self, one: Any, times: int = 1) -> None:
        """With the real mouse, in the middle of it."""
        x = one.winfo_rootx() + one.winfo_width() // 2
        y = one.winfo_rooty() + one.winfo_height() // 2
        hands = ["click", "--repeat", str(times), "--delay", "20", "1"]
        self.display.hands("mousemove", str(x), str(y), *hands)

    def press(self, key: str, **values: object) -> None:
        """Click the button or tick with this sentence."""
        self.click(self.find(key, **values))

    def keys(self, *names: str) -> None:
        self.display.hands("key", *names)

    def focus(self) -> str:
        """What the button with the focus says."""
        return str(self.window._root.focus_get()["text"])  # type: ignore[index]


Until = str | Callable[[], bool] | None
"""What a step waits for: the title with this key, that this is so, or only for a moment."""
Steps = Callable[[Scene], Iterator[Until]]


def play(language: str, steps: Steps, first: views.View | None = None) -> list[tuple[Any, ...]]:
    """The window in this thread, and these steps in its own loop; what was done at the end."""
    clock, nobody = Clock(), Nobody()
    say = texts.load(ROOT / "agent" / "texts", language)
    window = Window(say, lambda: clock.now, clock.wall)
    if first is not None:
        window.show(first)
    scene = Scene(window, say, clock, nobody)
    under_way = steps(scene)

    def go_on() -> None:
        try:
            until = next(under_way)
        except StopIteration:
            window.interrupt()
        else:
            window._root.after(STEP_MS, wait, until, TRIES)

    def wait(until: Until, tries: int) -> None:
        if scene.is_so(until):
            window._root.after(STEP_MS // 2, go_on)
            return
        assert tries, (until, scene.title, scene.said())
        window._root.after(STEP_MS, wait, until, tries - 1)

    window._root.after(2 * STEP_MS, go_on)
    watchdog = threading.Timer(55, window.interrupt)
    watchdog.start()
    window.run(nobody)
    assert watchdog.is_alive(), "it did not end by itself"
    watchdog.cancel()
    return nobody.calls


def without_leave(calls: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What was done before the window was closed."""
    return [call for call in calls if call != ("leave",)]


@contextmanager
def elsewhere(size: str = "1024x768", dpi: int = 100) -> Iterator[Callable[..., Any]]:
    """Calls a function in another process, on a virtual screen of this size."""
    with virtual_screen(size, dpi=dpi) as display:
        before = os.environ.get("DISPLAY")
        os.environ["DISPLAY"] = display.name
        try:
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as other:
                yield lambda what, *values: other.submit(what, *values).result(60)
        finally:
            if before is None:
                del os.environ["DISPLAY"]
            else:
                os.environ["DISPLAY"] = before
