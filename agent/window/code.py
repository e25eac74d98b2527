"""The page with the ID and the password to read out."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import replace

from agent import password, phrases
from agent.views import Code
from agent.window.look import INK, LINE, PANEL, SOFT_INK, WARNING, Weight, text
from agent.window.page import Kit, Page
from agent.window.quick import quick_box

_LINES_SHOWN = 5


class CodePage(Page):
    """Two large codes, how long they live, who is trying, who tried in vain, quick access."""

    def __init__(
        self,
        kit: Kit,
        view: Code,
        change: Callable[[], None],
        forget: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        super().__init__(kit, "title_code", leave)
        self._view = view
        copy = self.add(self.say("code_copy"), Weight.MAIN, self._copy)
        self._copied = text(self.buttons, self.look, "", ink=SOFT_INK)
        self._copied.pack(side="left", fill="x", expand=True, padx=self.look.unit)
        self.add(self.say("code_leave"), Weight.PLAIN, leave, side="right")
        self.heading(self.say("code_heading"))
        self.paragraph(self.say("code_broker", broker=view.broker))
        self._panel()
        self.paragraph(self.say("code_dash"), gap=0.5)
        self._left = self.paragraph("", gap=0.5)
        self._state = self.paragraph("", gap=0.5)
        actions = (("quick_change", change), ("quick_forget", forget))
        quick_box(self, view.quick, view.note, actions)
        if view.misses:
            self._misses()
        self.tick(kit.now())
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
            name = tk.Label(inner, text=self.say(key), font=look.strong, fg=SOFT_INK, bg=PANEL)
            name.grid(row=place, column=0, sticky="e", padx=(0, look.unit))
            code = tk.Label(inner, text=value, font=look.code, fg=INK, bg=PANEL)
            code.grid(row=place, column=1, sticky="w")

    def _misses(self) -> None:
        lines = phrases.misses(self.say, self._view.misses, self.kit.wall)
        self.box(WARNING, *lines[-_LINES_SHOWN:], strong=self.say("misses_heading"))

    def mend(self, view: Code) -> bool:
        """Take over a view that differs only in who is trying; whether that was all."""
        same = replace(view, proving=self._view.proving) == self._view
        if same:
            self._view = view
        return same

    def tick(self, now: float) -> None:
        """The time left, and who is trying."""
        left = phrases.duration(self.say, self._view.deadline - now)
        self._left.configure(text=self.say("code_left", time=left))
        name = self._view.proving
        key = "code_proving" if name else "code_proving_none"
        self._state.configure(text=self.say(key, technician=name))

    def _copy(self) -> None:
        self.top.clipboard_clear()
        self.top.clipboard_append(phrases.both(self.say, self._view))
        self._copied.configure(text=self.say("code_copied"))
