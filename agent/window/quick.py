"""What pages say of quick access where it is on, with the buttons to change or forget it."""

import tkinter as tk
from collections.abc import Callable, Sequence
from typing import Final

from agent import phrases
from agent.views import QuickLine
from agent.window.look import GOOD, WARNING, Look, Weight, button, text
from agent.window.page import Page

_WELL: Final = frozenset({"quick_forgotten", "quick_limits_kept"})
"""Notes on what was done as the customer wanted; the others are warnings."""


def quick_box(
    page: Page,
    line: QuickLine | None,
    note: str,
    buttons: Sequence[tuple[str, Callable[[], None]]],
) -> None:
    """A box on how quick access stands, what was just done with it, and these buttons."""
    if line is None:
        if note:
            page.box(GOOD if note in _WELL else WARNING, page.say(note))
        return
    said = phrases.quick(page.say, line, page.kit.today())
    inner = page.box(GOOD, *((page.say(note),) if note else ()), strong=said)
    bounds = phrases.bounds(page.say, line.limits, line.organisation, line.used)
    small = text(
        inner, page.look, " · ".join(bounds), page.look.small, inset=2 * page.look.unit, paper=GOOD
    )
    small.pack(fill="x")
    row = tk.Frame(inner, bg=GOOD)
    row.pack(fill="x", pady=(page.look.unit // 2, 0))
    for words, command in buttons:
        small_button(row, page.say(words), page.look, command).pack(
            side="left", padx=(0, page.look.unit // 2)
        )


def small_button(
    parent: tk.Misc, words: str, look: Look, command: Callable[[], None], *, paper: str = GOOD
) -> tk.Button:
    """A button inside a page, less weighty than those at its foot."""
    made = button(parent, words, look, Weight.PLAIN, command)
    made.configure(font=look.body, padx=look.unit, pady=look.unit // 4, highlightbackground=paper)
    return made
