"""Windows that can be seen and not clicked, on X11."""

from collections.abc import Iterable
from typing import Any

import xcffib
import xcffib.shape
import xcffib.xproto


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


def _around(connection: Any, window: int) -> list[int]:
    found = []
    tree = connection.core.QueryTree(window).reply()
    while tree.parent not in (tree.root, 0):
        found.append(tree.parent)
        tree = connection.core.QueryTree(tree.parent).reply()
    return found
