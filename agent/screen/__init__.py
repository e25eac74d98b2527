"""The customer's screen: where it comes from, and the stream of what changes on it."""

import os
import sys
from collections.abc import Mapping

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
    "is_wayland",
    "open_screen",
]


def is_wayland(environment: Mapping[str, str]) -> bool:
    """Whether this is a Wayland session, whose screen no program may simply read.

    An X display in it (XWayland) shows black where it should show the desktop.
    """
    return bool(environment.get("WAYLAND_DISPLAY")) or (
        environment.get("XDG_SESSION_TYPE") == "wayland"
    )


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
