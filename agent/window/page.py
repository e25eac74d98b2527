"""What every page is: a window of its own with a stable title, closed like any other."""

import tkinter as tk
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from agent import bill_words
from agent.phrases import Wall
from agent.window.look import LINE, PANEL, PAPER, Look, Weight, button, text
from agent.window.scroll import Scroll
from broker.wire.messages import Cost
from broker.wire.pairs import Pair
from broker.wire.texts import Texts

CLASS: Final = "affianco-agent"
"""WM_CLASS of every window of the agent."""

CALM_SECONDS: Final = 1.0
"""For so long a key that was meant for another window answers nothing that cannot be taken back."""

_FRAME: Final = 48
"""Pixels that a window manager may put around a page, from above to below."""


@dataclass(frozen=True)
class Kit:
    """What every page is made with."""

    root: tk.Misc
    look: Look
    say: Texts
    now: Callable[[], float]
    wall: Wall
    pairs: Sequence[Pair]
    """The word list of the words that two people compare."""

    def today(self) -> date:
        """The local date."""
        return self.wall(self.now()).date()


class Page:
    """A top-level window; subclasses fill `body` and `foot` and may mend themselves in `tick`.

    The foot, with the buttons, is always in sight; the body scrolls where the screen is small.
    """

    def __init__(self, kit: Kit, title: str, closed: Callable[[], None]) -> None:
        self.kit, self.look, self.say = kit, kit.look, kit.say
        look = kit.look
        self.top = tk.Toplevel(kit.root, class_=CLASS, bg=PAPER)
        self.top.withdraw()
        self.top.title(kit.say(title))
        self.top.protocol("WM_DELETE_WINDOW", closed)
        inside = tk.Frame(self.top, bg=PAPER)
        inside.pack(fill="both", expand=True, padx=look.unit * 2, pady=look.unit * 3 // 2)
        self.foot = tk.Frame(inside, bg=PAPER)
        self.foot.pack(side="bottom", fill="x")
        self.buttons = tk.Frame(self.foot, bg=PAPER)
        self.buttons.pack(side="bottom", fill="x", pady=(look.unit, 0))
        self._scroll = Scroll(inside)
        self._scroll.whole.pack(fill="both", expand=True)
        self.body = self._scroll.inner
        self.foot.lift()

    def heading(self, words: str) -> tk.Label:
        """The page's first line."""
        label = text(self.body, self.look, words, self.look.heading)
        label.pack(fill="x", pady=(0, self.look.unit))
        return label

    def paragraph(self, words: str, *, gap: float = 0.75) -> tk.Label:
        """A paragraph under what is there."""
        label = text(self.body, self.look, words)
        label.pack(fill="x", pady=(0, int(self.look.unit * gap)))
        return label

    def box(
        self, paper: str, *lines: str, strong: str = "", parent: tk.Misc | None = None
    ) -> tk.Frame:
        """A tinted box with these paragraphs, below one in bold where there is one."""
        look, within = self.look, parent or self.body
        made = tk.Frame(within, bg=paper, highlightthickness=1, highlightbackground=LINE)
        made.pack(fill="x", pady=(0, look.unit * 3 // 4))
        inner = tk.Frame(made, bg=paper)
        inner.pack(fill="x", padx=look.unit, pady=look.unit // 2)
        for line, font in ((strong, look.strong), *((line, look.body) for line in lines)):
            if line:
                text(inner, look, line, font, inset=2 * look.unit, paper=paper).pack(fill="x")
        return inner

    def cost(self, cost: Cost | None) -> None:
        """What the session will cost, large enough not to be missed."""
        price, *conditions = bill_words.cost_lines(self.say, cost)
        self.box(PANEL, " ".join(conditions), strong=price)

    def add(
        self, words: str, weight: Weight, command: Callable[[], None], *, side: str = "left"
    ) -> tk.Button:
        """A button in the row at the foot."""
        made = button(self.buttons, words, self.look, weight, command)
        gap = self.look.unit // 2
        made.pack(side=side, padx=(0, gap) if side == "left" else (gap, 0))  # type: ignore[arg-type]
        return made

    def present(self, focus: tk.Misc | None = None) -> None:
        """Show the page in the middle of the screen, in front, with the focus on `focus`."""
        self.top.update_idletasks()
        if self.buttons.winfo_reqwidth() > self.top.winfo_screenwidth() - 4 * self.look.unit:
            self._stack()
        self.fit()
        self.top.deiconify()
        self.top.lift()
        if focus is not None:
            focus.focus_force()

    def fit(self) -> None:
        """Make the window as high as what is in it, where the screen lets it be."""
        look, wide, high = self.look, self.top.winfo_screenwidth(), self.top.winfo_screenheight()
        width = min(max(look.width, self.foot.winfo_reqwidth() + 4 * look.unit), wide)
        self._scroll.wrap(width - 4 * look.unit)
        self.top.update_idletasks()
        height = min(self.top.winfo_reqheight(), high - _FRAME)
        above = (high - _FRAME - height) // 3
        self.top.geometry(f"{width}x{height}+{(wide - width) // 2}+{above}")
        self.top.minsize(min(width, 360), min(height, 200))

    def _stack(self) -> None:
        """The buttons one above the other, where they do not fit beside each other."""
        for one in self.buttons.pack_slaves():
            one.pack_configure(side="top", fill="x", padx=0, pady=(self.look.unit // 3, 0))
        self.top.update_idletasks()

    def tick(self, now: float) -> None:
        """Time has passed (monotonic seconds)."""

    def close(self) -> None:
        """Take the page away."""
        self.top.destroy()
