"""What the customer opens in front of a view's own page: the offer, the limits, the forgetting."""

from collections.abc import Callable
from dataclasses import replace

from agent.person import Handle
from agent.quick import form
from agent.quick.limits import Limits
from agent.views import Code, Enrolling, Offer, QuickLine, Summary, View, subject
from agent.window.bounds import Asked, BoundsPage
from agent.window.offer import ForgetPage, OfferPage
from agent.window.page import Kit, Page
from agent.window.receipt import DisputePage
from broker.wire.words import Verdict


class Dialogs:
    """At most one is open. A view that is about something else closes it unanswered."""

    def __init__(
        self,
        kit: Kit,
        put: Callable[[Page], None],
        show: Callable[[View], None],
        do: Callable[[Callable[[Handle], None]], None],
    ) -> None:
        """`put` shows a page instead of what is there, `show` a view's own page."""
        self._kit, self._put, self._show, self._do = kit, put, show, do
        self._over: Callable[[View], bool] | None = None

    def outlive(self, view: View) -> bool:
        """Whether one is open that may stay in front of this view; else none is any more."""
        if self._over is not None and not self._over(view):
            self._over = None
        return self._over is not None

    def offer(self, view: Summary, offer: Offer) -> None:
        """What quick access would mean, proposed with safe limits."""
        self._over = _about(Summary)
        self._offered(view, offer, form.safe(offer.technician, self._kit.today()))

    def change(self, quick: QuickLine, back: Callable[[], None]) -> None:
        """How far quick access goes from now on."""

        def keep(bound: Limits) -> None:
            self._do(lambda handle: handle.change_limits(bound))
            self._closed(back)

        self._over = _about(Code)
        asked = Asked(quick.technician, quick.organisation, quick.limits, quick.used)
        self._put(BoundsPage(self._kit, asked, keep, lambda: self._closed(back)))

    def forget(self, over: type[View], quick: QuickLine, back: Callable[[], None]) -> None:
        """Whether it is to be over."""

        def forget() -> None:
            self._do(lambda handle: handle.forget())
            self._closed(back)

        self._over = _about(over)
        self._put(ForgetPage(self._kit, quick.organisation, forget, lambda: self._closed(back)))

    def dispute(self, organisation: str, back: Callable[[], None]) -> None:
        """What is not right about the receipt."""

        def send(note: str) -> None:
            self._do(lambda handle: handle.judge(Verdict.DISPUTED, note))
            self._closed(back)

        self._over = _can_dispute
        self._put(DisputePage(self._kit, organisation, send, lambda: self._closed(back)))

    def _offered(self, view: Summary, offer: Offer, bound: Limits) -> None:
        def change() -> None:
            asked = Asked(offer.technician, offer.organisation, bound)
            self._put(BoundsPage(self._kit, asked, again, lambda: again(bound)))

        def again(chosen: Limits) -> None:
            self._offered(view, offer, chosen)

        def accept() -> None:
            self._do(lambda handle: handle.opt_in(bound))
            self._closed(lambda: self._show(Enrolling()))

        def refuse() -> None:
            self._do(lambda handle: handle.no_opt_in())
            self._closed(lambda: self._show(replace(view, offer=None)))

        self._put(OfferPage(self._kit, offer, bound, change, accept, refuse))

    def _closed(self, then: Callable[[], None]) -> None:
        self._over = None
        then()


def _about(over: type[View]) -> Callable[[View], bool]:
    """Whether a view is of this kind and still has what a dialog about quick access is about."""
    return lambda view: isinstance(view, over) and subject(view) is not None


def _can_dispute(view: View) -> bool:
    return isinstance(view, Summary) and view.receipt is not None and view.receipt.can_dispute
