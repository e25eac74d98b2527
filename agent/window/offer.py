"""The pages on which quick access is allowed or forgotten."""

from collections.abc import Callable

from agent import phrases
from agent.quick.limits import Limits
from agent.views import Offer
from agent.window.look import PANEL, WARNING, Weight
from agent.window.page import CALM_SECONDS, Kit, Page
from agent.window.quick import small_button


class CalmPage(Page):
    """A page on which nothing can be decided in its first second: a double click is one click."""

    def __init__(self, kit: Kit, title: str, closed: Callable[[], None]) -> None:
        super().__init__(kit, title, closed)
        self._calm_until = kit.now() + CALM_SECONDS

    def calm(self, command: Callable[[], None]) -> Callable[[], None]:
        """The command, deaf in the first second."""
        return lambda: command() if self.kit.now() >= self._calm_until else None


class OfferPage(CalmPage):
    """What quick access means and how far it would go; No has the focus, and closing is No."""

    def __init__(
        self,
        kit: Kit,
        offer: Offer,
        bound: Limits,
        change: Callable[[], None],
        accept: Callable[[], None],
        refuse: Callable[[], None],
    ) -> None:
        super().__init__(kit, "title_offer", refuse)
        self.add(self.say("offer_accept"), Weight.PLAIN, self.calm(accept))
        no = self.add(self.say("offer_refuse"), Weight.MAIN, self.calm(refuse), side="right")
        self.top.bind("<Escape>", lambda _: refuse())
        self.heading(self.say("offer_heading"))
        for number in range(1, 5):
            self.paragraph(self.say(f"offer_{number}", organisation=offer.organisation), gap=0.5)
        lines = phrases.bounds(self.say, bound, offer.organisation)
        inner = self.box(PANEL, *(f"• {line}" for line in lines), strong=self.say("offer_bounds"))
        made = small_button(inner, self.say("offer_change"), self.look, change, paper=PANEL)
        made.pack(anchor="w", pady=(self.look.unit // 2, 0))
        self.present(no)


class ForgetPage(CalmPage):
    """Whether quick access is to be forgotten: the safe answer, so it has the focus."""

    def __init__(
        self,
        kit: Kit,
        organisation: str,
        forget: Callable[[], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__(kit, "title_forget", back)
        go = self.add(self.say("forget_yes"), Weight.MAIN, self.calm(forget))
        self.add(self.say("forget_no"), Weight.PLAIN, self.calm(back), side="right")
        self.top.bind("<Escape>", lambda _: back())
        self.heading(self.say("forget_heading"))
        self.box(WARNING, self.say("forget_body", organisation=organisation))
        self.paragraph(self.say("forget_more"))
        self.present(go)
