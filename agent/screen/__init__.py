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
    # mypy must not take the platform for granted: every branch is checked on each.
    platform = str(sys.platform)
    if platform == "win32":
        from agent.screen.capture.windows import open_windows

        return open_windows()
    if platform == "darwin":
        from agent.screen.capture.macos import open_macos

        return open_macos()
    if is_wayland(os.environ):
        raise ScreenUnavailable(NoScreen.WAYLAND)
    if not os.environ.get("DISPLAY"):
        raise ScreenUnavailable(NoScreen.NO_DISPLAY)
    from agent.screen.capture.x11 import X11Screen

    return X11Screen()
