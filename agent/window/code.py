"""The page with the ID and the password to read out."""

import tkinter as tk
from collections.abc import Callable

from agent import password, phrases
from agent.phrases import Wall
from agent.views import Code
from agent.window.look import INK, LINE, PANEL, SOFT_INK, WARNING, Look, Weight, button, row, text
from agent.window.page import Page
from broker.wire.texts import Texts

_MISSES_SHOWN = 4


class CodePage(Page):
    """Two large codes, how long they live, who is trying, who tried in vain."""

    def __init__(
        self,
        root: tk.Misc,
        look: Look,
        say: Texts,
        view: Code,
        wall: Wall,
        leave: Callable[[], None],
    ) -> None:
        super().__init__(root, look, say("title_code"), leave)
        self._say, self._view = say, view
        buttons = row(self.body, look)
        copy = button(buttons, say("code_copy"), look, Weight.MAIN, self._copy)
        copy.pack(side="left")
        self._copied = text(buttons, look, "", ink=SOFT_INK)
        self._copied.pack(side="left", fill="x", expand=True, padx=look.unit)
        button(buttons, say("code_leave"), look, Weight.PLAIN, leave).pack(side="right")
        self.heading(say("code_heading"))
        self.paragraph(say("code_broker", broker=view.broker))
        self._panel()
        self.paragraph(say("code_dash"), gap=0.5)
        self._left = self.paragraph("", gap=0.5)
        self._state = self.paragraph("", gap=0.5)
        if view.misses:
            self._misses(wall)
        self.tick(view.deadline - 15 * 60)
        self.present(copy)

    def _panel(self) -> None:
        look, view = self.look, self._view
        panel = tk.Frame(self.body, bg=PANEL, highlightthickness=1, highlightbackground=LINE)
        panel.pack(fill="x", pady=(0, look.unit))
        inner = tk.Frame(panel, bg=PANEL)
        inner.pack(padx=look.unit, pady=look.unit)
        lines = (
            ("code_id", password.id_for_reading(view.session)),
            ("code_password", password.for_reading(view.password)),
        )
        for place, (key, value) in enumerate(lines):
            name = tk.Label(inner, text=self._say(key), font=look.strong, fg=SOFT_INK, bg=PANEL)
            name.grid(row=place, column=0, sticky="e", padx=(0, look.unit))
            code = tk.Label(inner, text=value, font=look.code, fg=INK, bg=PANEL)
            code.grid(row=place, column=1, sticky="w")

    def _misses(self, wall: Wall) -> None:
        look, say, misses = self.look, self._say, self._view.misses
        box = tk.Frame(self.body, bg=WARNING, highlightthickness=1, highlightbackground=LINE)
        box.pack(fill="x", pady=(look.unit * 3 // 4, 0))
        lines = [phrases.miss(say, one, wall) for one in misses[-_MISSES_SHOWN:]]
        if len(misses) >= 3:
            lines.append(say("miss_renewed"))
        heading = text(box, look, say("misses_heading"), look.strong, paper=WARNING)
        heading.pack(fill="x", padx=look.unit, pady=(look.unit // 2, 0))
        for line in lines:
            text(box, look, line, look.small, inset=2 * look.unit, paper=WARNING).pack(
                fill="x", padx=look.unit
            )
        tk.Frame(box, bg=WARNING, height=look.unit // 2).pack()

    def mend(self, view: Code) -> bool:
        """Take over a view that differs only in who is trying; whether that was all."""
        same = (view.session, view.password, view.deadline, view.misses) == (
            self._view.session,
            self._view.password,
            self._view.deadline,
            self._view.misses,
        )
        if same:
            self._view = view
        return same

    def tick(self, now: float) -> None:
        """The time left, and who is trying."""
        left = phrases.duration(self._say, self._view.deadline - now)
        self._left.configure(text=self._say("code_left", time=left))
        name = self._view.proving
        key = "code_proving" if name else "code_proving_none"
        self._state.configure(text=self._say(key, technician=name))

    def _copy(self) -> None:
        self.top.clipboard_clear()
        self.top.clipboard_append(phrases.both(self._say, self._view))
        self._copied.configure(text=self._say("code_copied"))
