"""A coloured frame around the whole screen: you are being seen."""

import sys
import tkinter as tk
from typing import Final

from agent.window.look import PAUSED, SEEN
from agent.window.page import CLASS

WIDTH: Final = 5
"""Pixels of the frame."""


class Edge:
    """Four thin windows along the edges of the screen that no window manager touches.

    On X11 clicks go through them to what lies below (shape extension, input region).
    """

    def __init__(self, root: tk.Misc, title: str) -> None:
        wide, high = root.winfo_screenwidth(), root.winfo_screenheight()
        places = (
            (wide, WIDTH, 0, 0),
            (wide, WIDTH, 0, high - WIDTH),
            (WIDTH, high - 2 * WIDTH, 0, WIDTH),
            (WIDTH, high - 2 * WIDTH, wide - WIDTH, WIDTH),
        )
        self._sides = [self._side(root, title, *place) for place in places]
        root.update_idletasks()
        if sys.platform == "linux":
            from agent.window.passthrough import let_clicks_through

            let_clicks_through([side.winfo_id() for side in self._sides])

    def _side(
        self, root: tk.Misc, title: str, width: int, height: int, left: int, above: int
    ) -> tk.Toplevel:
        side = tk.Toplevel(root, class_=CLASS, bg=SEEN, takefocus=False)
        side.title(title)
        side.overrideredirect(True)
        side.geometry(f"{width}x{height}+{left}+{above}")
        if sys.platform != "linux":
            side.attributes("-topmost", True)
        return side

    def tint(self, *, paused: bool) -> None:
        """The colour for being seen, or for the pause."""
        for side in self._sides:
            side.configure(bg=PAUSED if paused else SEEN)

    def lift(self) -> None:
        """In front of everything."""
        for side in self._sides:
            side.lift()

    def close(self) -> None:
        """Take the frame away."""
        for side in self._sides:
            side.destroy()
