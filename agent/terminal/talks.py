"""What the customer opens beside a view's own lines: the offer, the limits, the forgetting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from agent import views
from agent.person import Handle
from agent.quick.limits import Limits
from agent.terminal import dialogs
from agent.terminal.dialogs import Asked, Talk
from broker.wire.texts import Texts
from broker.wire.words import Verdict

_Decided = Callable[[Any], list[str] | views.View | None]


class Talks:
    """At most one is open. A view that is about something else ends it without an answer.

    Beginning one gives its first lines; None: there is nothing to talk about.
    """

    def __init__(self, texts: Texts, today: Callable[[], date]) -> None:
        self._texts, self._today = texts, today
        self._talk: Talk[Any] | None = None
        self._has_subject: Callable[[views.View], bool] = _is_about_quick
        self._free = False
        self._decided: _Decided = lambda _: None

    @property
    def open(self) -> bool:
        """Whether what is typed belongs to a talk."""
        return self._talk is not None

    def outlive(self, old: views.View, new: views.View) -> bool:
        """Whether one is open that may go on when this view follows that one."""
        if type(old) is not type(new) or not self._has_subject(new):
            self._talk = None
        return self.open

    def typed(self, word: str) -> list[str] | views.View | None:
        """What to say next; None: what the view says, once more; a view: that from now on."""
        talk = self._talk
        if talk is None:
            return None
        try:
            return talk.send(word if self._free else word.casefold())
        except StopIteration as end:
            self._talk = None
            return self._decided(end.value)

    def _begin(self, talk: Talk[Any], decided: _Decided) -> list[str]:
        self._talk, self._decided = talk, decided
        self._has_subject, self._free = _is_about_quick, False
        return next(talk)

    def dispute(self, handle: Handle, view: views.View) -> list[str] | None:
        """What is not right about the receipt, in the customer's own words."""
        if not _can_dispute(view):
            return None

        def decided(note: str | None) -> list[str] | None:
            if note is None:
                return None
            handle.judge(Verdict.DISPUTED, note)
            return []

        lines = self._begin(dialogs.dispute(self._texts), decided)
        self._has_subject, self._free = _can_dispute, True
        return lines

    def offer(self, handle: Handle, view: views.View) -> list[str] | None:
        """What quick access would mean, and whether to allow it."""
        if not isinstance(view, views.Summary) or view.offer is None:
            return None

        def decided(bound: Limits | None) -> views.View:
            if bound is None:
                handle.no_opt_in()
                return replace(view, offer=None)
            handle.opt_in(bound)
            return views.Enrolling()

        return self._begin(dialogs.offer(self._texts, view.offer, self._today()), decided)

    def change(self, handle: Handle, view: views.View) -> list[str] | None:
        """How far quick access goes from now on."""
        quick = views.subject(view)
        if not isinstance(quick, views.QuickLine):
            return None
        bound = quick.limits
        if bound.uses is not None:
            bound = replace(bound, uses=max(1, bound.uses - quick.used))
        names = bound.technicians or ((quick.technician,) if quick.technician else ())

        def decided(chosen: Limits) -> list[str]:
            handle.change_limits(chosen)
            return []

        asked = Asked(names, quick.organisation, bound)
        return self._begin(dialogs.bounds(self._texts, asked, self._today()), decided)

    def forget(self, handle: Handle, view: views.View) -> list[str] | None:
        """Whether quick access is to be over."""
        quick = views.subject(view)
        if quick is None:
            return None

        def decided(yes: bool) -> list[str] | None:
            if not yes:
                return None
            handle.forget()
            return []

        return self._begin(dialogs.forget(self._texts, quick.organisation), decided)


def _is_about_quick(view: views.View) -> bool:
    return views.subject(view) is not None


def _can_dispute(view: views.View) -> bool:
    shown = view.receipt if isinstance(view, views.Summary) else None
    return shown is not None and shown.can_dispute
