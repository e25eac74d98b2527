"""The first page: what to know about people who telephone, before there is any code."""

import tkinter as tk
from collections.abc import Callable

from agent.views import Advice
from agent.window.look import INK, PAPER, Weight, text
from agent.window.page import Kit, Page
from agent.window.quick import quick_box


class AdvicePage(Page):
    """Four sentences and a decision; how quick access stands, where there is any."""

    def __init__(
        self,
        kit: Kit,
        view: Advice,
        go_on: Callable[[], None],
        forget: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(kit, "title_advice", leave)
        go = self.add(self.say("advice_go"), Weight.MAIN, go_on)
        self.add(self.say("advice_leave"), Weight.PLAIN, leave, side="right")
        self.heading(self.say("advice_heading"))
        for number in range(1, 5):
            self._point(number, self.say(f"advice_{number}"))
        quick_box(self, view.quick, view.note, (("quick_forget", forget),))
        self.present(go)

    def _point(self, number: int, words: str) -> None:
        line = tk.Frame(self.body, bg=PAPER)
        line.pack(fill="x", pady=(0, self.look.unit * 3 // 4))
        mark = tk.Label(line, text=f"{number}.", font=self.look.strong, fg=INK, bg=PAPER, width=2)
        mark.pack(side="left", anchor="n")
        text(line, self.look, words, inset=mark.winfo_reqwidth()).pack(
            side="left", fill="x", expand=True
        )
