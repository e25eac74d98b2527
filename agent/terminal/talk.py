"""The loop at the terminal: views to print, words that were typed."""

from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, TextIO

from agent import phrases, views
from agent.consent import Answer
from agent.person import Handle
from agent.phrases import Wall
from agent.terminal.dialogs import is_word
from agent.terminal.lines import Teller, stays
from agent.terminal.talks import Talks
from broker.wire import pairs
from broker.wire.texts import Texts
from broker.wire.words import Asks, Verdict

_POLL_SECONDS: Final = 0.5
"""Longest sleep; where a signal does not end the wait for a lock (Windows) it is seen so late."""
_STOPPED: Final = object()
_WOKEN: Final = object()


class _EndOfInput:
    """Nobody can type an answer any more."""


class Terminal:
    """A `agent.person.Person` at a terminal or at the two ends of a pipe."""

    def __init__(
        self,
        texts: Texts,
        source: TextIO,
        write: Callable[[str], None],
        now: Callable[[], float],
        wall: Wall,
    ) -> None:
        """`write` takes one line; OSError from it (nobody reads any more) is an end of input."""
        self._texts = texts
        self._source = source
        self._write = write
        self._now = now
        self._teller = Teller(texts, now, wall, pairs.load())
        self._came: SimpleQueue[object] = SimpleQueue()
        self._view: views.View = views.Advice()
        self._talks = Talks(texts, self._teller.today)
        self._interrupted = False
        self._ends_at: float | None = None
        self._done = False
        self._stopping = False

    def show(self, view: views.View) -> None:
        """See `agent.person.Person`, as for all that follow."""
        self._came.put(view)

    def stopped(self) -> None:
        self._came.put(_STOPPED)

    def interrupt(self) -> None:
        self._interrupted = True
        # From a signal's handler: `SimpleQueue.put` may be called in the midst of `get`.
        self._came.put(_WOKEN)

    def run(self, handle: Handle) -> None:
        try:
            self._first()
            Thread(target=self._read, name="affianco-stdin", daemon=True).start()
            while not self._done:
                self._turn(handle)
        except OSError:
            self._done = True
        handle.leave()

    def _first(self) -> None:
        try:
            came = self._came.get_nowait()
        except Empty:
            came = self._view
        self._view = came if isinstance(came, views.View) else self._view
        self._print()

    def _read(self) -> None:
        try:
            for line in self._source:
                self._came.put(line.strip())
        except (OSError, ValueError):
            pass
        self._came.put(_EndOfInput())

    def _turn(self, handle: Handle) -> None:
        try:
            came = self._came.get(timeout=self._patience())
        except Empty:
            came = None
        if self._interrupted or isinstance(came, _EndOfInput):
            handle.stop()
            self._stop_shown()
            self._done = True
        elif came is _STOPPED:
            self._stop_shown()
        elif isinstance(came, str):
            self._typed(came, handle)
        elif isinstance(came, views.View):
            self._shown(came)
            if isinstance(came, views.Arriving):
                handle.seen()
        if self._ends_at is not None and self._now() >= self._ends_at:
            self._done = True

    def _patience(self) -> float:
        if self._ends_at is None:
            return _POLL_SECONDS
        return min(_POLL_SECONDS, max(0.0, self._ends_at - self._now()))

    def _say(self, *lines: str) -> None:
        for line in lines:
            self._write(line)

    def _shown(self, view: views.View) -> None:
        old = self._view
        if view == old or (self._stopping and isinstance(view, views.MET)):
            return
        self._view = view
        if isinstance(view, views.Summary) and self._stopping and self._same(old, view):
            return
        self._stopping = self._stopping and isinstance(view, views.OVER)
        if self._talks.outlive(old, view):
            return
        if (told := self._teller.mended(old, view)) is not None:
            self._say("", *told)
            return
        self._say("")
        self._print()

    def _print(self) -> None:
        over = isinstance(self._view, views.OVER)
        self._say(*self._teller.lines(self._view))
        self._ends_at = self._now() + stays(self._view) if over else None

    def _same(self, old: views.View, view: views.Summary) -> bool:
        return isinstance(old, views.Summary) and (
            (phrases.over(self._texts, old), old.offer, old.receipt)
            == (phrases.over(self._texts, view), view.offer, view.receipt)
        )

    def _stop_shown(self) -> None:
        summary = views.stopped(self._view, self._now())
        if summary is not None:
            self._shown(summary)
            self._stopping = True

    def _typed(self, word: str, handle: Handle) -> None:
        if self._talks.open:
            self._talked(self._talks.typed(word))
            return
        word = word.casefold()
        for meaning, act in _WORDS[type(self._view)].items():
            if is_word(self._texts, word, meaning):
                act(self, handle)
                return
        if word:
            self._say(self._texts("terminal_not_understood"))

    def _talked(self, came: list[str] | views.View | None) -> None:
        if isinstance(came, list):
            self._say(*came)
            if not self._talks.open and isinstance(self._view, views.OVER):
                self._ends_at = self._now() + stays(self._view)
        else:
            self._view = came or self._view
            self._say("")
            self._print()

    def _begin(self, handle: Handle) -> None:
        handle.begin()

    def _leave(self, handle: Handle) -> None:
        handle.stop()
        self._done = True

    def _allow(self, handle: Handle) -> None:
        handle.answer(Answer.ALLOW)

    def _allow_see(self, handle: Handle) -> None:
        view = self._view
        asked = isinstance(view, views.Consent | views.Arriving) and view.asks is Asks.CONTROL
        handle.answer(Answer.ALLOW_SEE if asked else Answer.ALLOW)

    def _refuse(self, handle: Handle) -> None:
        handle.answer(Answer.REFUSE)

    def _keep_out(self, handle: Handle) -> None:
        """No to somebody arriving. Stop as well: this may cross the end of the countdown."""
        handle.answer(Answer.REFUSE)
        self._stop(handle)

    def _pause(self, handle: Handle) -> None:
        handle.pause()

    def _go_on(self, handle: Handle) -> None:
        handle.go_on()

    def _stop(self, handle: Handle) -> None:
        handle.stop()
        self._stop_shown()

    def _renew(self, handle: Handle) -> None:
        if isinstance(self._view, views.OVER) and self._view.can_renew:
            self._ends_at = None
            handle.new_code()

    def _offer(self, handle: Handle) -> None:
        self._open(self._talks.offer(handle, self._view))

    def _confirm(self, handle: Handle) -> None:
        shown = self._view.receipt if isinstance(self._view, views.Summary) else None
        if shown is None or not shown.can_judge:
            self._say(self._texts("terminal_not_understood"))
            return
        handle.judge(Verdict.CONFIRMED, "")

    def _dispute(self, handle: Handle) -> None:
        self._open(self._talks.dispute(handle, self._view))

    def _change(self, handle: Handle) -> None:
        self._open(self._talks.change(handle, self._view))

    def _forget(self, handle: Handle) -> None:
        self._open(self._talks.forget(handle, self._view))

    def _open(self, lines: list[str] | None) -> None:
        if lines is None:
            self._say(self._texts("terminal_not_understood"))
            return
        self._ends_at = None
        self._say("", *lines)


_Act = Callable[[Terminal, Handle], None]
_STOP: Final[Mapping[str, _Act]] = {"stop": Terminal._stop}
_LEAVE: Final[Mapping[str, _Act]] = {"close": Terminal._leave, "stop": Terminal._leave}
_OVER_WORDS: Final[Mapping[str, _Act]] = {"new": Terminal._renew, "close": Terminal._leave}
_WORDS: Final[Mapping[type, Mapping[str, _Act]]] = {
    views.Advice: {
        "yes": Terminal._begin,
        "no": Terminal._leave,
        "close": Terminal._leave,
        "forget": Terminal._forget,
    },
    views.Connecting: _LEAVE,
    views.Code: {**_LEAVE, "change": Terminal._change, "forget": Terminal._forget},
    views.Consent: {
        "yes": Terminal._allow,
        "see": Terminal._allow_see,
        "no": Terminal._refuse,
        **_STOP,
    },
    views.Arriving: {
        "yes": Terminal._allow,
        "see": Terminal._allow_see,
        "no": Terminal._keep_out,
        "stop": Terminal._keep_out,
    },
    views.Active: {"pause": Terminal._pause, "go_on": Terminal._go_on, **_STOP},
    views.Reconnecting: _STOP,
    views.Summary: {
        **_OVER_WORDS,
        "offer": Terminal._offer,
        "confirm": Terminal._confirm,
        "dispute": Terminal._dispute,
    },
    views.Enrolling: _LEAVE,
    views.QuickDone: _OVER_WORDS,
    views.Trouble: _OVER_WORDS,
}
