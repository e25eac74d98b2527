"""Fields of a form: each with its name, and room for one sentence on a mistake."""

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from agent.quick.form import BadEntry
from agent.quick.limits import EVERY_DAY
from agent.window.look import FOCUS, INK, LINE, MISTAKE, PAPER, Look, text
from agent.window.page import Page

_T = TypeVar("_T")
_ENTRY_WIDTHS: Final = {True: 6, False: 11}
"""Characters of an entry for a time or a number, and for a date."""


class Field:
    """A name in bold, what is chosen or typed below it, and under that what is wrong with it."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.look = page, page.look
        whole = tk.Frame(page.body, bg=PAPER)
        whole.pack(fill="x", pady=(0, self.look.unit // 2))
        text(whole, self.look, name, self.look.strong).pack(fill="x")
        self.inner = tk.Frame(whole, bg=PAPER)
        self.inner.pack(fill="x")
        self.mistake = text(whole, self.look, "", ink=MISTAKE)

    def read(self, how: Callable[[], _T]) -> _T | BadEntry:
        """What `how` gives; where it finds a mistake, that, which is then said here."""
        self.mistake.pack_forget()
        try:
            return how()
        except BadEntry as error:
            self.mistake.configure(text=self.page.say(str(error)))
            self.mistake.pack(fill="x")
            return error


class DayRow:
    """Seven days to tick."""

    def __init__(self, field: Field, chosen: Sequence[int]) -> None:
        self._field = field
        self._days = [tk.BooleanVar(field.page.top, day in chosen) for day in EVERY_DAY]
        for day, on in enumerate(self._days):
            name = field.page.say(f"day_short_{day}")
            _tick(field.inner, field.look, name, on).pack(side="left")

    def chosen(self) -> list[int]:
        """The ticked days, 0 is Monday."""
        return [day for day, on in enumerate(self._days) if on.get()]

    def read(self, how: Callable[[], _T]) -> _T | BadEntry:
        """See `Field.read`."""
        return self._field.read(how)


class Switch:
    """A tick with entries that count only while it is set."""

    def __init__(self, field: Field, on: bool, *parts: str) -> None:
        """`parts`: in turn words and what stands in an entry at first."""
        self._field = field
        self._on = tk.BooleanVar(field.page.top, on)
        self._entries: list[tk.Entry] = []
        words, *rest = parts
        made = _tick(field.inner, field.look, words, self._on)
        made.configure(command=self._turned)
        made.pack(side="left")
        for place, part in enumerate(rest):
            (self._entry if place % 2 == 0 else self._words)(part)
        self._turned()

    def _entry(self, value: str) -> None:
        look = self._field.look
        made = tk.Entry(
            self._field.inner,
            width=_ENTRY_WIDTHS[len(value) < 6],
            font=look.body,
            fg=INK,
            bg=PAPER,
            relief="flat",
            highlightthickness=2,
            highlightbackground=LINE,
            highlightcolor=FOCUS,
            disabledbackground="#eceef1",
        )
        made.insert(0, value)
        made.pack(side="left", padx=look.unit // 3, ipady=2)
        self._entries.append(made)

    def _words(self, words: str) -> None:
        look = self._field.look
        tk.Label(self._field.inner, text=words, font=look.body, fg=INK, bg=PAPER).pack(side="left")

    def _turned(self) -> None:
        for one in self._entries:
            one.configure(state="normal" if self._on.get() else "disabled")

    def read(self, how: Callable[..., _T]) -> _T | BadEntry | None:
        """What `how` makes of the entries; None while the tick is not set."""
        if not self._on.get():
            return self._field.read(lambda: None)
        return self._field.read(lambda: how(*(one.get() for one in self._entries)))


def choice(field: Field, words: str, chosen: tk.BooleanVar, value: bool) -> None:
    """One of several of which one is chosen."""
    made = tk.Radiobutton(field.inner, text=words, variable=chosen, value=value)
    _dress(made, field.look)
    made.pack(anchor="w")


def _tick(parent: tk.Misc, look: Look, words: str, on: tk.BooleanVar) -> tk.Checkbutton:
    made = tk.Checkbutton(parent, text=words, variable=on)
    _dress(made, look)
    return made


def _dress(one: tk.Checkbutton | tk.Radiobutton, look: Look) -> None:
    one.configure(
        font=look.body,
        fg=INK,
        bg=PAPER,
        activebackground=PAPER,
        selectcolor=PAPER,
        borderwidth=0,
        highlightthickness=2,
        highlightbackground=PAPER,
        highlightcolor=FOCUS,
    )
