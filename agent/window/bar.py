"""The small bar that stays in front while a technician is let in."""

import tkinter as tk
from collections.abc import Callable
from typing import Final

from agent import phrases
from agent.views import Active
from agent.window.look import PAUSED, SEEN, Look, Weight, button
from agent.window.page import CLASS
from broker.wire.texts import Texts

_INK: Final = "#ffffff"
_LIFT_MS: Final = 400


class Bar:
    """Who sees, for how long, Pause and Stop. Can be moved with the mouse.

    No button has the focus at first: what the technician types must not press one.
    """

    def __init__(
        self,
        root: tk.Misc,
        look: Look,
        say: Texts,
        view: Active,
        now: Callable[[], float],
        pause: Callable[[], None],
        go_on: Callable[[], None],
        stop: Callable[[], None],
    ) -> None:
        self._say, self._view, self._now = say, view, now
        self._pause, self._go_on = pause, go_on
        self._grip = (0, 0)
        self._lifting = False
        self.top = tk.Toplevel(root, class_=CLASS, takefocus=False)
        self.top.withdraw()
        self.top.title(say("title_bar"))
        self.top.protocol("WM_DELETE_WINDOW", stop)
        self.top.resizable(False, False)
        self.top.attributes("-topmost", True)
        self._fill(look, stop)
        self.mend(view)
        self._present()

    def _fill(self, look: Look, stop: Callable[[], None]) -> None:
        gap = look.unit
        self._back = tk.Frame(self.top)
        self._back.pack(fill="both", expand=True)
        words = tk.Frame(self._back)
        words.pack(side="left", padx=gap, pady=gap // 2)
        limit = min(self.top.winfo_screenwidth() * 45 // 100, 52 * look.unit)
        self._who = tk.Label(words, font=look.strong, justify="left", wraplength=limit)
        self._who.pack(anchor="w")
        self._time = tk.Label(words, font=look.body)
        self._time.pack(anchor="w")
        self._notes = tk.Label(words, font=look.small, justify="left", wraplength=limit)
        self._notes.pack(anchor="w")
        self._toggle = button(self._back, "", look, Weight.PLAIN, self._toggled)
        self._toggle.pack(side="left", padx=(0, gap // 2))
        self._stop = button(self._back, self._say("bar_stop"), look, Weight.STOP, stop)
        self._stop.configure(font=look.heading)
        self._stop.pack(side="left", padx=(0, gap), pady=gap // 2)
        self._tinted = (self._back, words, self._who, self._time, self._notes)
        for part in self._tinted:
            part.bind("<Button-1>", self._gripped)
            part.bind("<B1-Motion>", self._moved)
        self.top.bind("<Visibility>", self._covered)

    def _present(self) -> None:
        self.top.update_idletasks()
        left = (self.top.winfo_screenwidth() - self.top.winfo_reqwidth()) // 2
        self.top.geometry(f"+{max(0, left)}+12")
        self.top.deiconify()
        self.top.lift()

    def mend(self, view: Active) -> None:
        """Show this view from now on."""
        self._view = view
        tint = PAUSED if view.paused else SEEN
        for part in self._tinted:
            part.configure(bg=tint)
        for label in (self._who, self._time, self._notes):
            label.configure(fg=_INK)
        for one in (self._toggle, self._stop):
            one.configure(highlightbackground=tint)
        self._who.configure(text=phrases.who(self._say, view))
        self._notes.configure(text="\n".join(phrases.notes(self._say, view)))
        self._toggle.configure(text=self._say("bar_go_on" if view.paused else "bar_pause"))
        self.tick(self._now())

    def tick(self, now: float) -> None:
        """The running time."""
        time = phrases.clock(self._view.seconds(now))
        self._time.configure(text=self._say("bar_time", time=time))

    def close(self) -> None:
        """Take the bar away."""
        self.top.destroy()

    def _toggled(self) -> None:
        if self._view.paused:
            self._go_on()
        else:
            self._pause()

    def _gripped(self, event: "tk.Event[tk.Misc]") -> None:
        self._grip = (event.x_root - self.top.winfo_x(), event.y_root - self.top.winfo_y())

    def _moved(self, event: "tk.Event[tk.Misc]") -> None:
        self.top.geometry(f"+{event.x_root - self._grip[0]}+{event.y_root - self._grip[1]}")

    def _covered(self, event: "tk.Event[tk.Misc]") -> None:
        if str(event.state) != "VisibilityUnobscured" and not self._lifting:
            self._lifting = True
            self.top.after(_LIFT_MS, self._lift)

    def _lift(self) -> None:
        self._lifting = False
        self.top.lift()
