"""What every page is: a window of its own with a stable title, closed like any other."""

import tkinter as tk
from collections.abc import Callable
from typing import Final

from agent.window.look import PAPER, Look, text

CLASS: Final = "affianco-agent"
"""WM_CLASS of every window of the agent."""


class Page:
    """A top-level window; subclasses fill `body` and may mend themselves in `tick`."""

    def __init__(self, root: tk.Misc, look: Look, title: str, closed: Callable[[], None]) -> None:
        self.look = look
        self.top = tk.Toplevel(root, class_=CLASS, bg=PAPER)
        self.top.withdraw()
        self.top.title(title)
        self.top.protocol("WM_DELETE_WINDOW", closed)
        self.body = tk.Frame(self.top, bg=PAPER)
        self.body.pack(fill="both", expand=True, padx=look.unit * 2, pady=look.unit * 2)

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

    def present(self, focus: tk.Misc | None = None) -> None:
        """Show the page in the middle of the screen, in front, with the focus on `focus`."""
        self.top.update_idletasks()
        wide, high = self.top.winfo_screenwidth(), self.top.winfo_screenheight()
        width = min(max(self.look.width, self.top.winfo_reqwidth()), wide)
        height = min(self.top.winfo_reqheight(), high)
        self.top.geometry(f"{width}x{height}+{(wide - width) // 2}+{(high - height) // 3}")
        self.top.minsize(min(width, 360), min(height, 200))
        self.top.deiconify()
        self.top.lift()
        if focus is not None:
            focus.focus_force()

    def tick(self, now: float) -> None:
        """Time has passed (monotonic seconds)."""

    def close(self) -> None:
        """Take the page away."""
        self.top.destroy()
