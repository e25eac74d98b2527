"""The first page: what to know about people who telephone, before there is any code."""

import tkinter as tk
from collections.abc import Callable

from agent.window.look import INK, PAPER, Look, Weight, button, row, text
from agent.window.page import Page
from broker.wire.texts import Texts


class AdvicePage(Page):
    """Four sentences and a decision."""

    def __init__(
        self,
        root: tk.Misc,
        look: Look,
        say: Texts,
        go_on: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(root, look, say("title_advice"), leave)
        buttons = row(self.body, look)
        go = button(buttons, say("advice_go"), look, Weight.MAIN, go_on)
        go.pack(side="left")
        button(buttons, say("advice_leave"), look, Weight.PLAIN, leave).pack(side="right")
        self.heading(say("advice_heading"))
        for number in range(1, 5):
            self._point(number, say(f"advice_{number}"))
        self.present(go)

    def _point(self, number: int, words: str) -> None:
        line = tk.Frame(self.body, bg=PAPER)
        line.pack(fill="x", pady=(0, self.look.unit * 3 // 4))
        mark = tk.Label(line, text=f"{number}.", font=self.look.strong, fg=INK, bg=PAPER, width=2)
        mark.pack(side="left", anchor="n")
        text(line, self.look, words, inset=mark.winfo_reqwidth()).pack(
            side="left", fill="x", expand=True
        )
