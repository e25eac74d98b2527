"""The terminal form with clock and keyboard in the test's hands."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import agent
from agent import views
from agent.terminal import Terminal
from broker.wire import texts

SAY = {one: texts.load(Path(agent.__file__).parent / "texts", one) for one in texts.LANGUAGES}


class Talk:
    """A terminal; `now` is the clock, `calls` what it was asked to do, with what came along."""

    def __init__(self, language: str = "en", first: views.View | None = None) -> None:
        self.now = 0.0
        self.said: list[str] = []
        self.calls: list[tuple[Any, ...]] = []
        self.arrivals_drawn = 0
        self._typed: SimpleQueue[str | None] = SimpleQueue()
        source: Any = self
        self.terminal = Terminal(
            SAY[language], source, self.said.append, lambda: self.now, self._wall
        )
        if first is not None:
            self.terminal.show(first)
        self._main = threading.Thread(target=self.terminal.run, args=(self,), daemon=True)
        self._main.start()

    def _wall(self, _: float) -> datetime:
        return datetime(2026, 1, 5, 9, 12, tzinfo=UTC)

    def __iter__(self) -> Any:
        return iter(self._typed.get, None)

    def seen(self) -> None:
        """See `agent.person.Handle`: told of itself, not asked for by anybody's hand."""
        self.arrivals_drawn += 1

    def __getattr__(self, name: str) -> Any:
        return lambda *values: self.calls.append((name, *values))

    @property
    def done(self) -> list[str]:
        """The names of what it was asked to do."""
        return [call[0] for call in self.calls]

    def types(self, words: str, line: str) -> None:
        """Types this, and waits until this line is said after it."""
        before = len(self.said)
        self._typed.put(f"{words}\n")
        self.waits(lambda: line in self.said[before:])

    def does(self, words: str, *call: Any) -> None:
        """Types this, and waits until that is the last thing it was asked to do."""
        self._typed.put(f"{words}\n")
        self.waits(lambda: self.calls[-1:] == [call])

    def show(self, view: views.View, line: str) -> None:
        """Shows this, and waits until this line was said."""
        self.terminal.show(view)
        self.waits(lambda: line in self.said)

    def waits(self, what: Any) -> None:
        end = threading.Event()
        for _ in range(1000):
            if what():
                return
            end.wait(0.005)
        raise AssertionError(self.said)

    def goes_on(self) -> bool:
        """Whether it still runs, several of its turns later."""
        self._main.join(0.2)
        return self._main.is_alive()

    def ends(self) -> bool:
        self._main.join(5)
        return not self._main.is_alive()

    def close(self) -> None:
        self._typed.put(None)
        assert self.ends()
