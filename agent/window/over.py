"""The last page: what happened, a new code or the end, which comes by itself."""

import tkinter as tk
from collections.abc import Callable
from typing import Final

from agent import phrases
from agent.views import Summary, Trouble
from agent.window.look import SOFT_INK, Look, Weight, button, row, text
from agent.window.page import Page
from broker.wire.texts import Texts

STAYS_SECONDS: Final = 60.0
"""How long the page stays before the program ends by itself."""


class OverPage(Page):
    """Outcome, who, how long."""

    def __init__(
        self,
        root: tk.Misc,
        look: Look,
        say: Texts,
        view: Summary | Trouble,
        ends_at: float,
        now: float,
        renew: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        kind = "summary" if isinstance(view, Summary) else "trouble"
        super().__init__(root, look, say(f"title_{kind}"), leave)
        self._say, self._ends_at = say, ends_at
        buttons = row(self.body, look)
        close = button(buttons, say("over_close"), look, Weight.MAIN, leave)
        close.pack(side="right")
        if view.can_renew:
            words = say("over_new_code" if kind == "summary" else "over_try_again")
            button(buttons, words, look, Weight.PLAIN, renew).pack(side="left")
        self._left = text(self.body, look, "", look.small, ink=SOFT_INK)
        self._left.pack(side="bottom", fill="x", pady=(look.unit, 0))
        self.heading(say(f"{kind}_heading"))
        for line in phrases.over(say, view):
            self.paragraph(line, gap=0.5)
        self.tick(now)
        self.present(close)

    def tick(self, now: float) -> None:
        """How long until the end."""
        seconds = max(0, int(self._ends_at - now + 0.5))
        self._left.configure(text=self._say("over_left", seconds=seconds))
