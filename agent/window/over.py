"""The last page: what happened, a new code or the end, which comes by itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from agent import phrases
from agent.views import Offer, QuickDone, Summary, Trouble, View
from agent.window.look import PANEL, SOFT_INK, WARNING, Weight, text
from agent.window.offer import CalmPage
from agent.window.page import Kit
from agent.window.quick import small_button
from agent.window.receipt import Doing, ReceiptPart

STAYS_SECONDS: Final = 60.0
"""How long the page stays before the program ends by itself."""

RECEIPT_SECONDS: Final = 300.0
"""How long it stays where there is a receipt to read."""


def stays(view: View) -> float:
    """Seconds for which the last page stays with this view."""
    read = isinstance(view, Summary) and view.receipt is not None
    return RECEIPT_SECONDS if read else STAYS_SECONDS


_KINDS: Final = {Summary: "summary", QuickDone: "quick_done", Trouble: "trouble"}


class OverPage(CalmPage):
    """Outcome, who, how long; where quick access is on offer, the way to the page about it."""

    def __init__(
        self,
        kit: Kit,
        view: Summary | QuickDone | Trouble,
        ends_at: float,
        offer: Callable[[], None],
        renew: Callable[[], None],
        leave: Callable[[], None],
        doing: Doing,
    ) -> None:
        kind = _KINDS[type(view)]
        super().__init__(kit, f"title_{kind}", leave)
        self._view, self._ends_at = view, ends_at
        self._receipt: ReceiptPart | None = None
        if view.can_renew:
            words = "over_try_again" if kind == "trouble" else "over_new_code"
            self.add(self.say(words), Weight.PLAIN, renew)
        close = self.add(self.say("over_close"), Weight.MAIN, leave, side="right")
        self._left = text(self.foot, self.look, "", self.look.small, ink=SOFT_INK)
        self._left.pack(side="bottom", fill="x", pady=(self.look.unit // 2, 0))
        self.heading(self.say(f"{kind}_heading"))
        for line in phrases.over(self.say, view):
            self.paragraph(line, gap=0.5)
        if isinstance(view, Summary) and view.receipt is not None:
            self._receipt = ReceiptPart(self, view.receipt, self._calmly(doing))
        if isinstance(view, Trouble) and view.misses:
            tries = phrases.tries(self.say, view.misses, kit.wall)
            self.box(WARNING, *tries, strong=self.say("misses_heading"))
        if isinstance(view, Summary) and view.offer is not None:
            self._offer(view.offer, offer)
        self.tick(kit.now())
        self.present(close)

    def mend(self, view: View) -> bool:
        """Take over a view in which only what becomes of the receipt differs; whether it does."""
        old = self._view
        if not isinstance(view, Summary) or not isinstance(old, Summary) or self._receipt is None:
            return False
        shown, before = view.receipt, old.receipt
        if shown is None or before is None or shown.receipt != before.receipt:
            return False
        if replace(view, receipt=None) != replace(old, receipt=None):
            return False
        self._view = view
        self._receipt.show(shown)
        self.fit()
        return True

    def _calmly(self, doing: Doing) -> Doing:
        return replace(doing, confirm=self.calm(doing.confirm), dispute=self.calm(doing.dispute))

    def _offer(self, offer: Offer, command: Callable[[], None]) -> None:
        said = self.say("offer_invitation", organisation=offer.organisation)
        inner = self.box(PANEL, said)
        made = small_button(inner, self.say("offer_open"), self.look, command, paper=PANEL)
        made.pack(anchor="w", pady=(self.look.unit // 2, 0))

    def tick(self, now: float) -> None:
        """How long until the end."""
        seconds = max(0, int(self._ends_at - now + 0.5))
        if seconds <= STAYS_SECONDS:
            left = self.say("over_left", seconds=seconds)
        else:
            left = self.say("over_left_long", time=phrases.duration(self.say, seconds))
        self._left.configure(text=left)
