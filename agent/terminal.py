"""The agent on stdin and stdout, line by line: the same questions, typed answers."""

from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, TextIO

from agent import password, phrases, views
from agent.consent import Answer
from agent.person import Handle
from agent.phrases import Wall
from broker.wire import limits
from broker.wire.texts import Texts
from broker.wire.words import Asks

OVER_SECONDS: Final = 60.0
"""How long the last page stays before the program ends by itself."""

_POLL_SECONDS: Final = 0.05
_STOPPED: Final = object()


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
        self._wall = wall
        self._came: SimpleQueue[object] = SimpleQueue()
        self._view: views.View | None = None
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

    def run(self, handle: Handle) -> None:
        Thread(target=self._read, name="affianco-stdin", daemon=True).start()
        try:
            self._advise()
            while not self._done:
                self._turn(handle)
        except OSError:
            self._done = True
        handle.leave()

    def _read(self) -> None:
        try:
            for line in self._source:
                self._came.put(line.strip().casefold())
        except (OSError, ValueError):
            pass
        self._came.put(_EndOfInput())

    def _turn(self, handle: Handle) -> None:
        try:
            came = self._came.get(timeout=_POLL_SECONDS)
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
        if self._ends_at is not None and self._now() >= self._ends_at:
            self._done = True

    def _say(self, *lines: str) -> None:
        for line in lines:
            self._write(line)

    def _advise(self) -> None:
        texts = self._texts
        self._say(texts("advice_heading").upper())
        keys = (*(f"advice_{number}" for number in range(1, 4)), "terminal_advice_4")
        self._say(*(f"- {texts(key)}" for key in keys))
        self._say(texts("terminal_advice_ask"))

    def _shown(self, view: views.View) -> None:
        if view == self._view or (self._stopping and isinstance(view, views.MET)):
            return
        if isinstance(view, views.Summary) and self._stopping and self._same(view):
            self._view = view
            return
        self._view, self._stopping = view, self._stopping and isinstance(view, views.OVER)
        self._ends_at = None
        self._say("")
        _PAGES[type(view)](self, view)

    def _same(self, view: views.Summary) -> bool:
        old = self._view
        texts = self._texts
        return isinstance(old, views.Summary) and (
            phrases.over(texts, old) == phrases.over(texts, view)
        )

    def _connecting(self, _: views.Connecting) -> None:
        self._say(self._texts("connecting_body"))

    def _code(self, view: views.Code) -> None:
        texts = self._texts
        if view.proving:
            self._say(texts("code_proving", technician=view.proving))
            return
        self._say(
            texts("code_broker", broker=view.broker),
            texts("terminal_line_id", id=password.id_for_reading(view.session)),
            texts("terminal_line_password", password=password.for_reading(view.password)),
            texts("code_dash"),
            texts("code_left", time=phrases.duration(texts, view.deadline - self._now())),
        )
        if view.misses:
            self._say(texts("misses_heading"))
            self._say(*(phrases.miss(texts, one, self._wall) for one in view.misses))
        if len(view.misses) >= limits.TRIES_EACH_PASSWORD:
            self._say(texts("miss_renewed"))
        self._say(texts("terminal_code_help"))

    def _consent(self, view: views.Consent) -> None:
        texts = self._texts
        self._say(texts("consent_heading", technician=view.technician))
        self._say(*phrases.question(texts, view))
        self._say(texts("consent_left", seconds=max(0, int(view.deadline - self._now()))))
        self._say(texts(f"terminal_consent_ask_{view.asks}"))

    def _active(self, view: views.Active) -> None:
        texts = self._texts
        self._say(phrases.who(texts, view))
        self._say(*phrases.notes(texts, view))
        self._say(texts("terminal_paused_help" if view.paused else "terminal_active_help"))

    def _reconnecting(self, view: views.Reconnecting) -> None:
        texts = self._texts
        self._say(texts("reconnecting_heading"), phrases.reconnecting(texts, view))
        self._say(texts("terminal_reconnecting_help"))

    def _over(self, view: views.Summary | views.Trouble) -> None:
        texts = self._texts
        heading = "summary_heading" if isinstance(view, views.Summary) else "trouble_heading"
        self._say(texts(heading), *phrases.over(texts, view))
        self._say(texts("terminal_over_help" if view.can_renew else "terminal_over_close"))
        self._say(texts("over_left", seconds=int(OVER_SECONDS)))
        self._ends_at = self._now() + OVER_SECONDS

    def _stop_shown(self) -> None:
        if self._view is None:
            return
        summary = views.stopped(self._view, self._now())
        if summary is not None:
            self._shown(summary)
            self._stopping = True

    def _is(self, word: str, meaning: str) -> bool:
        return word in self._texts(f"terminal_words_{meaning}").split()

    def _typed(self, word: str, handle: Handle) -> None:
        answers = _ADVICE_WORDS if self._view is None else _WORDS[type(self._view)]
        for meaning, act in answers.items():
            if self._is(word, meaning):
                act(self, handle)
                return
        if word:
            self._say(self._texts("terminal_not_understood"))

    def _begin(self, handle: Handle) -> None:
        handle.begin()

    def _leave(self, handle: Handle) -> None:
        handle.stop()
        self._done = True

    def _allow(self, handle: Handle) -> None:
        handle.answer(Answer.ALLOW)

    def _allow_see(self, handle: Handle) -> None:
        asked = isinstance(self._view, views.Consent) and self._view.asks is Asks.CONTROL
        handle.answer(Answer.ALLOW_SEE if asked else Answer.ALLOW)

    def _refuse(self, handle: Handle) -> None:
        handle.answer(Answer.REFUSE)

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


_Act = Callable[[Terminal, Handle], None]
_STOP: Final[Mapping[str, _Act]] = {"stop": Terminal._stop}
_ADVICE_WORDS: Final[Mapping[str, _Act]] = {
    "yes": Terminal._begin,
    "no": Terminal._leave,
    "close": Terminal._leave,
}
_OVER_WORDS: Final[Mapping[str, _Act]] = {"new": Terminal._renew, "close": Terminal._leave}
_WORDS: Final[Mapping[type, Mapping[str, _Act]]] = {
    views.Connecting: {"close": Terminal._leave, "stop": Terminal._leave},
    views.Code: {"close": Terminal._leave, "stop": Terminal._leave},
    views.Consent: {
        "yes": Terminal._allow,
        "see": Terminal._allow_see,
        "no": Terminal._refuse,
        **_STOP,
    },
    views.Active: {"pause": Terminal._pause, "go_on": Terminal._go_on, **_STOP},
    views.Reconnecting: _STOP,
    views.Summary: _OVER_WORDS,
    views.Trouble: _OVER_WORDS,
}
_PAGES: Final[Mapping[type, Callable[..., None]]] = {
    views.Connecting: Terminal._connecting,
    views.Code: Terminal._code,
    views.Consent: Terminal._consent,
    views.Active: Terminal._active,
    views.Reconnecting: Terminal._reconnecting,
    views.Summary: Terminal._over,
    views.Trouble: Terminal._over,
}
