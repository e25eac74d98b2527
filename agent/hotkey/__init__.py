"""The global hot-key that stops: Ctrl+Shift+F12.

Why this one: it is on every keyboard, laptops included; no desktop keeps it for itself, while
Ctrl+Alt+F12 switches the console away on Linux and Ctrl+Shift+Esc opens the task manager on
Windows; it has no letter, so no layout turns it into a character; and three keys at once are not
pressed by accident. What the technician types may press it too: that can only stop.
"""

import os
import sys
from collections.abc import Callable

from agent.workshop import Hotkey


class HotkeyUnavailable(Exception):
    """The hot-key cannot be had: another program has it, or there is no desktop."""


def open_hotkey(pressed: Callable[[], None]) -> Hotkey:
    """Listen for the hot-key; `pressed` is called from a thread of its own.

    HotkeyUnavailable where it cannot be had.
    """
    if sys.platform in ("win32", "darwin"):
        from agent.hotkey.portable import PortableHotkey

        return PortableHotkey(pressed)
    if not os.environ.get("DISPLAY"):
        raise HotkeyUnavailable("no display")
    from agent.hotkey.x11 import X11Hotkey

    return X11Hotkey(pressed)
