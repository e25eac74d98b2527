"""The window as a person to talk to: it draws views and passes on what is clicked."""

import tkinter as tk
from collections.abc import Callable, Mapping
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Any, Final

from agent import phrases, views
from agent.consent import Answer
from agent.person import Handle
from agent.phrases import Wall
from agent.window.advice import AdvicePage
from agent.window.arriving import ArrivingPage
from agent.window.bar import Bar
from agent.window.code import CodePage
from agent.window.consent import ConsentPage
from agent.window.dialogs import Dialogs
from agent.window.edge import Edge
from agent.window.look import make_look
from agent.window.over import STAYS_SECONDS, OverPage, stays
from agent.window.page import CLASS, Kit, Page
from agent.window.receipt import Doing
from agent.window.waiting import ConnectingPage, ReconnectingPage
from broker.wire import pairs
from broker.wire.texts import Texts
from broker.wire.words import Verdict

_POLL_MS: Final = 40
_STOPPED: Final = object()


class NoDisplay(Exception):
    """There is no graphical screen to open a window on."""


class Window:
    """An `agent.person.Person` at a screen."""

    def __init__(self, say: Texts, now: Callable[[], float], wall: Wall) -> None:
        """NoDisplay where no window can be opened."""
        self._say, self._now, self._wall = say, now, wall
        self._came: SimpleQueue[object] = SimpleQueue()
        self._handle: Handle | None = None
        self._page: Page | None = None
        self._bar: Bar | None = None
        self._edge: Edge | None = None
        self._view: views.View | None = None
        self._interrupted = False
        self._stopping = False
        self._ends_at: float | None = None
        self._broken: BaseException | None = None
        try:
            self._root = tk.Tk(className=CLASS)
        except tk.TclError as error:
            raise NoDisplay(str(error)) from error
        self._root.withdraw()
        self._root.tk.call("rename", "send", "")
        self._root.report_callback_exception = self._broke
        self._kit = Kit(self._root, make_look(self._root), say, now, wall, pairs.load())
        self._dialogs = Dialogs(self._kit, self._put, self._shown, self._do)

    def show(self, view: views.View) -> None:
        """See `agent.person.Person`, as for all that follow."""
        self._came.put(view)

    def stopped(self) -> None:
        self._came.put(_STOPPED)

    def interrupt(self) -> None:
        self._interrupted = True

    def run(self, handle: Handle) -> None:
        self._handle = handle
        self._shown(self._first())
        self._root.after(_POLL_MS, self._poll)
        try:
            self._root.mainloop()
        finally:
            handle.leave()
            self._clear_page()
            # A round trip: the page is gone from the screen now, not when the program has ended.
            self._root.winfo_pointerxy()
            self._root.destroy()
        if self._broken is not None:
            raise self._broken

    def _first(self) -> views.View:
        came = None if self._came.empty() else self._came.get_nowait()
        return came if isinstance(came, views.View) else views.Advice()

    def _broke(
        self, _: type[BaseException], error: BaseException, __: TracebackType | None
    ) -> None:
        self._broken = error
        self._leave()

    def _poll(self) -> None:
        try:
            while True:
                self._take(self._came.get_nowait())
        except Empty:
            pass
        now = self._now()
        if self._page is not None:
            self._page.tick(now)
        if self._bar is not None:
            self._bar.tick(now)
        if self._interrupted or (self._ends_at is not None and now >= self._ends_at):
            self._leave()
            return
        self._root.after(_POLL_MS, self._poll)

    def _take(self, came: object) -> None:
        if came is _STOPPED:
            self._show_stopped()
        elif isinstance(came, views.View):
            self._shown(came)

    def _shown(self, view: views.View) -> None:
        if self._stopping and isinstance(view, views.MET):
            return
        if self._stopping and isinstance(view, views.Summary) and self._same(view):
            return
        if view == self._view == views.Enrolling():
            return
        self._stopping = self._stopping and isinstance(view, views.OVER)
        self._view = view
        if not self._dialogs.outlive(view):
            self._draw(view)

    def _draw(self, view: views.View) -> None:
        """The view's own page, or the bar."""
        if isinstance(view, views.Active):
            self._active(view)
            return
        self._clear_bar()
        page = self._page
        mending = isinstance(view, views.Code) and isinstance(page, CodePage) and page.mend(view)
        if mending or (isinstance(page, OverPage) and page.mend(view)):
            return
        self._put(_PAGES[type(view)](self, view))
        if isinstance(view, views.Arriving) and self._handle is not None:
            self._root.update_idletasks()
            self._handle.seen()

    def _put(self, page: Page) -> None:
        """Show this page; only the last one of all lets the program end by itself."""
        self._ends_at = self._ends_at if isinstance(page, OverPage) else None
        self._clear_page()
        self._page = page

    def _again(self) -> None:
        """The page of the view once more, when what was in front of it is done."""
        if self._view is not None:
            self._draw(self._view)

    def _same(self, view: views.Summary) -> bool:
        old = self._view
        return isinstance(old, views.Summary) and (
            (phrases.over(self._say, old), old.offer, old.receipt)
            == (phrases.over(self._say, view), view.offer, view.receipt)
        )

    def _active(self, view: views.Active) -> None:
        self._clear_page()
        if self._bar is None:
            self._edge = Edge(self._root, self._say("title_frame"))
            self._bar = Bar(
                self._root,
                self._kit.look,
                self._say,
                view,
                self._now,
                self._pause,
                self._go_on,
                self._stop,
            )
        self._bar.mend(view)
        if self._edge is not None:
            self._edge.tint(paused=view.paused)

    def _advice(self, view: views.Advice) -> Page:
        return AdvicePage(self._kit, view, self._begin, self._forget, self._leave)

    def _connecting(self, _: views.Connecting) -> Page:
        return ConnectingPage(self._kit, "connecting", self._leave)

    def _enrolling(self, _: views.Enrolling) -> Page:
        return ConnectingPage(self._kit, "enrolling", self._leave)

    def _code(self, view: views.Code) -> Page:
        return CodePage(self._kit, view, self._change, self._forget, self._leave)

    def _consent(self, view: views.Consent) -> Page:
        return ConsentPage(self._kit, view, self._answer, self._stop)

    def _arriving(self, view: views.Arriving) -> Page:
        return ArrivingPage(self._kit, view, self._answer, self._keep_out, self._stop)

    def _reconnecting(self, view: views.Reconnecting) -> Page:
        end = self._stop if view.technician else self._leave
        return ReconnectingPage(self._kit, view, end)

    def _over(self, view: views.Summary | views.QuickDone | views.Trouble) -> Page:
        if self._ends_at is None or stays(view) > STAYS_SECONDS:
            self._ends_at = self._now() + stays(view)
        doing, ends = Doing(self._show_receipt, self._confirm, self._dispute), self._ends_at
        return OverPage(self._kit, view, ends, self._offer, self._renew, self._leave, doing)

    def _clear_page(self) -> None:
        if self._page is not None:
            self._page.close()
            self._page = None

    def _clear_bar(self) -> None:
        if self._bar is not None:
            self._bar.close()
        if self._edge is not None:
            self._edge.close()
        self._bar = self._edge = None

    def _show_stopped(self) -> None:
        if self._view is None:
            return
        summary = views.stopped(self._view, self._now())
        if summary is not None:
            self._shown(summary)
            self._stopping = True

    def _offer(self) -> None:
        view = self._view
        if isinstance(view, views.Summary) and view.offer is not None:
            self._dialogs.offer(view, view.offer)

    def _change(self) -> None:
        if isinstance(self._view, views.Code) and self._view.quick is not None:
            self._dialogs.change(self._view.quick, self._again)

    def _forget(self) -> None:
        view = self._view
        if isinstance(view, views.Advice | views.Code) and view.quick is not None:
            self._dialogs.forget(type(view), view.quick, self._again)

    def _show_receipt(self) -> None:
        self._do(lambda handle: handle.show_receipt())

    def _confirm(self) -> None:
        self._do(lambda handle: handle.judge(Verdict.CONFIRMED, ""))

    def _dispute(self) -> None:
        if isinstance(self._view, views.Summary):
            self._dialogs.dispute(self._view.organisation, self._again)

    def _begin(self) -> None:
        self._do(lambda handle: handle.begin())

    def _answer(self, answer: Answer) -> None:
        self._do(lambda handle: handle.answer(answer))

    def _pause(self) -> None:
        self._do(lambda handle: handle.pause())

    def _go_on(self) -> None:
        self._do(lambda handle: handle.go_on())

    def _renew(self) -> None:
        self._ends_at = None
        self._do(lambda handle: handle.new_code())

    def _stop(self) -> None:
        self._do(lambda handle: handle.stop())
        self._show_stopped()

    def _keep_out(self) -> None:
        """No to somebody arriving. Stop as well: this may cross the end of the countdown."""
        self._answer(Answer.REFUSE)
        self._stop()

    def _leave(self) -> None:
        self._do(lambda handle: handle.leave())
        self._root.quit()

    def _do(self, what: Callable[[Handle], None]) -> None:
        if self._handle is not None:
            what(self._handle)


_PAGES: Final[Mapping[type, Callable[[Window, Any], Page]]] = {
    views.Advice: Window._advice,
    views.Connecting: Window._connecting,
    views.Code: Window._code,
    views.Consent: Window._consent,
    views.Arriving: Window._arriving,
    views.Reconnecting: Window._reconnecting,
    views.Summary: Window._over,
    views.Enrolling: Window._enrolling,
    views.QuickDone: Window._over,
    views.Trouble: Window._over,
}
