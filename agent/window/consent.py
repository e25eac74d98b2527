"""The question: somebody has proved the password and asks to come in."""

import tkinter as tk
from collections.abc import Callable
from typing import Final

from agent import phrases
from agent.consent import Answer
from agent.views import Consent
from agent.window.look import SOFT_INK, WARNING, Look, Weight, button, row, text
from agent.window.page import Page
from broker.wire.texts import Texts
from broker.wire.words import Asks

CALM_SECONDS: Final = 1.0
"""For so long a key that was meant for another window answers nothing, and Allow is not there."""


class ConsentPage(Page):
    """Who, from where, for what; Refuse has the focus, and the clock runs towards it."""

    def __init__(
        self,
        root: tk.Misc,
        look: Look,
        say: Texts,
        view: Consent,
        now: Callable[[], float],
        answer: Callable[[Answer], None],
        closed: Callable[[], None],
    ) -> None:
        super().__init__(root, look, say("title_consent"), closed)
        self._say, self._view, self._now = say, view, now
        self._calm_until = now() + CALM_SECONDS
        self._answer = answer
        self._left = text(self.body, look, "", ink=SOFT_INK)
        self._allowing = self._buttons()
        self._left.pack(side="bottom", fill="x", pady=(look.unit, 0))
        self.heading(say("consent_heading", technician=view.technician))
        organisation, asks, unsure = phrases.question(say, view)
        self.paragraph(organisation)
        text(self.body, look, asks, look.strong).pack(fill="x", pady=(0, look.unit))
        box = tk.Frame(self.body, bg=WARNING)
        box.pack(fill="x")
        text(box, look, unsure, inset=2 * look.unit, paper=WARNING).pack(
            fill="x", padx=look.unit, pady=look.unit * 3 // 4
        )
        self.tick(now())
        self.present(self._refuse)

    def _buttons(self) -> list[tk.Button]:
        look, say, view = self.look, self._say, self._view
        line = row(self.body, look)
        allow = button(
            line, phrases.allow(say, view.asks), look, Weight.PLAIN, self._saying(Answer.ALLOW)
        )
        allow.pack(side="left")
        allowing = [allow]
        if view.asks is Asks.CONTROL:
            see = button(
                line,
                say("consent_allow_only_see"),
                look,
                Weight.PLAIN,
                self._saying(Answer.ALLOW_SEE),
            )
            see.pack(side="left", padx=(look.unit // 2, 0))
            allowing.append(see)
        self._refuse = button(
            line, say("consent_refuse"), look, Weight.MAIN, self._saying(Answer.REFUSE)
        )
        self._refuse.pack(side="right", padx=(look.unit * 2, 0))
        for key in ("<Return>", "<KP_Enter>", "<space>"):
            self._refuse.bind(key, self._key)
        for one in allowing:
            one.configure(state="disabled")
        return allowing

    def _saying(self, answer: Answer) -> Callable[[], None]:
        return lambda: self._answer(answer)

    def _key(self, _: object) -> str:
        if self._now() >= self._calm_until:
            self._refuse.invoke()
        return "break"

    def tick(self, now: float) -> None:
        """The time left; Allow comes once the first second is over."""
        seconds = max(0, int(self._view.deadline - now + 0.5))
        self._left.configure(text=self._say("consent_left", seconds=seconds))
        if now >= self._calm_until:
            for one in self._allowing:
                one.configure(state="normal")
