"""What Tk cannot ask of X11: windows that let clicks through, or have no title bar."""

from collections.abc import Iterable
from typing import Any, Final

import xcffib
import xcffib.shape
import xcffib.xproto

_HINTS: Final = b"_MOTIF_WM_HINTS"
_NO_DECORATIONS: Final = (2, 0, 0, 0, 0)
"""Flags (only decorations are meant), functions, decorations (none), input mode, status."""


def let_clicks_through(windows: Iterable[int]) -> None:
    """Give these windows, and those around them up to the root, an empty input region.

    Where the display cannot do that, the few pixels of the frame take the clicks on them.
    """
    try:
        connection: Any = xcffib.connect()  # type: ignore[no-untyped-call]
    except xcffib.ConnectionException:
        return
    try:
        shape = connection(xcffib.shape.key)
        for window in windows:
            for one in (window, *_around(connection, window)):
                shape.RectanglesChecked(
                    xcffib.shape.SO.Set,
                    xcffib.shape.SK.Input,
                    xcffib.xproto.ClipOrdering.Unsorted,
                    one,
                    0,
                    0,
                    0,
                    [],
                ).check()
    except (xcffib.Error, xcffib.XcffibException):
        return
    finally:
        connection.disconnect()


def take_title_bar_off(window: int) -> None:
    """Ask the window manager for no frame around a window that is not shown yet.

    By `_MOTIF_WM_HINTS`, which every common one heeds; else the title bar stays.
    """
    try:
        connection: Any = xcffib.connect()  # type: ignore[no-untyped-call]
    except xcffib.ConnectionException:
        return
    try:
        core = connection.core
        atom = core.InternAtom(False, len(_HINTS), _HINTS).reply().atom
        for one in (window, *_around(connection, window)):
            core.ChangePropertyChecked(
                xcffib.xproto.PropMode.Replace, one, atom, atom, 32, 5, _NO_DECORATIONS
            ).check()
    except (xcffib.Error, xcffib.XcffibException):
        return
    finally:
        connection.disconnect()


def _around(connection: Any, window: int) -> list[int]:
    found = []
    tree = connection.core.QueryTree(window).reply()
    while tree.parent not in (tree.root, 0):
        found.append(tree.parent)
        tree = connection.core.QueryTree(tree.parent).reply()
    return found
