"""The question: somebody has proved the password and asks to come in."""

import tkinter as tk
from collections.abc import Callable

from agent import phrases
from agent.consent import Answer
from agent.views import Consent
from agent.window.look import GOOD, INK, PANEL, SOFT_INK, WARNING, Weight, text
from agent.window.page import CALM_SECONDS, Kit, Page
from broker.wire.words import Asks


class ConsentPage(Page):
    """Who, how sure, for what; Refuse has the focus, and the clock runs towards it.

    A key pressed in the first second was meant for another window; Allow is not there yet.
    """

    def __init__(
        self,
        kit: Kit,
        view: Consent,
        answer: Callable[[Answer], None],
        closed: Callable[[], None],
    ) -> None:
        super().__init__(kit, "title_consent", closed)
        self._view = view
        self._calm_until = kit.now() + CALM_SECONDS
        self._answer = answer
        self._left = text(self.foot, self.look, "", ink=SOFT_INK)
        self._left.pack(side="bottom", fill="x", pady=(self.look.unit, 0))
        self._allowing = self._buttons()
        self.heading(self.say("consent_heading", technician=view.technician))
        if not view.verified:
            organisation = self.say("consent_organisation", organisation=view.organisation)
            self.paragraph(organisation, gap=0.5)
        asks, *reason = phrases.question(self.say, view)
        text(self.body, self.look, asks, self.look.strong).pack(fill="x", pady=(0, self.look.unit))
        for line in reason:
            self.paragraph(line, gap=0.5)
        self.cost(view.cost)
        self._sureness()
        self._words()
        self.tick(kit.now())
        self.present(self._refuse)

    def _sureness(self) -> None:
        line = phrases.sureness(self.say, self._view)
        if self._view.verified:
            self.box(GOOD, strong=line)
        else:
            self.box(WARNING, line)

    def _words(self) -> None:
        look = self.look
        inner = self.box(PANEL, self.say("consent_words_help"))
        row = tk.Frame(inner, bg=PANEL)
        row.pack(fill="x", pady=(look.unit // 2, 0))
        words = phrases.words(self.say, self.kit.pairs, self._view.words)
        wrap = (look.width - 8 * look.unit) // len(words)
        for place, pair in enumerate(words):
            row.columnconfigure(place, weight=1, uniform="words")
            said = tk.Label(row, text=pair, font=look.large, fg=INK, bg=PANEL, wraplength=wrap)
            said.grid(row=0, column=place)

    def _buttons(self) -> list[tk.Button]:
        allowing = [
            self.add(
                phrases.allow(self.say, self._view.asks), Weight.PLAIN, self._saying(Answer.ALLOW)
            )
        ]
        if self._view.asks is Asks.CONTROL:
            only = self.say("consent_allow_only_see")
            allowing.append(self.add(only, Weight.PLAIN, self._saying(Answer.ALLOW_SEE)))
        self._refuse = self.add(
            self.say("consent_refuse"), Weight.MAIN, self._saying(Answer.REFUSE), side="right"
        )
        for key in ("<Return>", "<KP_Enter>", "<space>"):
            self._refuse.bind(key, self._key)
        for one in allowing:
            one.configure(state="disabled")
        return allowing

    def _saying(self, answer: Answer) -> Callable[[], None]:
        return lambda: self._answer(answer)

    def _key(self, _: object) -> str:
        if self.kit.now() >= self._calm_until:
            self._refuse.invoke()
        return "break"

    def tick(self, now: float) -> None:
        """The time left; Allow comes once the first second is over."""
        seconds = max(0, int(self._view.deadline - now + 0.5))
        self._left.configure(text=self.say("consent_left", seconds=seconds))
        if now >= self._calm_until:
            for one in self._allowing:
                one.configure(state="normal")
