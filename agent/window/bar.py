"""The small bar that stays in front while a technician is let in."""

import sys
import tkinter as tk
from collections.abc import Callable
from tkinter import font as tkfont
from typing import Final

from agent import bill_words, phrases
from agent.views import Active
from agent.window.edge import WIDTH
from agent.window.look import PAUSED, SEEN, Look, Weight, button
from agent.window.page import CLASS
from broker.wire.texts import Texts

_INK: Final = "#ffffff"
_SHARE: Final = {False: 55, True: 90}
"""Hundredths of the screen's width that the bar takes at most, by whether the screen is cramped."""
_NARROW: Final = 1200
"""Pixels of a screen on which the sentence is not in bold, so that more of the name fits."""
_LONG: Final = "00:00"
_TOGGLE: Final = {False: "bar_pause", True: "bar_go_on"}
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
        gap = look.unit // 2
        narrow = self.top.winfo_screenwidth() < _NARROW
        self._font = look.body if narrow else look.strong
        self._back = tk.Frame(self.top)
        self._back.pack(fill="both", expand=True)
        words = tk.Frame(self._back)
        words.pack(side="left", padx=gap, pady=gap // 2)
        first = tk.Frame(words)
        first.pack(anchor="w")
        self._who = _label(first, self._font)
        self._who.pack(side="left")
        self._time = _label(first, self._font)
        self._time.pack(side="left", padx=(gap // 2, 0))
        self._notes = _label(words, look.small)
        self._notes.pack(anchor="w")
        self._price = _label(words, look.small)
        self._toggle = self._button(look, Weight.PLAIN, self._toggled)
        self._stop = self._button(look, Weight.STOP, stop)
        self._stop.configure(text=self._say("bar_stop"))
        for part in (self._toggle, self._stop):
            part.pack(side="left", padx=(0, gap), pady=gap // 2)
        self._width = self._room(gap, _SHARE[look.cramped])
        self._notes.configure(wraplength=self._width + self._time.winfo_reqwidth())
        labels = (self._who, self._time, self._notes, self._price)
        self._tinted: tuple[tk.Frame | tk.Label, ...] = (self._back, words, first, *labels)
        for moved in self._tinted:
            moved.bind("<Button-1>", self._gripped)
            moved.bind("<B1-Motion>", self._moved)
        self.top.bind("<Visibility>", self._covered)

    def _button(self, look: Look, weight: Weight, command: Callable[[], None]) -> tk.Button:
        made = button(self._back, "", look, weight, command)
        made.configure(padx=look.unit // 2, pady=look.unit // 3, highlightthickness=2)
        return made

    def _room(self, gap: int, share: int) -> int:
        """Pixels for the sentence, beside time and buttons."""
        words = max((self._say(key) for key in _TOGGLE.values()), key=len)
        self._toggle.configure(text=words)
        self._time.configure(text=self._say("bar_time", time=_LONG))
        others = (self._time, self._toggle, self._stop)
        taken = sum(part.winfo_reqwidth() for part in others) + 5 * gap
        return self.top.winfo_screenwidth() * share // 100 - taken

    def _fits(self, words: str) -> bool:
        return self._font.measure(words) <= self._width

    def _present(self) -> None:
        self.top.update_idletasks()
        if sys.platform == "linux":
            from agent.window.passthrough import take_title_bar_off

            take_title_bar_off(self.top.winfo_id())
        left = (self.top.winfo_screenwidth() - self.top.winfo_reqwidth()) // 2
        self.top.geometry(f"+{max(0, left)}+{WIDTH}")
        self.top.deiconify()
        self.top.lift()

    def mend(self, view: Active) -> None:
        """Show this view from now on."""
        self._view = view
        tint = PAUSED if view.paused else SEEN
        for part in self._tinted:
            part.configure(bg=tint)
        for label in (self._who, self._time, self._notes, self._price):
            label.configure(fg=_INK)
        for one in (self._toggle, self._stop):
            one.configure(highlightbackground=tint)
        self._who.configure(text=phrases.who_within(self._say, view, self._fits))
        self._notes.configure(text=phrases.notes(self._say, view)[0])
        price = bill_words.count_line(self._say, view)
        self._price.configure(text=price)
        if price:
            self._price.pack(anchor="w")
        self._toggle.configure(text=self._say(_TOGGLE[view.paused]))
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


def _label(parent: tk.Misc, font: tkfont.Font) -> tk.Label:
    return tk.Label(parent, font=font, justify="left", padx=0, pady=0, borderwidth=0)
