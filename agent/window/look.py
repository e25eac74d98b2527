"""Fonts, colours and the few widgets that every page is made of."""

import tkinter as tk
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from tkinter import font as tkfont
from typing import Final

PAPER: Final = "#ffffff"
INK: Final = "#1b1b1f"
SOFT_INK: Final = "#4a4a52"
PANEL: Final = "#eef3f9"
LINE: Final = "#b8c4d2"
WARNING: Final = "#fff4d6"
GOOD: Final = "#e3f4e6"
MISTAKE: Final = "#b3001b"
SEEN: Final = "#c2410c"
PAUSED: Final = "#1d4ed8"
FOCUS: Final = "#f59e0b"

_WIDTH_LINES: Final = 34
"""How wide a page is, in heights of a line."""
_ROOMY_LINES: Final = 34
"""A screen on which fewer lines fit one above the other is cramped."""
_FAMILIES: Final = ("Segoe UI", "SF Pro Text", "Noto Sans", "DejaVu Sans", "Liberation Sans")
_CODE_FAMILIES: Final = ("DejaVu Sans Mono", "Liberation Mono", "Consolas", "Menlo", "Courier")


class Weight(StrEnum):
    """What a button means."""

    MAIN = "main"
    PLAIN = "plain"
    STOP = "stop"


_COLOURS: Final = {
    Weight.MAIN: ("#0b5394", "#083c6b", "#ffffff"),
    Weight.PLAIN: ("#e4e7ec", "#cfd5de", INK),
    Weight.STOP: ("#b3001b", "#8a0015", "#ffffff"),
}


@dataclass(frozen=True)
class Look:
    """The fonts of a display; sizes are in points, so they follow its scaling."""

    body: tkfont.Font
    small: tkfont.Font
    strong: tkfont.Font
    large: tkfont.Font
    heading: tkfont.Font
    code: tkfont.Font
    unit: int
    """Pixels of a comfortable gap."""
    width: int
    """Pixels of a page's width, where its buttons need no more."""
    cramped: bool
    """Whether the letters are so big for the screen that there is no room to be generous."""


def make_look(root: tk.Misc) -> Look:
    """The look for this display."""
    families = set(tkfont.families(root))
    plain = _first(_FAMILIES, families, tkfont.nametofont("TkDefaultFont", root))
    fixed = _first(_CODE_FAMILIES, families, tkfont.nametofont("TkFixedFont", root))

    def font(family: str, size: int, weight: str = "normal") -> tkfont.Font:
        return tkfont.Font(root, family=family, size=size, weight=weight)  # type: ignore[arg-type]

    body = font(plain, 12)
    line = body.metrics("linespace")
    cramped = root.winfo_screenheight() < _ROOMY_LINES * line
    unit = max(6, line * (2 if cramped else 4) // 6)
    return Look(
        body=body,
        small=font(plain, 10),
        strong=font(plain, 12, "bold"),
        large=font(plain, 13 if cramped else 16, "bold"),
        heading=font(plain, 15 if cramped else 18, "bold"),
        code=font(fixed, 26 if cramped else 34, "bold"),
        unit=unit,
        width=min(_WIDTH_LINES * line, root.winfo_screenwidth() - 16),
        cramped=cramped,
    )


def _first(wanted: tuple[str, ...], there: set[str], otherwise: tkfont.Font) -> str:
    for family in wanted:
        if family in there:
            return family
    return str(otherwise.actual("family"))


def text(
    parent: tk.Misc,
    look: Look,
    words: str,
    font: tkfont.Font | None = None,
    *,
    inset: int = 0,
    ink: str = INK,
    paper: str = PAPER,
) -> tk.Label:
    """A paragraph that wraps at its own width, however long the sentence is.

    `inset`: pixels by which it starts out narrower than the page's body.
    """
    label = tk.Label(
        parent,
        text=words,
        font=font or look.body,
        fg=ink,
        bg=paper,
        justify="left",
        anchor="w",
        padx=0,
        borderwidth=0,
        wraplength=look.width - 4 * look.unit - inset,
    )
    label.bind("<Configure>", lambda event: label.configure(wraplength=max(event.width, 80)))
    return label


def button(
    parent: tk.Misc, words: str, look: Look, weight: Weight, command: Callable[[], None]
) -> tk.Button:
    """A button with a wide ring when it has the focus; Return and space press it."""
    paper, pressed, ink = _COLOURS[weight]
    made = tk.Button(
        parent,
        text=words,
        font=look.strong,
        bg=paper,
        fg=ink,
        activebackground=pressed,
        activeforeground=ink,
        disabledforeground="#8b8f98",
        relief="flat",
        borderwidth=0,
        highlightthickness=3,
        highlightbackground=PAPER,
        highlightcolor=FOCUS,
        padx=look.unit + 4,
        pady=look.unit * 2 // 3,
        cursor="hand2",
        command=command,
    )
    made.bind("<Return>", lambda _: made.invoke())
    made.bind("<KP_Enter>", lambda _: made.invoke())
    return made
