"""The customer's screen: where it comes from, and the stream of what changes on it."""

import os
import sys

from agent.display import is_wayland
from agent.screen.source import (
    Box,
    CursorChange,
    CursorImage,
    NoScreen,
    ScreenChanged,
    ScreenSource,
    ScreenUnavailable,
)

__all__ = [
    "Box",
    "CursorChange",
    "CursorImage",
    "NoScreen",
    "ScreenChanged",
    "ScreenSource",
    "ScreenUnavailable",
    "open_screen",
]


def open_screen() -> ScreenSource:
    """The screen of this session; `ScreenUnavailable` says why there is none."""
    if sys.platform != "linux":
        from agent.screen.portable import open_portable

        return open_portable()
    if is_wayland(os.environ):
        raise ScreenUnavailable(NoScreen.WAYLAND)
    if not os.environ.get("DISPLAY"):
        raise ScreenUnavailable(NoScreen.NO_DISPLAY)
    from agent.screen.x11 import X11Screen

    return X11Screen()
