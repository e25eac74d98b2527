"""A part of a page that scrolls where it is higher than the room for it."""

import tkinter as tk
from typing import Final, Literal

from agent.window.look import PAPER

_PAGES: Final = {"<Prior>": -1, "<Next>": 1}
_LINES: Final = {"<Button-4>": -2, "<Button-5>": 2, "<Up>": -1, "<Down>": 1}


class Scroll:
    """Fill `inner`; pack `whole`. The bar is there only while it is of use."""

    def __init__(self, parent: tk.Misc) -> None:
        self.whole = tk.Frame(parent, bg=PAPER)
        self._bar = tk.Scrollbar(self.whole, orient="vertical", takefocus=False)
        self._view = tk.Canvas(self.whole, bg=PAPER, highlightthickness=0, borderwidth=0)
        self._view.configure(yscrollcommand=self._scrolled)
        self._bar.configure(command=self._view.yview)
        self._view.pack(side="left", fill="both", expand=True)
        self.inner = tk.Frame(self._view, bg=PAPER)
        self._item = self._view.create_window(0, 0, window=self.inner, anchor="nw")
        self.inner.bind("<Configure>", self._grown)
        self._view.bind("<Configure>", self._resized)
        self._bind(self.whole.winfo_toplevel())

    def _bind(self, top: tk.Misc) -> None:
        for key, pages in _PAGES.items():
            top.bind(key, lambda _, pages=pages: self._move(pages, "pages"))  # type: ignore[misc]
        for key, units in _LINES.items():
            top.bind(key, lambda _, units=units: self._move(units, "units"))  # type: ignore[misc]
        top.bind("<MouseWheel>", lambda event: self._move(-1 if event.delta > 0 else 1, "units"))
        top.bind("<FocusIn>", self._focused)

    def wrap(self, width: int) -> None:
        """Lay out for this many pixels; the canvas asks for all the height that takes."""
        self._view.itemconfigure(self._item, width=width)
        self._view.configure(width=width)
        self._view.update_idletasks()
        self._view.configure(height=self.inner.winfo_reqheight())

    def _grown(self, _: object) -> None:
        high = self.inner.winfo_reqheight()
        self._view.configure(scrollregion=(0, 0, self.inner.winfo_reqwidth(), high))

    def _resized(self, event: "tk.Event[tk.Canvas]") -> None:
        self._view.itemconfigure(self._item, width=event.width)

    def _scrolled(self, first: float, last: float) -> None:
        self._bar.set(first, last)
        fits = float(first) <= 0 and float(last) >= 1
        if fits and self._bar.winfo_manager():
            self._bar.pack_forget()
        elif not fits and not self._bar.winfo_manager():
            self._bar.pack(side="right", fill="y", before=self._view)

    def _move(self, count: int, what: Literal["units", "pages"]) -> None:
        if self._bar.winfo_manager():
            self._view.yview_scroll(count, what)

    def _focused(self, event: "tk.Event[tk.Misc]") -> None:
        """Bring what has the focus into sight."""
        one, high = event.widget, self.inner.winfo_height()
        if not str(one).startswith(str(self.inner) + ".") or high < 1:
            return
        above = one.winfo_rooty() - self.inner.winfo_rooty()
        first, last = (part * high for part in self._view.yview())
        if above < first:
            self._view.yview_moveto(above / high)
        elif above + one.winfo_height() > last:
            self._view.yview_moveto((above + one.winfo_height() - (last - first)) / high)
