"""The pages with nothing to decide but to stop: connecting, and a line that dropped."""

from collections.abc import Callable

from agent import phrases
from agent.views import Reconnecting
from agent.window.look import SOFT_INK, Weight, text
from agent.window.page import Kit, Page


class ConnectingPage(Page):
    """The broker is being called; `about` names the sentences on what for."""

    def __init__(self, kit: Kit, about: str, leave: Callable[[], None]) -> None:
        super().__init__(kit, f"title_{about}", leave)
        close = self.add(self.say("code_leave"), Weight.PLAIN, leave, side="right")
        self.heading(self.say(f"{about}_heading"))
        self.paragraph(self.say(f"{about}_body"))
        self.present(close)


class ReconnectingPage(Page):
    """The line dropped; Stop works meanwhile."""

    def __init__(self, kit: Kit, view: Reconnecting, stop: Callable[[], None]) -> None:
        super().__init__(kit, "title_reconnecting", stop)
        self._view = view
        words, weight = (
            ("reconnecting_stop", Weight.STOP) if view.technician else ("code_leave", Weight.PLAIN)
        )
        end = self.add(self.say(words), weight, stop, side="right")
        self.heading(self.say("reconnecting_heading"))
        self.paragraph(phrases.reconnecting(self.say, view))
        self._left = text(self.body, self.look, "", ink=SOFT_INK)
        self._left.pack(fill="x")
        self.tick(kit.now())
        self.present(end)

    def tick(self, now: float) -> None:
        """How long it is still tried."""
        seconds = max(0, int(self._view.deadline - now + 0.5))
        self._left.configure(text=self.say("reconnecting_left", seconds=seconds))
