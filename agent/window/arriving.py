"""Somebody comes in by quick access: ten seconds in which the customer can say no."""

import tkinter as tk
from collections.abc import Callable
from typing import Final

from agent import phrases
from agent.consent import Answer
from agent.views import Arriving
from agent.window.look import GOOD, LINE, SEEN, Weight, button, text
from agent.window.page import CALM_SECONDS, Kit, Page
from broker.wire import limits
from broker.wire.words import Asks

_BAR_HEIGHT: Final = 14
"""Pixels of the bar that runs out."""


class ArrivingPage(Page):
    """Who, why, for what, and how long is left. Silence lets in, and the page says so.

    Stop has the focus and the most room; Escape is Stop at once. Return and space, which may have
    been meant for another window, are so after the first second, and so is letting in.
    """

    def __init__(
        self,
        kit: Kit,
        view: Arriving,
        answer: Callable[[Answer], None],
        stop: Callable[[], None],
        closed: Callable[[], None],
    ) -> None:
        super().__init__(kit, "title_arriving", closed)
        self._view, self._answer = view, answer
        self._calm_until = kit.now() + CALM_SECONDS
        self.top.bind("<Escape>", lambda _: stop())
        self._stop = self._stop_button(stop)
        self._letting = self._buttons()
        self._left = text(self.foot, self.look, "", self.look.strong)
        self._left.pack(side="bottom", fill="x", pady=(self.look.unit // 2, 0))
        self._bar = self._countdown()
        self.heading(self.say("arriving_heading", technician=view.technician))
        verified, reason, asks = phrases.arriving(self.say, view)
        self.box(GOOD, strong=verified)
        for line in (reason, asks):
            text(self.body, self.look, line, self.look.strong).pack(
                fill="x", pady=(0, self.look.unit // 2)
            )
        self.cost(view.cost)
        self.paragraph(self.say("arriving_why"), gap=0.5)
        self.tick(kit.now())
        self.present(self._stop)

    def _stop_button(self, stop: Callable[[], None]) -> tk.Button:
        made = button(self.foot, self.say("arriving_stop"), self.look, Weight.STOP, stop)
        made.configure(font=self.look.heading)
        made.pack(side="bottom", fill="x", pady=(self.look.unit // 2, 0))
        for key in ("<Return>", "<KP_Enter>", "<space>"):
            made.bind(key, self._key)
        return made

    def _buttons(self) -> list[tk.Button]:
        each = [(self.say("arriving_let_in"), Answer.ALLOW)]
        if self._view.asks is Asks.CONTROL:
            each.append((self.say("arriving_see"), Answer.ALLOW_SEE))
        return [self._button(words, answer) for words, answer in each]

    def _button(self, words: str, answer: Answer) -> tk.Button:
        made = self.add(words, Weight.PLAIN, lambda: self._answer(answer))
        made.configure(state="disabled")
        return made

    def _countdown(self) -> tk.Canvas:
        made = tk.Canvas(self.foot, height=_BAR_HEIGHT, bg=LINE, highlightthickness=0, width=1)
        made.pack(side="bottom", fill="x", pady=(self.look.unit, 0))
        made.create_rectangle(0, 0, 0, _BAR_HEIGHT, fill=SEEN, outline="", tags="left")
        return made

    def _key(self, _: object) -> str:
        if self.kit.now() >= self._calm_until:
            self._stop.invoke()
        return "break"

    def tick(self, now: float) -> None:
        """The time left, in words and as a bar."""
        left = max(0.0, self._view.deadline - now)
        self._left.configure(text=self.say("arriving_left", seconds=int(left + 0.99)))
        part = min(1.0, left / limits.COUNTDOWN_SECONDS)
        self._bar.coords("left", 0, 0, self._bar.winfo_width() * part, _BAR_HEIGHT)
        if now >= self._calm_until:
            for one in self._letting:
                one.configure(state="normal")
