"""The pages with nothing to decide but to stop: connecting, and a line that dropped."""

import tkinter as tk
from collections.abc import Callable

from agent import phrases
from agent.views import Reconnecting
from agent.window.look import SOFT_INK, Look, Weight, button, row, text
from agent.window.page import Page
from broker.wire.texts import Texts


class ConnectingPage(Page):
    """The broker is being called."""

    def __init__(self, root: tk.Misc, look: Look, say: Texts, leave: Callable[[], None]) -> None:
        super().__init__(root, look, say("title_connecting"), leave)
        close = button(row(self.body, look), say("code_leave"), look, Weight.PLAIN, leave)
        close.pack(side="right")
        self.heading(say("connecting_heading"))
        self.paragraph(say("connecting_body"))
        self.present(close)


class ReconnectingPage(Page):
    """The line dropped; Stop works meanwhile."""

    def __init__(
        self,
        root: tk.Misc,
        look: Look,
        say: Texts,
        view: Reconnecting,
        now: float,
        stop: Callable[[], None],
    ) -> None:
        super().__init__(root, look, say("title_reconnecting"), stop)
        self._say, self._view = say, view
        words, weight = (
            ("reconnecting_stop", Weight.STOP) if view.technician else ("code_leave", Weight.PLAIN)
        )
        end = button(row(self.body, look), say(words), look, weight, stop)
        end.pack(side="right")
        self.heading(say("reconnecting_heading"))
        self.paragraph(phrases.reconnecting(say, view))
        self._left = text(self.body, look, "", ink=SOFT_INK)
        self._left.pack(fill="x")
        self.tick(now)
        self.present(end)

    def tick(self, now: float) -> None:
        """How long it is still tried."""
        seconds = max(0, int(self._view.deadline - now + 0.5))
        self._left.configure(text=self._say("reconnecting_left", seconds=seconds))
